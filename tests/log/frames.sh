# Records through frames: copied, routed, with timestamps, headers, partitions.
exec 2>&1
ktopic create ${T}a -q -p 3
ktopic create ${T}b -q
printf 'k%d=v%d\n' 1 1 2 2 3 3 4 4 5 5 | kproduce ${T}a -K = -q
record() { dfselect 'CAST(key AS STRING) AS key, CAST(value AS STRING) AS value, timestamp' -o csv --no-header | sort; }
echo "- a copy keeps keys and timestamps"
kconsume ${T}a | kproduce ${T}b
cmp <(kconsume ${T}a | record) <(kconsume ${T}b | record) && echo same
echo "- partitions when asked"
ktopic create ${T}c -q -p 3
kconsume ${T}a | dfselect 'value, partition' | kproduce --keep-partitions ${T}c
cmp <(kconsume ${T}a -c partition,value | dfshow -n all | sort) \
	<(kconsume ${T}c -c partition,value | dfshow -n all | sort) && echo same
kconsume ${T}a -n 1 | dfselect 'value, 7 AS partition' | st kproduce --keep-partitions ${T}c
kconsume ${T}c | dfcount
echo "- topics from the column"
kconsume ${T}a | dfselect "CASE WHEN CAST(key AS STRING) < 'k3' THEN '${T}b' ELSE '${T}c' END AS topic, value" |
	kproduce --route
kconsume ${T}b | dfcount
kconsume ${T}c | dfcount
kconsume ${T}a | dfselect "value, 'not-a-topic-of-ours' AS topic" | st kproduce --route
kconsume ${T}a | dfselect "value, CAST(NULL AS STRING) AS topic" -n 1 | st kproduce --route
kconsume ${T}a -c value | st kproduce --route
seq 3 | st kproduce --route
echo "- the operand beats the column"
kconsume ${T}a | kproduce ${T}b -q
kconsume ${T}b -c topic | dfselect "topic = '${T}b' AS mine" -o lines | uniq -c | tr -s ' '
echo "- what it does not take"
kconsume ${T}a | dfselect 'CAST(CAST(value AS STRING) AS STRING) AS name' | st kproduce ${T}b
kconsume ${T}a | dfselect 'value, offset AS n' | st kproduce ${T}b
kconsume ${T}a | dfselect 'offset AS value' | st kproduce ${T}b
kconsume ${T}a -c key | st kproduce ${T}b
echo "- timestamps"
ktopic create ${T}ts -q
kconsume ${T}a -n 1 -p 0 | dfselect "value, CAST('2024-02-29 12:34:56.789123' AS TIMESTAMP) AS timestamp" |
	kproduce ${T}ts
kconsume ${T}ts | dfselect 'timestamp, timestampType' | dfshow --no-truncate
kconsume ${T}a -n 1 -p 0 | dfselect "value, CAST('1969-12-31 23:59:59' AS TIMESTAMP) AS timestamp" |
	st kproduce ${T}ts
echo "- headers go by name"
echo '{"h":[{"value":"a","key":"b"}],"v":"x"}' > h.json
jflat --path 'h array<struct<value:string,key:string>> AS headers, v AS value' h.json | st kproduce ${T}b
jflat --path 'h array<struct<key:string,value:string>> AS headers, v AS value' h.json | kproduce ${T}b
kconsume ${T}b --from -1 --headers -c value -o json
echo "- a stream of another program"
ktopic create ${T}d -q
foreign() { kconsume ${T}a -c value | LC_ALL=C sed s/sluice.trailer/foreign.writer/; }
foreign | st kproduce ${T}d
kconsume ${T}d | dfcount
foreign | kproduce ${T}d --allow-unmarked
kconsume ${T}d | dfcount
