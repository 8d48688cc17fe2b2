# What fails in one of several inputs fails the whole, wherever it stands and when it comes.
# par
mkfifo left right
seq 100000 >numbers
{ cat numbers; echo x; } >bad
for side in left right; do
	[ $side = left ] && other=right || other=left
	echo "-- $side"
	# A tool that says so.
	dfselect 'CAST(value AS INT) AS value' -o arrow bad >$side 2>/dev/null &
	cat numbers >$other &
	dfsemi left right >got
	echo "exit $?"
	wait
	# One that is killed.
	{ dfselect '*' -o arrow numbers | head -c 200000 >$side; } &
	cat numbers >$other &
	dfsemi left right >got
	echo "exit $?"
	wait
	# No such file; the same stdin twice; a pipe that nobody writes to but for an instant.
	cat numbers >$other 2>/dev/null &
	dfsemi none.csv none.csv
	echo "exit $?"
	st dfsemi - - <numbers
	cat <$other >/dev/null
	wait
	: >$side &
	cat numbers >$other &
	dfsemi left right >got
	echo "exit $?"
	wait
done
# A disk that is full: what could not be kept fails an input when its turn comes.
seq 1000000 >numbers
tee left <numbers | cat >right &
(ulimit -f 600; dfsemi -m 1M left right 2> >(sed 's,left\|right,one of them,' >&2) | dfcount 2>/dev/null)
echo "exit $?"
wait
