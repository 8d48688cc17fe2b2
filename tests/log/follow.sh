# A live stream: what comes is shown at once; a signal ends it in good order.
# timeout 120
need ktopic kproduce kconsume
ktopic create -q ${T}t
seq 3 | kproduce -q ${T}t
touch out out2 seen
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
mkfifo copy
kproduce ${T}u <copy 2>err &
kconsume ${T}t -f >copy &
pid=$!
for _ in {1..200}; do [ "$(kconsume ${T}u | dfcount)" = 7 ] && break; sleep 0.1; done
kill -TERM $pid
wait
cat err
kconsume ${T}u -o lines | tr '\n' ' '
echo
echo "-- a limit ends it too"
kconsume ${T}t -f -n 2 -o lines
echo "-- a signal that comes twice is one; a second one kills"
for twice in 1 2 3 4 5; do
	: >out2
	kconsume ${T}t -f -o lines >pipe 2>err &
	pid=$!
	cat <pipe >out2 &
	wait_lines out2 7
	kill -TERM $pid
	kill -TERM $pid 2>/dev/null	# it may have ended
	wait $pid
	st test $? = 0
	wait
	wc -l <out2
done
dfcount <pipe >n &
filter=$!
env --default-signal=INT kconsume ${T}t -f > >(exec tee seen >pipe) &
pid=$!
until [ "$(cat seen | dfselect offset -o lines --allow-unmarked=eof 2>/dev/null | wc -l)" = 7 ]; do sleep 0.1; done
kill -INT $pid
wait $pid
echo "exit $?"
wait $filter
echo "exit $? $(cat n)"
ktopic create -q ${T}big
seq 500000 | kproduce -q ${T}big
: >begun
(head -c 1000 >begun; exec sleep 1000) <pipe &
reader=$!
kconsume ${T}big -f >pipe &
pid=$!
echo $pid >pid
until [ -s begun ]; do sleep 0.05; done
settled pid
kill -TERM $pid
settled pid
# Two that follow at once are one.
sleep 0.3
kill -TERM $pid
wait $pid
echo "exit $?"
kill $reader
