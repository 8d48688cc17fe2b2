# par
# The records as a data frame.
gold=$SRC/tests/golden/seqfile
seqfile cat -o arrow "$gold/block-deflate.seq" | dfshow --schema
seqfile cat -o arrow "$gold/class-map.seq" | dfshow --schema
seqfile cat -o json "$gold/class-int.seq" "$gold/class-int.seq" | tail -n 6
seqfile cat -o lines "$gold/class-long.seq"
seqfile cat -o csv --no-header "$gold/class-double.seq" | head -n 3
seqfile cat -o tsv --binary hex "$gold/class-bytes.seq" | head -n 3
st seqfile cat -o json "$gold/class-text.seq" | tail -n 2
seqfile cat -o json -i seqfile-bytes "$gold/class-text.seq" | tail -n 2
seqfile cat -o json -i seqfile-raw "$gold/class-int.seq" | head -n 2
size=$(stat -c %s "$gold/record-deflate.seq")
for s in 0:700 700:700 "1400:$size"; do
	seqfile cat -o json --split $s "$gold/record-deflate.seq"
done | cmp - <(seqfile cat -o json "$gold/record-deflate.seq")
for j in 1 8; do seqfile cat -j $j -o arrow "$gold/old-interval.seq" | md5sum; done | uniq | wc -l
# Every df tool reads it.
dfcount "$gold/block-deflate.seq"
dfselect 'key, length(value) AS n' -w "key LIKE '%1_.bin'" -o csv <"$gold/plain.seq" | head -n 3
# Failure travels in the frames; what goes with -o needs it.
head -c 1000 "$gold/plain.seq" >cut.seq
# Both ends speak: one after the other, to be compared.
seqfile cat -o arrow cut.seq 2>first | st dfcount 2>second
cat first second >&2
seqfile cat -o arrow missing.seq 2>first | st dfcount 2>second
cat first second >&2
st seqfile cat --binary hex "$gold/plain.seq"
st seqfile cat --tz UTC "$gold/plain.seq"
st seqfile cat -o json --raw "$gold/plain.seq"
st pty seqfile cat -o arrow "$gold/plain.seq"
