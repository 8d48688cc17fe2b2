# A long flat chain takes no deeper a stack, however little there is; what is too deep is said.
[ -z "$SAN" ] || skip "a sanitizer takes more of the stack"
chain() { yes "$1" | head -n "$2" | paste -sd "$3"; }
seq 3 | dfselect 'CAST(value AS BIGINT) AS n' >f.arrows
for stack in 8192 unlimited 1024; do
	for n in 10000 2000 1000; do
		(ulimit -s $stack && st dfselect "$(chain n $n +) AS x" -o lines f.arrows) 2>&1 | cut -c 1-60 | head -n 3
	done
done
