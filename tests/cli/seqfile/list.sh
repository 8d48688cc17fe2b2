# Keys, with and without the sizes of values.
gold=$SRC/tests/golden/seqfile
for f in plain record-snappy block-bzip2 hive-block class-int class-null; do
	text=$gold/$f.text
	[ -f "$text" ] || text=$gold/plain.text
	seqfile list "$gold/$f.seq" | cmp - <(cut -f 1 "$text") || echo "$f"
done
for f in plain record-deflate block-deflate; do
	seqfile list -l "$gold/$f.seq" | md5sum
done
seqfile list -l "$gold/plain.seq"
seqfile list "$gold"/class-text.seq | head -n 3
seqfile list -0 "$gold/class-int.seq" | tr '\0' @; echo
st seqfile list "$gold/empty-block.seq" "$gold/empty-plain.seq"
