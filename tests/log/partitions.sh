# Keyed records go where the Java client sends them; all of a key stay in order.
need ktopic kproduce kconsume
ktopic create -q ${T}t -p 7
# Of murmur2: "21" -973932308, "foobar" -790332482, "abc" 479470107.
printf '21:x\nfoobar:y\nabc:z\na-little-bit-long-string:w\n' | kproduce -q ${T}t -K :
kconsume ${T}t | dfselect 'CAST(key AS STRING), partition' -o json | sort
ktopic create -q ${T}n -p 4
seq 1000 | dfselect 'CAST(CAST(value AS INT) % 10 AS STRING) AS key, value' | kproduce ${T}n
kconsume ${T}n | dfcount
kconsume ${T}n | dfselect 'CAST(key AS STRING) AS k, partition, offset, CAST(CAST(value AS STRING) AS INT) AS v' -o csv --no-header |
	sort -t, -k2,2n -k3,3n | awk -F, '
		{ if (($1 in p) && p[$1] != $2) print "key " $1 " in two partitions"
		  if (($1 in v) && v[$1] > $4) print "key " $1 " out of order"
		  p[$1] = $2; v[$1] = $4; n++ }
		END { print n " rows" }'
# The stream says how many there are, of all topics together.
kconsume ${T}t ${T}n -n 1 -c offset | tr -cd '[:print:]' | grep -o 'sluice.partitions[0-9]*'
