# par
# Splits: any cut of a file gives every record once, in order.
gold=$SRC/tests/golden/seqfile
for f in plain record-deflate block-deflate old-interval spec-v5-block; do
	seqfile list -0 "$gold/$f.seq" >whole
	size=$(stat -c %s "$gold/$f.seq")
	for parts in 2 3 7 40; do
		n=$((size / parts + 1))
		for ((i = 0; i < parts; i++)); do
			seqfile list -0 --split "$((i * n)):$n" "$gold/$f.seq"
		done | cmp - whole || echo "$f in $parts"
	done
done
# The worked file of the format: sync points 0x59 and 0x68.
s=$gold/spec-minus-one.seq
seqfile info "$s" | grep -E 'sync|record'
