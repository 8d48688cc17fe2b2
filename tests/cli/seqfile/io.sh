# Outputs that do not take it, readers that close, what is there when it is killed.
mkdir in && for i in $(seq 500); do echo "$i" >"in/$i"; done
seqfile pack -q -O x.seq in
for v in 'list x.seq' 'cat x.seq' 'info x.seq' 'cat -o json x.seq' 'cat -o arrow x.seq' 'get x.seq in/7'; do
	seqfile $v >/dev/full 2>err; echo "$v: exit $?"; cat err
done
for v in list cat 'cat -o json' 'cat -o arrow'; do
	for i in 1 2 3 4 5; do seqfile $v x.seq x.seq x.seq | head -n 1 >/dev/null; echo "$v ${PIPESTATUS[0]}"; done | uniq
done
# An output that is no file is written as it comes; its reader that closes is an error.
st seqfile pack -q -O /dev/full in
seqfile pack -q -O - --sync s in | seqfile recode -q -O - --codec zstd | seqfile list | wc -l
seqfile pack -q -O - --sync s in >a.seq; seqfile pack -q -O b.seq --sync s in; cmp a.seq b.seq
# Standard output is not replaced: what others wrote to it stays.
{ echo before; seqfile pack -q -O - --sync s in; seqfile pack -q -O /dev/stdout --sync s in; } >a; echo before | cat - b.seq b.seq | cmp - a
echo before >a; seqfile pack -q -O - --sync s in >>a; echo before | cat - b.seq | cmp - a; rm a a.seq b.seq
st seqfile pack -O - --mapfile in
st pty seqfile pack -O - in
mkdir big && head -c 8000000 /dev/urandom >big/a
{ seqfile pack -q --compression none -O /dev/stdout big; echo "exit $?" >status; } 2>err | head -c 10 >/dev/null; cat status err
# Killed: nothing is there, or the old file.
for i in 1 2 3 4 5 6; do
	seqfile pack -q -O new.seq --codec bzip2 big in & pid=$!
	sleep 0.0$i; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
	[ ! -e new.seq ] || seqfile verify -q new.seq
done
ls -A | grep -v '^\.new.seq'
# A signal leaves nothing of a directory either.
mkfifo pipe
for shape in '--max-size 1K --block-size 100' --mapfile; do
	seqfile pack -q -O parts $shape - <pipe & pid=$!
	exec 3>pipe; tar -c in >&3
	until ls -A | grep -q '^\.parts'; do sleep 0.01; done
	ls -A | sed -n 's/[0-9].*/PID/p'
	kill -TERM $pid; wait $pid; echo "exit $?"; exec 3>&-
	ls -A | grep parts
done
rm pipe
# A message of progress, a usage error.
seqfile pack -O x.seq --progress in 2>&1 | tail -n 1
st seqfile
st seqfile nope
st seqfile list --split 3
st seqfile list --split 0:0 x.seq
st seqfile list --split 0:1 x.seq x.seq
st seqfile list --decompress-limit 0 x.seq
# A bomb: a few bytes that unpack to more than the limit.
mkdir bomb && head -c 50000000 /dev/zero >bomb/zeros
for form in '' '--compression record' '--codec zstd' '--codec bzip2' '--codec lz4'; do
	seqfile pack -q -O bomb.seq $form bomb
	st seqfile cat --decompress-limit 10M bomb.seq
	st seqfile unpack -C out --decompress-limit 10M bomb.seq
	seqfile list --decompress-limit 10M bomb.seq
done
seqfile verify --decompress-limit 60M bomb.seq
