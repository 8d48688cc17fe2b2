# A SequenceFile is recognised, named or on stdin, and read as the columns key and value.
G=$SRC/tests/golden/seqfile
for f in class-int class-vlong class-double class-md5 class-utf8 class-null class-array-primitive spark-string-long hive-block; do
	st dfshow --no-truncate -n 4 $G/$f.seq
	dfshow --schema $G/$f.seq
done
# Every layout and codec holds the same records, read on any number of cores.
dfselect 'key, length(value) AS n' -o csv $G/plain.seq | md5sum >want
for f in $G/plain.seq $G/{record,block}-{deflate,gzip,bzip2,snappy,lz4}.seq; do
	for j in 1 3; do
		dfselect -j $j 'key, length(value) AS n' -o csv <$f | md5sum | cmp - want
	done
	dfcount $f
done | sort | uniq -c
dfcount $G/plain.seq - $G/block-deflate.seq <$G/block-lz4.seq
dfcount -w 'length(value) > 10' $G/block-snappy.seq
gzip -c $G/plain.seq | dfcount
dfselect 'upper(key) AS k' -n 2 -o lines $G/block-bzip2.seq
# The classes go along.
dfselect '*' -o arrow $G/class-short.seq | dfselect 'value' -o arrow | strings | grep -o 'org.*'
