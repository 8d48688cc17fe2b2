# A live stream: what comes is shown at once; a signal ends it in good order.
# timeout 120
need ktopic kproduce kconsume
ktopic create -q ${T}t
seq 3 | kproduce -q ${T}t
touch out out2
wait_lines() { for _ in {1..200}; do [ "$(wc -l <"$1")" -ge "$2" ] && return; sleep 0.1; done; echo "never came: $(cat "$1")"; }
echo "-- lines"
kconsume ${T}t -f -o lines >out &
pid=$!
wait_lines out 3
seq 4 5 | kproduce -q ${T}t
wait_lines out 5
kill -TERM $pid
wait $pid
echo "exit $?"
cat out
echo "-- frames, through a filter"
mkfifo pipe
dfselect 'CAST(value AS STRING) AS v' -o json <pipe >out2 &
filter=$!
kconsume ${T}t -f >pipe &
pid=$!
wait_lines out2 5
seq 6 7 | kproduce -q ${T}t
wait_lines out2 7
kill -TERM $pid
wait $pid
echo "exit $?"
wait $filter
echo "exit $?"
cat out2
echo "-- into another topic"
ktopic create -q ${T}u
kconsume ${T}t -f | kproduce ${T}u 2>err &
for _ in {1..200}; do [ "$(kconsume ${T}u | dfcount)" = 7 ] && break; sleep 0.1; done
pkill -TERM -f -- "kconsume ${T}t -f"
wait
cat err
kconsume ${T}u -o lines | tr '\n' ' '
echo
echo "-- a limit ends it too"
kconsume ${T}t -f -n 2 -o lines
echo "-- a signal that comes twice is one; a second one kills"
for twice in 1 2 3 4 5; do
	kconsume ${T}t -f >pipe 2>err &
	pid=$!
	dfcount <pipe &
	sleep 0.5
	kill -TERM $pid
	kill -TERM $pid
	wait $pid
	st test $? = 0
	wait
done
timeout -s INT 1 kconsume ${T}t -f | dfcount
echo "exit ${PIPESTATUS[*]}"
ktopic create -q ${T}big
seq 500000 | kproduce -q ${T}big
sleep 5 <pipe &
reader=$!
kconsume ${T}big -f >pipe &
pid=$!
sleep 1
kill -TERM $pid
sleep 0.5
kill -TERM $pid
wait $pid
echo "exit $?"
kill $reader
