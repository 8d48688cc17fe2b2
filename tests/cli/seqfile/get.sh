# Values by key: with an index, without, and what is not there.
gold=$SRC/tests/golden/seqfile
cd "$gold" || exit
for f in plain record-lz4 block-deflate; do
	key=$(seqfile list $f.seq | sed -n 7p)
	seqfile get $f.seq "$key" | md5sum
done
for m in map-plain map-record map-block; do
	seqfile list $m | sed -n '1p;$p;100p' | while read -r key; do
		seqfile get $m "$key" | cmp - <(seqfile get $m/data "$key") || echo "$m $key"
	done
done
seqfile get class-int.seq -- $(seqfile list class-int.seq)
st seqfile get class-int.seq 4x
st seqfile get class-int.seq 99999999999
st seqfile get class-int.seq 424242
st seqfile get map-plain nonsense
st seqfile get plain.seq
st seqfile get missing.seq key
# Long values, which a search does not read before it has found their key.
mkdir "$HOME/big" && cd "$HOME/big" || exit
for i in 1 2 3 4; do seq $i 40000 | head -c 200000 >$i; done
for form in none record block; do
	seqfile pack -q -O "../$form.seq" --codec lz4 --compression $form 1 2 3 4
	for i in 1 3 4; do seqfile get "../$form.seq" $i | cmp - $i || echo "$form $i"; done
	seqfile get "../$form.seq" 4 2 | cmp - <(cat 4 2)
	seqfile get - 3 <"../$form.seq" | cmp - 3
	cat "../$form.seq" | seqfile get - 3 | cmp - 3
done
