# A map of the ledger is made smaller where addresses are few: ulimit -v.
exec 2>&1
[ -z "$SAN" ] || skip "the sanitizers ($SAN) take more addresses than that"
ktopic create -q t
echo "- 1 GiB"
(ulimit -v 1048576; seq 1000 | kproduce t; kconsume t | dfcount; ktopic describe t | head -n 1; ktopic create u; ktopic delete u)
echo "- 20 MB"
(ulimit -v 20000; ktopic list > said 2>&1; echo "exit $?")
grep -c 'address space\|memory\|loading' said
