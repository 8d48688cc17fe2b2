# Keys: cut from lines, NULL and empty, and the partition that Java would choose.
exec 2>&1
ktopic create ${T}k -q -p 7
show() { kconsume ${T}k "$@" | dfselect 'CAST(key AS STRING) AS key, CAST(value AS STRING) AS value, partition' | dfshow -n all; }
echo "- the first delimiter cuts"
printf 'a::b::c\n::empty key\nempty value::\n' | kproduce ${T}k -K ::
show | sort
echo "- NULL and empty stay different"
ktopic create ${T}n -q
printf '\\N:v\nk:\\N\n:\n' | kproduce ${T}n -K : --null '\N'
kconsume ${T}n -c key,value | dfselect 'key IS NULL AS k, length(key) AS kl, value IS NULL AS v, length(value) AS vl' | dfshow
echo "- without a delimiter"
printf 'a:1\nb\nc:3\n' | st kproduce ${T}n -K :
kconsume ${T}n --from 3 -o lines
st kproduce ${T}n -K '' < /dev/null
echo "- murmur2, as in Java's own tests"
for key in 21 foobar a-little-bit-long-string a-little-bit-longer-string \
    lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8 abc; do
	echo "$key=x"
done | kproduce ${T}k -K = -q
kconsume ${T}k | dfselect "concat(CAST(key AS STRING), ' ', CAST(partition AS STRING)) AS line" \
	-w "CAST(value AS STRING) = 'x'" -o lines | sort > got
# (hash & 0x7fffffff) % 7
while read -r key hash; do
	echo "$key $(( (hash & 0x7fffffff) % 7 ))"
done > want <<-END
	21 -973932308
	foobar -790332482
	a-little-bit-long-string -985981536
	a-little-bit-longer-string -1486304829
	lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8 -58897971
	abc 479470107
END
sort want | diff - got && echo same
echo "- a compacted topic wants keys"
ktopic create -q ${T}compact --config cleanup.policy=compact
printf '%s\n' a:1 NIL:2 b:3 | st kproduce ${T}compact -K : --null NIL
seq 10000 | st kproduce ${T}compact 2>&1 | sed 's/[0-9]* not sent/N not sent/; s/from stdin:[0-9]*/from stdin:N/'
kconsume ${T}compact -c key,value -o json
