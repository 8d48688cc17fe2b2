# A file and a member of an archive that are larger than the memory that may be taken.
# timeout 300
# slow
limit() ( ulimit -v 250000; exec "$@" )
once() ( ulimit -v 500000; exec "$@" )	# room for the value once
mkdir in
echo small >in/a
truncate -s 300M in/large
printf x | dd of=in/large bs=1 seek=200000000 conv=notrunc status=none
echo small >in/z
tar -cf t.tar in/a in/large in/z
for layout in none record block; do
	limit seqfile pack -j 1 --sync s -O x.seq --compression $layout in
	limit seqfile pack -q -j 1 --sync s -O t.seq --compression $layout t.tar
	cmp x.seq t.seq
	seqfile list -l x.seq
	seqfile verify -q x.seq
	seqfile get x.seq in/large | cmp - in/large
done
limit seqfile pack -q -j 1 --sync s -O - in | cmp - x.seq
seqfile pack -q -O x.seq --compression none in
once seqfile verify -q -j 1 x.seq
for codec in lz4 zstd; do
	limit seqfile pack -q -j 2 -O x.seq --codec $codec in
	seqfile get x.seq in/large | cmp - in/large
done
ls -A
