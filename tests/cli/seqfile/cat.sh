# par
# What Hadoop and Spark wrote, as `hadoop fs -text` prints it, for every number of workers.
gold=$SRC/tests/golden/seqfile
n=0
for f in "$gold"/*.seq; do
	text=${f%.seq}.text
	case ${f##*/} in
	record-zlib*) ;;
	record-*|block-*) text=$gold/plain.text ;;
	# Classes that are not Hadoop's own are bytes here, and what Java shows the
	# address of is shown; Text that is not UTF-8 stays as it is.
	class-array-text*|class-map*|class-o*|class-sorted*|class-text*) text= ;;
	esac
	[ -f "$text" ] || continue
	seqfile cat "$f" >out || echo "${f##*/}: exit $?"
	cmp out "$text" || echo "${f##*/} differs"
	seqfile cat -j 1 "$f" | cmp - out
	seqfile cat -j 8 - <"$f" | cmp - out
	cat "$f" | seqfile cat | cmp - out
	n=$((n + 1))
done
[ $n -gt 60 ] && echo "many samples"
# A MapFile stands for its data.
for m in map-plain map-record map-block map-empty set array bloom; do
	seqfile cat "$gold/$m" | cmp - "$gold/$m.text"
done
for f in class-array-text class-map class-own class-sorted-map; do
	seqfile cat "$gold/$f.seq"
done
seqfile cat "$gold/class-text.seq" | iconv -c -f UTF-8 -t UTF-8 | cmp - <(tr -d '\357\277\275' <"$gold/class-text.text")
# Several files, a glob, a compressed file, NUL at the end.
gzip -c "$gold/class-int.seq" >a.seq.gz
seqfile cat a.seq.gz "$gold/class-int.seq" | cmp - <(cat "$gold/class-int.text" "$gold/class-int.text")
seqfile cat "$gold/class-b[oy]*.seq" | wc -l
seqfile cat -0 "$gold/class-int.seq" | tr '\0' '\n' | cmp - "$gold/class-int.text"
# On a terminal nothing steers it.
pty seqfile cat "$gold/spec-minus-one.seq"
st seqfile cat missing.seq
mkdir -p dir/sub none
st seqfile cat dir
st seqfile cat none
st seqfile cat - - </dev/null
