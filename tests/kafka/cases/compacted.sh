# timeout 180
# A compacted topic: offsets have holes, and the count is what is left.
topic=${T}compacted
ktopic create "$topic" --config cleanup.policy=compact --config segment.ms=100 \
	--config min.cleanable.dirty.ratio=0.01 --config max.compaction.lag.ms=100
seq 50 | sed 's/.*/old&:old/' | kproduce "$topic" -K : -q
for round in 1 2 3; do
	seq 100 | sed "s/.*/key&:round $round/" | kproduce "$topic" -K : -q
	sleep 0.2
done
echo key7:last | kproduce "$topic" -K : -q
# The cleaner takes its time; until then the holes are not there.
for ((i = 0; i < 600; i++)); do
	n=$(kcat -C -b "$SLUICE_BROKERS" -t "$topic" -e -q | wc -l)
	[ "$n" -ge 250 ] || break
	sleep 0.2
done
[ "$n" -lt 250 ] || echo "not compacted: $n"
# What we count is what another consumer counts, whatever is left.
for ((i = 0; i < 20; i++)); do
	n=$(kcat -C -b "$SLUICE_BROKERS" -t "$topic" -e -q | wc -l)
	m=$(kconsume "$topic" | dfcount)
	[ "$n" -ne "$m" ] || break
done
[ "$n" -eq "$m" ] || echo "kcat counts $n, we $m"
kconsume "$topic" -o lines | sort -u
kconsume "$topic" -c key,value |
	dfselect 'CAST(value AS string) AS v' -w "CAST(key AS string) = 'key7'" -o lines |
	tail -n 1
# Every start inside a hole works.
for from in 1 50 150 250 349 350 351; do
	kconsume "$topic" --from "$from" -c offset | dfselect offset -w "offset < $from" | dfcount
done | sort -u
# The newest are so many records, also where holes stand between them.
offsets() { kconsume "$topic" -c offset -o lines "$@"; }
for n in 1 90 120 1000; do
	for ((i = 0; i < 20; i++)); do
		want=$(offsets | tail -n $n)
		got=$(offsets --newest $n)
		[ "$got" != "$want" ] || break
	done
	[ "$got" = "$want" ] && echo "newest $n"
	# All that is left varies; 120 reach back over a hole.
	[ $n -gt 120 ] || wc -l <<<"$got"
done
offsets --newest 120 | awk 'NR > 1 && $1 != last + 1 { hole = 1 } { last = $1 } END { print hole + 0 }'
