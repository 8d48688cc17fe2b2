# kproduce killed at seeded instants: what --report told of is there, once, in order.
# timeout 400
# slow
ktopic create -q ${T}t -p 2
RANDOM=4711
for run in $(seq 200); do
	seq -f "$run %.0f" 100000000 | kproduce ${T}t --report 2>/dev/null > report.$run &
	pid=$!
	sleep "0.$(printf '%03d' $((RANDOM % 120)))"
	kill -KILL $pid
	wait $pid 2>/dev/null
done
kconsume ${T}t -c partition,offset,value | dfselect "concat(CAST(partition AS STRING), ' ', CAST(offset AS STRING), ' ', CAST(value AS STRING)) AS line" -o lines > there
for run in $(seq 200); do
	dfselect "concat(CAST(partition AS STRING), ' ', CAST(offset AS STRING), ' $run ', CAST(input + 1 AS STRING)) AS line" \
		-o lines report.$run 2>/dev/null
done > told
sort there > a
sort told > b
# No record twice, none that was told of missing.
cut -d ' ' -f 3- a | sort | uniq -d | head
comm -13 a b | head
[ -s told ] || echo "no run got far enough to tell of a record"
# And it goes on.
seq 3 | kproduce ${T}t
