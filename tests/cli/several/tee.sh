# One tee feeds both inputs of an operator through FIFOs, one of them through another tool:
# whatever is kept in memory or on disk, and whoever stops early, all rows are there.
# par
# timeout 200
rows=1000000
[ -z "$SAN" ] || rows=300000
seq $rows >numbers
mkfifo left right
# A FIFO holds 1 MiB; -m 1M keeps all that is more on disk, -m 64M in memory.
for m in 1M 64M; do
	for j in 1 4; do
		echo "-m $m -j $j"
		# What is read first comes last out of tee, and the other way round.
		tee left <numbers | dfselect value -w 'CAST(value AS INT) % 10 = 3' -o arrow >right &
		st dfsemi -m $m -j $j -o lines left right | cmp - <(seq 3 10 $rows)
		wait
		tee right <numbers | dfselect value -w 'CAST(value AS INT) % 10 = 4' -o arrow >left &
		st dfsemi -m $m -j $j -o lines left right | cmp - <(seq 4 10 $rows)
		wait
		tee left <numbers >right &
		[ "$(st dfsemi -m $m -j $j left right | dfcount)" = $rows ] && echo "all rows"
		wait
	done
	# Ten rows of one side are enough: the other one still comes.
	tee left <numbers | dfselect '*' -o arrow >right &
	st dfsemi -m $m -n 10 -j 1 -o lines left right >got
	echo "at least ten: $(($(wc -l <got) >= 10)); $(head -n 1 got)"
	wait
	# The reader of the result has enough: everybody ends.
	{ tee left <numbers 2>/dev/null | dfselect '*' -o arrow >right; } 2>/dev/null &
	st dfsemi -m $m -o lines left right | sed -n '3{p;q}'
	wait
done
