# Three producers and two consumers at once: every record once, in each one's order.
# par
ktopic create ${T}m -q -p 4
for p in 1 2 3; do
	(for run in 1 2 3; do
		seq -f "p$p=$p %.0f" $((run * 2000 - 1999)) $((run * 2000)) | kproduce ${T}m -K = -q
	done) &
done
producers=$(jobs -p)
kconsume -f ${T}m -n 18000 -o lines > one &
kconsume -f ${T}m -n 18000 -o lines > two &
wait
for f in one two; do
	for p in 1 2 3; do
		grep "^$p " $f | cut -d' ' -f2 | cmp - <(seq 6000) || echo "$f: producer $p"
	done
	wc -l < $f
done
