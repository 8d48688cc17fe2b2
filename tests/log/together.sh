# Three producers and two consumers at once: every record once, in each one's order.
# timeout 180
need ktopic kproduce kconsume
ktopic create -q ${T}t -p 3
for c in 1 2; do
	kconsume ${T}t -f -n 6000 -c value -o lines >got$c &
done
for p in a b c; do
	for part in 0 1; do
		seq -f "$p %g" $((part * 1000)) $((part * 1000 + 999)) | kproduce -q ${T}t || echo "producer $p failed"
	done &
done
wait
for c in 1 2; do
	sort got$c | uniq | wc -l
	wc -l <got$c
done
kconsume ${T}t | dfcount
