# slow
# libarchive is loaded when the first archive is met: who lacks it is told what to install.
mkdir d
echo text >d/a
tar -cf t.tar d
export NO_LIBRARY=libarchive LD_PRELOAD="$BUILD/tests/lib/no_library.so"
st seqfile pack -O x.seq d t.tar
st seqfile pack -O x.seq - <t.tar
seqfile pack -q -O x.seq d
seqfile pack -q -O y.seq --no-archives t.tar
seqfile list x.seq y.seq
ls
