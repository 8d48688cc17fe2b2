# par
# Every layout and codec into every other; the records stay.
gold=$SRC/tests/golden/seqfile
seqfile cat "$gold/plain.seq" >want
for layout in none record block; do
	for codec in deflate gzip bzip2 lz4 snappy zstd; do
		seqfile recode -q -O out.seq --compression $layout --codec $codec "$gold/block-lz4.seq"
		seqfile cat out.seq | cmp - want || echo "$layout $codec"
		seqfile info out.seq | sed -n 's/^  compression *\|^  codec *//p' | tr '\n' ' '
		[ $layout != none ] || break
	done
	echo
done
# The same bytes for every number of workers, and for pieces of any size.
for form in '--compression none' '--compression record --codec lz4' '--block-size 20000' '--max-size 6K'; do
	for j in 1 2 8; do
		rm -rf out
		seqfile recode -q -j $j -O out --sync same $form "$gold/old-interval.seq" "$gold/old-interval.seq"
		find out -type f | sort | xargs cat | md5sum
	done | uniq | wc -l
done
ls out
# What is not said stays: layout, codec, metadata, classes.
seqfile recode -O out.seq "$gold/record-gzip.seq" 2>&1 | sed 's/ to .*/ to .../'
seqfile info out.seq | grep -v sync | head -n 8
seqfile recode -q -O out.seq --codec zstd "$gold/plain.seq" && seqfile info out.seq | grep -E 'compression|codec'
seqfile recode -q -O out.seq --metadata a=1 --metadata 'made by=me' "$gold/plain.seq" && seqfile info out.seq | sed -n '/metadata/,/sync/p' | grep -v sync
# In place; from a pipe; nothing left behind by what fails.
cp "$gold/block-deflate.seq" x.seq
seqfile recode -q -O x.seq --codec zstd --level 19 x.seq && seqfile cat x.seq | cmp - want
cat x.seq | seqfile recode -q --compression none -O y.seq && seqfile cat y.seq | cmp - want
mkdir empty && cd empty || exit
st seqfile recode -O y.seq "$gold/plain.seq" "$gold/class-int.seq"
# The same class, but of elements that are told to differ, or are not told.
for type in INT:Int BIGINT:Long; do
	echo '{"key":"a","value":[1,2]}' | jflat --path "key, value ARRAY<${type%:*}>" |
	seqfile pack -q -O ../$type --from-frames --value-class "ArrayWritable<${type#*:}Writable>"
done
seqfile recode -q -O - ../INT:Int ../INT:Int | seqfile cat
seqfile get ../INT:Int a
st seqfile recode -O y.seq ../INT:Int ../BIGINT:Long
head -c 1000 "$gold/plain.seq" >../cut.seq
st seqfile recode -O y.seq ../cut.seq
st seqfile recode -O y.seq ../missing.seq
st seqfile recode "$gold/plain.seq"
st seqfile recode -O y.seq --codec lzo "$gold/plain.seq"
st seqfile recode -O y.seq --codec snappy --level 3 "$gold/plain.seq"
st seqfile recode -O y.seq --level 99 "$gold/plain.seq"
st seqfile recode -O y.seq --mapfile --max-size 3 "$gold/plain.seq"
st seqfile recode -O y.seq --block-size 0 "$gold/plain.seq"
st seqfile recode -O /dev/full "$gold/plain.seq"
st seqfile recode -O /nowhere/y.seq "$gold/plain.seq"
ls -A
