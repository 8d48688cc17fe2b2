# par
# Trees and files to records and back, in every layout and codec, for every -j.
mkdir -p in/sub/deep in/empty
for i in $(seq 40); do seq $((i * i)) >"in/sub/f$((i * 7 % 40))"; done
: >in/zero; printf 'x' >in/one; printf 'a\0b' >in/sub/deep/nul
head -c 3000000 /dev/zero >in/large
for layout in none record block; do
	for codec in deflate gzip bzip2 lz4 snappy zstd; do
		for j in 1 8; do
			seqfile pack -q -j $j -O $j.seq --sync s --compression $layout --codec $codec in
		done
		cmp 1.seq 8.seq
		seqfile verify -q 1.seq
		seqfile unpack -q -j 3 -C out 1.seq && diff -r in/sub out/in/sub && cmp in/large out/in/large
		rm -rf out
		[ $layout != none ] || break
	done
done
seqfile list -l 1.seq | sort -c -k 2 && seqfile list -l 1.seq | head -n 4
seqfile unpack -C out 1.seq && find out -type f | wc -l && find out -empty
# The order of operands, of the directory, and what is named twice do not matter.
seqfile pack -q -O a.seq --sync s in
seqfile pack -q -O b.seq --sync s in/zero in/sub in in/sub/deep/ ./in//one
cmp a.seq b.seq
find in -type f | shuf --random-source=<(yes) | seqfile pack -q -O b.seq --sync s --files-from -
cmp a.seq b.seq
seqfile pack -O b.seq --sync s -C in . && seqfile list b.seq | head -n 2
(cd in && seqfile pack -q -O ../c.seq --sync s .) && cmp b.seq c.seq
# Keys.
touch -d @1700000000 in/one in/sub/deep/nul
seqfile pack -q -O b.seq --key name in/sub/deep in/one && seqfile list b.seq
seqfile pack -q -O b.seq --key name+mtime in/sub/deep in/one && seqfile list b.seq
seqfile get b.seq one@1700000000; echo
# An empty directory, one file, what is no regular file.
seqfile pack -O b.seq in/empty && seqfile list b.seq && seqfile verify b.seq
seqfile pack -O b.seq in/one && seqfile cat b.seq
mkdir odd && ln -s ../in/one odd/link && ln -s ../in odd/dir && mkfifo odd/fifo && touch odd/file
seqfile pack -O b.seq odd && seqfile list b.seq
# Parts.
seqfile pack -O parts --max-size 4K --codec zstd --block-size 2K in/sub && ls parts && du -b parts/part* | awk '$1 > 4096'
seqfile list parts | cmp - <(seqfile list a.seq | grep ^in/sub)
st seqfile pack -O parts --max-size 1M in
seqfile pack -q -O parts --max-size 1M --overwrite in && ls parts
seqfile list parts | cmp - <(seqfile list a.seq)
# The output is not packed into itself; a file that is there is replaced.
cp a.seq in/old.seq && seqfile pack -q -O in/old.seq in && seqfile list in/old.seq | grep -c old
find in -name '*.seq' -o -name one | seqfile pack -q -O in/old.seq --files-from - && seqfile list in/old.seq
echo text >text && st seqfile pack -O text text in && cat text
st seqfile pack -O parts --max-size 1M --overwrite parts
# What a pack that was killed has left in the tree is not packed.
mkdir -p killed/.parts.999999-0.tmp && touch killed/file killed/.parts.999999-0.tmp/part-00000
seqfile pack -q -O killed/parts --max-size 1M killed && seqfile list killed/parts && ls -A killed
seqfile pack -q -O map --mapfile in/sub && seqfile get map in/sub/deep/nul | od -c | head -n 1
