# Hadoop's own classes read what we write, we read what they write, and a range of
# bytes gives the records that Hadoop's splitter gives to it.
# timeout 400
# slow
need_judges
need_hadoop
need zstd
mkdir classes work
javac -nowarn -cp "$HADOOP" -d classes "$SRC/tests/hadoop/SeqRead.java" \
	"$SRC/tests/golden/seqfile/Make.java" || exit
cd work || exit
"$PYTHON" "$SRC/tests/interop/seqfile.py" hadoop "$SRC/tests/golden/seqfile" "../classes:$HADOOP" |
	tail -n 20
