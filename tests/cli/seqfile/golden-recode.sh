# Every sample is whole, and holds the same after it was written in another layout.
# timeout 120
cd "$SRC/tests/golden/seqfile" || exit
n=0
for f in *.seq map-* array bloom set; do
	case $f in *.tsv|*.text) continue ;; esac
	seqfile verify -q "$f" || echo "$f: exit $?"
	seqfile cat "$f" > "$TMPDIR/want"
	for form in 'record zstd' 'block lz4'; do
		seqfile recode -q -O "$TMPDIR/x.seq" --compression ${form% *} --codec ${form#* } "$f" ||
			echo "$f: exit $?"
		seqfile cat "$TMPDIR/x.seq" | cmp - "$TMPDIR/want" || echo "$f: other than $form"
	done
	n=$((n + 1))
done
[ $n -gt 100 ] || echo "only $n samples"
