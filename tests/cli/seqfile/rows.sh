# par
# Rows into SequenceFiles, and back.
printf '{"key":"%s","value":%d}\n' b 2 a 1 c 3 >in.json
jflat --flatten in.json | seqfile pack -O x.seq --from-frames && seqfile cat x.seq
seqfile info x.seq | grep class
jflat --flatten in.json | seqfile pack -q -O x.seq --from-frames --key value --value key && seqfile cat x.seq
jflat --flatten in.json | seqfile pack -q -O x.seq --from-frames --value-class IntWritable && seqfile info x.seq | grep 'value class'
seq 3 | seqfile pack -q -O x.seq --from-frames && seqfile cat x.seq && dfshow x.seq
# What is read and written again is what it was.
gold=$SRC/tests/golden/seqfile
for f in class-int class-bytes class-vlong class-md5 class-float plain; do
	seqfile cat -o arrow "$gold/$f.seq" | seqfile pack -q -O x.seq --from-frames
	seqfile cat x.seq | cmp - "$gold/$f.text" || echo "$f"
	seqfile info x.seq | grep ' class ' | cmp - <(seqfile info "$gold/$f.seq" | grep ' class ') || echo "$f"
	seqfile pack -q -O y.seq --from-frames "$gold/$f.seq" && seqfile cat y.seq | cmp - "$gold/$f.text"
done
# The same for every number of workers.
seq 200000 >lines
for j in 1 2 8; do seqfile pack -q -j $j --sync s -O $j.seq --from-frames lines; done
cmp 1.seq 2.seq && cmp 1.seq 8.seq && dfcount 8.seq
# A MapFile of rows; keys out of order.
dfselect 'CAST(value AS INT) AS key, value' lines | seqfile pack -q -O map --mapfile --from-frames && seqfile get map 123456
jflat --flatten in.json | st seqfile pack -q -O other --mapfile --from-frames
# What does not fit.
jflat --flatten in.json | st seqfile pack -O z.seq --from-frames --key nope
jflat --flatten in.json | st seqfile pack -O z.seq --from-frames --value-class NullWritable
printf '{"key":1}\n{"key":null}\n' | jflat --flatten | st seqfile pack -O z.seq --from-frames
st seqfile pack -O z.seq --from-frames -C . in.json
# No column for either; a class without its column; bytes that are no item of their class.
printf '{"a":1,"b":2}\n' | jflat --flatten | st seqfile pack -O z.seq --from-frames
printf '{"key":1}\n' | jflat --flatten | st seqfile pack -O z.seq --from-frames --value-class Text
jflat --flatten in.json | st seqfile pack -O z.seq --from-frames --key-class MapWritable
printf 'bytes\n' | st seqfile pack -O z.seq --from-frames -i bytes --value-class MapWritable
printf '\xff\n' | seqfile pack -q -O x.seq --from-frames -i bytes && seqfile cat x.seq
st seqfile pack -O z.seq --value x in.json
st seqfile pack -O z.seq -i lines in.json
# A neighbour that died leaves nothing behind.
(jflat --flatten in.json; exit 1) | head -c 300 | st seqfile pack -O z.seq --from-frames
jflat missing.json 2>early | st seqfile pack -O z.seq --from-frames 2>late
cat early late >&2
[ ! -e z.seq ] || echo "something is there"
# Items that only their class can read do not become those of another class.
LC_ALL=C sed s/Point/Place/ "$gold/class-own.seq" >other.seq
seqfile pack -q -O z.seq --from-frames "$gold/class-own.seq" "$gold/class-own.seq" && seqfile list z.seq | wc -l && rm z.seq
st seqfile pack -O z.seq --from-frames "$gold/class-own.seq" other.seq
st seqfile cat -o json -i seqfile-raw "$gold/class-int.seq" "$gold/class-long.seq"
[ ! -e z.seq ] || echo "something is there"
