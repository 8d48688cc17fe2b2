# A SequenceFile gives keys and values, named or on stdin.
G=$SRC/tests/golden/seqfile
ktopic create ${T}seq -p 1
kproduce ${T}seq $G/spark-string-bytes.seq
kproduce ${T}seq <$G/spark-none-string.seq
kconsume ${T}seq | dfselect 'key, value' -o json
# Strings go as they are, UTF-8 or not.
ktopic create ${T}text -p 1
kproduce ${T}text $G/class-text.seq
kconsume ${T}text | dfselect 'key, value' -o json | md5sum
dfselect '*' -i seqfile-bytes -o json $G/class-text.seq | md5sum
st kproduce ${T}seq $G/class-int.seq
st kproduce -K : ${T}seq $G/class-text.seq
