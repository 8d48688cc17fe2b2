# Every sample prints what Hadoop printed of it, or as it is shown here where Hadoop
# has no words for it.
cd "$SRC/tests/golden/seqfile" || exit
n=0
same() { # FILE TEXT
	n=$((n + 1))
	cmp -s <(seqfile cat -j3 "$1" 2>&1; echo "exit $?") <(cat "$2"; echo 'exit 0') ||
		echo "$1: not the text of $2"
}
odd='class-(array-.*|map|map-own|object|own|sorted-map|text)'
for f in *.tsv; do
	f=${f%.tsv} s=$f
	[ -d "$f" ] || s=$f.seq
	if [[ $f =~ ^$odd$ ]]; then
		echo "$f:"
		seqfile cat "$s" | cat -v
	elif [ -e "$f.text" ]; then
		same "$s" "$f.text"
	elif [[ $f = old-interval || $f = record-zlib ]]; then
		cmp -s <(seqfile cat "$s" | cut -f 2 | tr -d ' ') \
			<(sed '/^#/d; s/.*\t........//' "$f.tsv") || echo "$s: other values"
	elif [[ $f =~ ^(record|block)- ]]; then
		same "$s" plain.text
	else
		# One long value of zeros.
		echo "$f:"
		seqfile list -l "$s"
		seqfile cat "$s" | cut -f 2 | sed -n 2p | tr -d '0 \n' | wc -c
	fi
done
[ $n -gt 80 ] || echo "only $n samples compared"
