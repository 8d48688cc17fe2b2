# A reader that stands still: what is read ahead is bounded, over all partitions and
# after decompression.
# slow
# timeout 120
ktopic create ${T}s -q -p 4
yes "$(printf 'much the same again, %.0s' {1..25})" | head -n 600000 | nl |
	kproduce ${T}s -q
mkfifo pipe
exec 3<>pipe
SLUICE_MEMORY=64M kconsume ${T}s >pipe &
# Until it holds all that it will: nothing more for a second.
peak=0 before=-1 still=0
for ((i = 0; i < 300 && still < 10; i++)); do
	sleep 0.1
	peak=$(sed -n 's/VmHWM:\s*\([0-9]*\) kB/\1/p' /proc/$!/status)
	if ((peak == before && peak > 4000)); then ((still++)); else still=0; fi
	before=$peak
done
((still == 10)) || echo "still growing: $peak kB"
((peak < 70000)) || echo "$peak kB"
kill $!
wait $! 2>/dev/null
exec 3<&-
# And it reads everything in a hurry as well, however little that is.
SLUICE_MEMORY=16M kconsume ${T}s -c offset | dfcount
