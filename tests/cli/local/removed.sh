# A local log that somebody removes while it is used: nobody waits there for ever, and
# nothing is said to be in it.
exec 2>&1
export XDG_STATE_HOME=$PWD/state
ktopic create foo -q
timeout 20 kconsume foo -f -o lines > out 2> err.read &
reader=$!
mkfifo lines
timeout 20 kproduce foo < lines 2> err.write &
writer=$!
exec 3> lines
echo first >&3
for ((i = 0; i < 100; i++)); do [ ! -s out ] || break; sleep 0.1; done
rm -r state
wait $reader
echo "kconsume: exit $?"
echo second >&3
exec 3>&-
wait $writer
echo "kproduce: exit $?"
cat out err.read err.write
