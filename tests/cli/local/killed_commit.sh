# Killed as the commit is written and before readers are told of it, with another process
# in the log: nothing of it is cut off, everybody sees it, nobody waits in a circle.
# timeout 120
# slow
export SLUICE_BROKERS=file:$PWD/log
at_commit=(env "LD_PRELOAD=$BUILD/tests/lib/kill_commit.so" KILL_COMMIT=1)
killed() { { "${at_commit[@]}" "$@" <&0 & } 2>/dev/null; wait $! 2>/dev/null; echo "exit $?"; }
wait_lines() { for _ in {1..200}; do [ "$(wc -l < "$1")" -ge "$2" ] && return; sleep 0.05; done; echo "never came: $(cat "$1")"; }
ktopic create -q t
kconsume t -f -o lines > seen 2> seen.err & follower=$!
there() { kconsume t -o lines | cmp - <(seq "$1") && echo "1 to $1"; }
echo "- in a new segment"
seq 3 > in
killed kproduce t < in
wait_lines seen 3
seq 4 6 | kproduce -q t
there 6
echo "- in an old segment"
seq 7 9 > in
killed kproduce t < in
seq 10 12 | kproduce -q t
there 12
ls log/segments | wc -l
echo "- topics"
killed ktopic create u
ktopic list
killed ktopic create v
killed ktopic delete u
ktopic list
echo "- stopped there, it costs the others nothing"
seq 13 15 > in
wait_lines seen 12
"${at_commit[@]}" KILL_WITH=$(kill -l STOP) kproduce -q t < in & pid=$!
until [ "$(cut -d " " -f 3 /proc/$pid/stat)" = T ] || ! kill -0 $pid; do sleep 0.01; done
there 12
before=$(($(cut -d ' ' -f 14,15 /proc/$follower/stat | tr ' ' +)))
sleep 0.5
spent=$(($(cut -d ' ' -f 14,15 /proc/$follower/stat | tr ' ' +) - before))
# 50 would be a loop without a rest.
[ $spent -lt 25 ] || echo "$spent ticks"
kill -CONT $pid
wait $pid
echo "exit $?"
wait_lines seen 15
cmp seen <(seq 15) && echo "followed to 15"
echo "- by chance"
RANDOM=4711
for run in {1..50}; do
	printf "$run %s\n" 1 2 3 4 5 6 > in
	kproduce -q t < in 2>/dev/null & pid=$!
	sleep "0.00$(printf %04d $((RANDOM % 9000)))"
	{ kill -KILL $pid && wait $pid; } 2>/dev/null
done
echo last | kproduce -q t
# Whole runs, in order, and each line at most once.
kconsume t -o lines > all
tail -n 1 all
sed '1,15d; $d' all > runs
[ $(($(wc -l < runs) % 6)) = 0 ] || echo "not whole"
[ "$(sort -u -n -k 1,1 runs | wc -l)" = $(($(wc -l < runs) / 6)) ] || echo "not once"
wait_lines seen "$(wc -l < all)"
kill $follower
wait $follower
cat seen.err
cmp seen all && echo "followed to the end"
