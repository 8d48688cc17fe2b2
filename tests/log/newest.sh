# --newest: the last records of all partitions by their time.
exec 2>&1
ktopic create -q ${T}t -p 3
rows() { awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++) print i }' |
	dfselect 'CAST(CAST(value AS INT) % 3 AS INT) AS partition, value, CAST(CAST(value AS INT) * 7 % 101 AS TIMESTAMP) AS timestamp'; }
rows 100 | kproduce -q --keep-partitions ${T}t
want() { seq 100 | awk '{ print $1 * 7 % 101, $1 }' | sort -n | tail -n "$1" | cut -d ' ' -f 2; }
for n in 1 2 7; do
	# The last n of each partition count: 94 to 100 are the last 7 or 8 of them all.
	kconsume ${T}t --newest $n -o lines | wc -l
done
kconsume ${T}t --newest 100 -o lines | cmp - <(want 100) && echo same
kconsume ${T}t --newest 5000 -o lines | cmp - <(want 100) && echo same
echo "- in time's order, with and without its column"
kconsume ${T}t --newest 3 | dfselect 'CAST(value AS STRING) AS v, CAST(timestamp AS BIGINT) AS t' -o csv
kconsume ${T}t --newest 3 -c value,partition -o json
kconsume ${T}t --newest 3 -c timestamp -p 1 -o json
echo "- two topics, headers, empty ones"
ktopic create -q ${T}u
kconsume ${T}u --newest 3 | dfcount
echo later | kproduce -q ${T}u
kconsume ${T}t ${T}u --newest 1 -c value,topic -o json
kconsume ${T}u --newest 1 --headers -o json -c value
st kconsume --newest 0 ${T}u
st kconsume --newest 3 -f ${T}u
st kconsume --newest 3 --from -2 ${T}u
