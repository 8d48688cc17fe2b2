# Limits of the size of a file are errors with counts: ulimit -f.
exec 2>&1
ktopic create -q t
big() { yes "$(head -c 999 /dev/zero | tr '\0' x)" | head -n "$1"; }
echo "- a file may be no larger than 1 MiB"
seq 10 | kproduce -q t
# A file never rests, so that nothing is sent before the limit is met.
big 3000 > lines
(ulimit -f 1024; kproduce t lines > said 2>&1; echo "exit $?")
sed -E 's/[0-9a-f]{16}\.seg/ID.seg/; s/.*(ledger|segments)/\1/' said
(ulimit -f 1; seq 200000 | dfselect '*' > lines.arrow; echo "exit $?")
kconsume t | dfcount
echo "- a local log that is named needs no properties file"
SLUICE_CONFIG=missing ktopic -b "file:$XDG_STATE_HOME/sluice/log" list
SLUICE_CONFIG=missing st ktopic list
st ktopic -F missing -b "file:$XDG_STATE_HOME/sluice/log" list
