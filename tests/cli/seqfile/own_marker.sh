# Data that hold the file's own sync marker: a split could start inside them.
mkdir d
for i in 1 2 3; do seq $i 900 >d/$i; done
seqfile pack -q --sync same --compression none -O first.seq d
cp first.seq d/nested
for c in none record block; do
	echo "- $c"
	st seqfile pack -q --sync same --compression $c -O out.seq d
	ls out.seq 2>/dev/null
	rm -f out.seq
done
echo "- another"
seqfile pack -q --sync other --compression none -O out.seq d
seqfile list out.seq | paste -sd' '
size=$(stat -c %s out.seq)
for ((at = 0; at < size; at += 1000)); do seqfile list --split $at:1000 out.seq; done | paste -sd' '
