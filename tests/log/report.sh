# --report: a row for each acknowledged record.
need ktopic kproduce kconsume
ktopic create -q ${T}t
seq 5 | kproduce ${T}t --report | dfselect '*' -o json
seq 3 | kproduce ${T}t --report | dfcount
seq 3 | kproduce ${T}t --report >/dev/full
echo "exit $?"
echo "- what nobody acknowledges is unknown"
printf 'a:1\nb:2\nc\n' | st kproduce ${T}t -K : --acks 0
