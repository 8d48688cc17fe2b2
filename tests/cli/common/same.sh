# An output that is an input is refused, by whatever name: it would grow without end, or be
# emptied before it is read.
seq 3 >x
cp x y
ln -s x link
ln x hard
mkdir d
refused() {
	"$@" 2>e >>x
	local rc=$?
	[ $rc -eq 2 ] && grep -q 'is the output, too$' e || { echo "exit $rc: $*"; head -c 300 e; }
	cmp -s x y || { echo "changed: $*"; cp y x; }
}
for f in x ./x link hard d/../x '[x]'; do
	refused dfselect '*' $f
	refused dfcount $f
done
refused dfshow x
refused dfselect '*' y x
refused dfcount - <x
refused dfselect '*' -o lines <x
refused jflat x
refused jflat --bad skip -c value x
refused kproduce t --report x
refused seqfile list x
refused sh -c 'dfselect "*" <x 1<>x'
ln -sf "$PWD/x" "$PWD/d/up"
refused dfcount d/up
gzip -c x >x.gz
cp x.gz y.gz
dfselect '*' x.gz >>x.gz 2>e
cat e
cmp x.gz y.gz
# What is already emptied by the shell is said, too.
cp y z
st dfselect '*' z >z
# Options that name an output.
printf '{"a":1}\n{\n' >j
cp j k
st jflat --bad j j
st jflat --bad j <j
ln -s j j2
st jflat --bad j2 y j
cmp j k
# Two outputs that are one file.
ln -sf both both2
jflat --bad both j -o lines >both || echo "exit $?"
jflat --bad both2 j -o lines >>both || echo "exit $?"
jflat --bad other j -o lines >both 2>&1 && cat both other
mkdir in
echo a >in/a
seqfile pack -q -O s.seq in
cp s.seq t.seq
ln s.seq s2.seq
refused seqfile recode -O - x
seqfile recode -O - s.seq 2>&1 >>s2.seq
seqfile salvage -O - t.seq s.seq 2>&1 >>s2.seq
st seqfile pack -O s.seq s2.seq
cmp s.seq t.seq
# What replaces a file when it is whole may be made from it.
seqfile recode -q -O s.seq --compression none s2.seq
seqfile list s.seq
seqfile list s2.seq
# A tree with the output in it is packed without it.
seqfile pack -q -O - in >in/out.seq
seqfile list in/out.seq
# Devices, terminals and other files of a directory are not meant.
dfselect '*' /dev/null >/dev/null
dfselect '*' -o lines x >d/x && cmp x d/x
