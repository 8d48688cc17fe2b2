# Compressed input is seen through, by content; a cut one is never short.
cp "$SRC"/tests/golden/show/*.arrows .
seq 1000 >plain
gzip -k plain
for c in gzip xz bzip2 zstd lz4; do
	if command -v $c >/dev/null; then
		$c -c <plain >packed
		dfshow -o lines packed | cmp - plain
		dfshow -o lines <packed | cmp - plain
		head -c -5 packed >cut
		dfshow -o lines cut >/dev/null 2>e && echo "$c: a cut file is taken"
		cat cut | dfshow -o lines >/dev/null 2>e && echo "$c: a cut pipe is taken"
		grep -q 'cut' e || cat e
	fi
done
st dfshow none.arrows
gzip -c names.arrows >frames.gz
st dfshow frames.gz
cat frames.gz | st dfshow --allow-unmarked
cp plain lies.gz
st dfshow lies.gz
