# Strings that are not UTF-8, and what is read without decoding.
G=$SRC/tests/golden/seqfile
st dfshow $G/class-text.seq
st dfselect '*' -i seqfile-bytes -o json $G/class-text.seq
st dfselect '*' -i seqfile-raw -o json $G/class-int.seq
# All as text, as Hadoop prints it: also what has no column.
for f in class-map-double spark-int-map class-double spark-string-long; do
	dfselect "concat(key, '\t', value)" -i seqfile-text -o lines $G/$f.seq | cmp - $G/$f.text
done
dfshow --schema -i seqfile-text $G/spark-int-map.seq
st dfselect value -i seqfile-text -o lines $G/class-text.seq
# The column that is not looked at is not checked.
st dfselect key -n 3 -o csv $G/class-text.seq
st dfcount $G/class-text.seq
# -i insists.
printf 'a line\n' >text
st dfcount -i seqfile text
st dfcount -i seqfile /dev/null
st dfcount -i arrow $G/plain.seq
st dfcount -i lines $G/class-int.seq
cp text text.seq
: >empty.seq
st dfcount text.seq
st dfcount empty.seq
printf 'SEQ\007' >seven
st dfcount seven
printf 'SEQ\001' | st dfcount
# Directories: a MapFile, the output of a job.
st dfcount $G/map-plain
mkdir -p job/part-r-00002 && cp $G/class-int.seq job/part-r-00000 && cp $G/class-int.seq job/part-r-00001
cp $G/class-int.seq job/part-r-00002/data
touch job/_SUCCESS job/.part-r-00000.crc
st dfselect value -o lines job
cp text job/part-r-00003
st dfcount job
: >job/part-r-00003
st dfcount job
mkdir none
st dfcount none
# Types are widened, or do not go together.
st dfcount $G/class-int.seq $G/class-long.seq
st dfcount $G/class-int.seq $G/class-text.seq
