# An empty part file of a job is passed over with a word; alone it is none.
mkdir in job none
echo one >in/a
seqfile pack -q -O job/part-00000 in
: >job/part-00001
: >job/_SUCCESS
cp job/part-00000 job/part-00002
dfcount job
seqfile list job
seqfile verify -q job
dfselect key job -o lines | cat
: >none/part-00000
st dfcount none
st seqfile list none
st dfcount job/part-00001
# Named along with SequenceFiles, as the shell's glob does, it is passed over too, the first
# as any other; not with -i, nor along with what is none, nor where all are empty.
mkdir glob
: >glob/part-0
: >glob/part-2
cp job/part-00000 glob/part-1
st dfcount glob/part-*
st dfcount 'glob/part-*'
st dfcount glob/part-2 glob/part-1 glob/part-1
st seqfile list glob/part-*
st seqfile cat glob/part-*
st seqfile info glob/part-* | head -n 1
st seqfile verify -q glob/part-*
st seqfile recode -q -O one.seq glob/part-* && seqfile list one.seq
st dfcount -i seqfile glob/part-1 glob/part-0
st dfcount glob/part-0 glob/part-2
st seqfile list glob/part-0 glob/part-2
echo text >glob/text
st dfcount glob/part-0 glob/text
st seqfile list glob/part-1 glob/part-0 glob/text
st dfcount glob/part-0 - <glob/part-1
# Of a file whose codec nobody here knows the header can be told.
python3 - <<'END'
def s(t): return bytes([len(t)]) + t.encode()
open("brotli.seq", "wb").write(b"SEQ\6" + s("org.apache.hadoop.io.Text") +
    s("org.apache.hadoop.io.IntWritable") + b"\1\1" + s("org.apache.hadoop.io.compress.BrotliCodec") +
    b"\0\0\0\1" + s("who") + s("me") + b"0123456789abcdef")
END
st seqfile info brotli.seq
st seqfile info --json brotli.seq
st seqfile list brotli.seq
