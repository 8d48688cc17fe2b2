# The place of a fault in the middle of much data is exact, whatever cuts it.
gen-commits -n 2000 >good.json
gen-commits -p -n 1000 >pretty.json
break_at() {	# FILE OFFSET BYTES: puts bytes into a copy
	cp "$1" bad.json
	printf '%b' "$3" | dd of=bad.json bs=1 seek="$2" conv=notrunc status=none
	for j in 1 8; do
		jflat -j $j bad.json -o lines >/dev/null 2>err.$j && echo accepted
		cat bad.json | jflat -j $j -o lines 2>&1 >/dev/null | sed 's/stdin/bad.json/' | cmp - err.$j
		SLUICE_CPU=portable jflat -j $j bad.json -o lines 2>&1 >/dev/null | cmp - err.$j
	done
	cmp err.1 err.8
	cat err.1
	head -c "$2" bad.json | wc -l
}
for at in 1 1000000 2500003 5000000 7000001; do
	break_at good.json $at '\x01\x02'
	break_at good.json $at '""'
	break_at good.json $at ']]]]]]]'
	break_at pretty.json $((at / 2)) '\xff'
	break_at pretty.json $((at / 2)) '{['
done
