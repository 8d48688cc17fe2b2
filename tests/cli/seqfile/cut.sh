# timeout 120
# A file cut at every byte: what is whole comes out, what is not is told.
gold=$SRC/tests/golden/seqfile
for f in blank-plain blank-block spec-minus-one; do
	size=$(stat -c %s "$gold/$f.seq")
	whole=$(seqfile cat "$gold/$f.seq")
	fine='' wrong=0 lines=0
	for ((n = 0; n < size; n++)); do
		head -c "$n" "$gold/$f.seq" >cut.seq
		seqfile cat -j 2 cut.seq >out 2>err
		status=$? err=$(<err)
		# The lines that came out are the first lines, never others.
		[[ $whole = "$(<out)"* ]] || wrong=$((wrong + 1))
		case $status in
		0) fine+=" $n"; lines=$(wc -l <out); [ -z "$err" ] || wrong=$((wrong + 1)) ;;
		1)
			# All that is whole came out.
			[ "$(wc -l <out)" = "$lines" ] || wrong=$((wrong + 1))
			[[ $err = 'seqfile: cut.seq: '* && $err != *$'\n'* ]] || wrong=$((wrong + 1))
			;;
		*) wrong=$((wrong + 1)); echo "$n: exit $status, $err" ;;
		esac
	done
	echo "$f: $size bytes, wrong $wrong, whole at$fine"
done
# Through a pipe it is the neighbour that died.
head -c 100 "$gold/blank-plain.seq" | st seqfile cat | wc -l
head -c 90 "$gold/blank-plain.seq" | st seqfile cat
: | st seqfile cat
: >empty.seq
st seqfile cat empty.seq
