# Members of archives become records, in the order of the archive.
mkdir -p in/sub && echo one >in/b && echo two >in/a && head -c 70000 /dev/zero >in/sub/z && ln -s a in/link
tar -cf x.tar in/b in/a in/sub in/link
gzip -k x.tar && zstd -q -k x.tar && xz -k x.tar && bzip2 -k x.tar
for f in x.tar x.tar.gz x.tar.zst x.tar.xz x.tar.bz2; do
	seqfile pack -O x.seq $f && seqfile list -l x.seq
done 2>&1 | uniq -c
cat x.tar.gz | seqfile pack -q -O y.seq - && seqfile list y.seq | cmp - <(seqfile list x.seq)
seqfile unpack -q -C out x.seq && diff -r --no-dereference in out/in
# A pipe that the shell has put under /dev.
seqfile pack -q -O y.seq <(cat x.tar.gz) && seqfile list y.seq | cmp - <(seqfile list x.seq)
cat x.tar.gz | seqfile pack -q -O y.seq /dev/stdin && seqfile list y.seq | cmp - <(seqfile list x.seq)
python3 - <<'END'
import zipfile
with zipfile.ZipFile("x.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("b.txt", "zip b\n"); z.writestr("a/", ""); z.writestr("a/c.txt", "zip c\n" * 1000)
END
seqfile pack -q -O z.seq x.zip && seqfile list -l z.seq
# Files first, then archives; an archive in a tree is a file, and so with --no-archives.
seqfile pack -q -O z.seq x.tar in x.zip && seqfile list z.seq
seqfile pack -q -O z.seq --no-archives x.zip && seqfile list z.seq
mkdir tree && cp x.zip tree && seqfile pack -q -O z.seq tree && seqfile list z.seq
# For every number of workers the same.
for j in 1 2 8; do seqfile pack -q -j $j --sync s -O $j.seq x.tar.gz x.zip; done; cmp 1.seq 2.seq; cmp 1.seq 8.seq
# Damage: nothing is written.
rm -f z.seq
head -c 300 x.tar.gz >cut.tar.gz && st seqfile pack -O z.seq cut.tar.gz
head -c 1000 x.tar >cut.tar && st seqfile pack -O z.seq cut.tar
echo text | st seqfile pack -O z.seq -
: | st seqfile pack -O z.seq -
st seqfile pack -O z.seq - - </dev/null
[ ! -e z.seq ] || echo "something is there"
# Of an archive that is not read here the file is not taken for a member.
printf '!<arch>\n' >x.a
st seqfile pack -O z.seq x.a
seqfile pack -q --no-archives -O z.seq x.a && seqfile list z.seq
printf '\307\161\1\0\2\0\244\201\0\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\4\0a\0one\n' >bin.cpio
printf '\307\161\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\13\0\0\0\0\0TRAILER!!!\0\0' >>bin.cpio
seqfile pack -q -O z.seq bin.cpio && seqfile cat z.seq
printf 'WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n' >x.warc
st seqfile pack -O z.seq x.warc
