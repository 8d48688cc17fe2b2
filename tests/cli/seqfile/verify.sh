# par
# Damage: found by place, left out by salvage, an error for all else.
mkdir in && for i in $(seq -w 300); do seq $((10#$i * 3)) >in/$i; done
for form in '--compression none' '--compression record' '--block-size 20K'; do
	seqfile pack -q -O x.seq --sync 000102030405060708090a0b0c0d0e0f $form in
	seqfile verify x.seq
	size=$(stat -c %s x.seq)
	# A byte changed, a kilobyte overwritten, bytes that lack, bytes too many, an end too early.
	cp x.seq a.seq && printf '\xff' | dd of=a.seq bs=1 seek=$((size / 2)) conv=notrunc status=none
	cp x.seq b.seq && yes damage | head -c 1000 | dd of=b.seq bs=1 seek=$((size / 3)) conv=notrunc status=none
	{ head -c $((size / 2)) x.seq; tail -c +$((size / 2 + 100)) x.seq; } >c.seq
	{ head -c $((size / 4)) x.seq; echo more; tail -c +$((size / 4 + 1)) x.seq; } >d.seq
	head -c $((size - 10)) x.seq >e.seq
	for f in a b c d e; do
		# A byte of a value that is not compressed is a byte like others.
		[ "$form$f" != '--compression nonea' ] || continue
		seqfile verify -j 1 $f.seq >one 2>&1; echo "$form $f: exit $?"
		seqfile verify -j 8 $f.seq 2>&1 | cmp - one
		[ "$(wc -l <one)" -ge 2 ] || { echo "nothing is said"; cat one; }
		seqfile salvage -q -O saved.seq $f.seq 2>two; echo "salvage: exit $?"
		# It says the same, on stderr.
		cmp <(head -n -1 one) <(sed 's/^seqfile: //' two | head -n -1)
		seqfile salvage -q -O - $f.seq 2>/dev/null | seqfile cat | cmp - <(seqfile cat saved.seq)
		# What is left is good, and what it was.
		seqfile verify -q saved.seq
		rm -rf out && seqfile unpack -q -C out saved.seq
		case $form in
		*none) ;;
		*) diff -rq in out/in | grep -v '^Only in in' ;;
		esac
		[ "$(find out -type f | wc -l)" -gt 100 ] || echo "too little is left"
		# Others stop there.
		seqfile cat $f.seq >/dev/null 2>&1; echo "cat: exit $?"
	done
done
# How long what is compressed becomes is the libraries' affair.
hide() { sed -E 's/bytes? [0-9]+( to [0-9]+)?/BYTES/; s/[0-9.]+ k?B/SIZE/g'; }
# Every region has a line with its place.
seqfile verify e.seq >told 2>said; echo "exit $?"; hide <told; hide <said
[ "$(sed -E 's/.* to ([0-9]+):.*/\1/' told)" = "$(stat -c %s e.seq)" ] || echo "the region does not end with the file"
# Nothing is lost: exit 0. Layout and codec stay, or are what is asked for.
seqfile salvage -O saved.seq x.seq 2>&1 | hide && seqfile verify saved.seq && seqfile cat saved.seq | cmp - <(seqfile cat x.seq)
seqfile salvage -q -O saved.seq --codec zstd x.seq && seqfile info saved.seq | grep codec
# A sync in a value is no damage.
seqfile verify "$SRC/tests/golden/seqfile/sync-in-value.seq"
# A MapFile with its index; several files; no SequenceFile at all.
cp -r "$SRC/tests/golden/seqfile/map-block" map && seqfile verify map
printf '\xff' | dd of=map/index bs=1 seek=160 conv=notrunc status=none && st seqfile verify map
st seqfile verify x.seq e.seq x.seq 2>&1 | hide
echo text >text && st seqfile verify text
# One of many that is none does not keep the others from being looked at.
st seqfile verify text x.seq e.seq 2>&1 | hide
st seqfile verify text x.seq
st seqfile salvage -O saved.seq text
: | st seqfile verify
st seqfile verify missing.seq
# A pipe that ends too early is a neighbour that died.
st seqfile verify - <e.seq 2>&1 | hide
cat e.seq | st seqfile verify 2>&1 | hide
# Bytes that lack before a sync: a length then takes in its beginning, and no more than that
# block, or what stands between two syncs, is lost.
for form in '--compression record --codec lz4' '--block-size 20K --codec gzip'; do
	seqfile pack -q -O g.seq --sync 000102030405060708090a0b0c0d0e0f $form in
	at=$(LC_ALL=C grep -aobP '\xff\xff\xff\xff\x00\x01\x02\x03' g.seq | LC_ALL=C sed -n '3s/:.*//p')
	for n in 1 4 7 19 20 21; do
		{ head -c $((at - n)) g.seq; tail -c +$((at + 1)) g.seq; } >h.seq
		seqfile salvage -q -O saved.seq h.seq 2>told
		lost=$(tail -n 1 told | grep -o '[0-9]* records\?$'); lost=${lost% *}
		echo "$n: $((lost + $(seqfile list saved.seq | wc -l))) records, regions $(grep -c bytes told)"
	done
done
# The keys of a MapFile must ascend, from block to block as within one; one alone is unsorted here.
cd "$HOME" && seq 1000 1999 >keys && { sed -n 2,1000p keys; sed -n 1p keys; } >turned
for form in '--compression none' '--compression record' '--block-size 3000'; do
	for keys in keys turned; do
		rm -rf m && mkdir m && seqfile pack -q --sync x $form --from-frames --key value --value value -O m/data $keys
		for j in 1 8; do seqfile verify -q -j $j m 2>&1 | sed 's/bytes [0-9]* to [0-9]*\|region: .* B/.../'; done
	done
done
st seqfile verify -q m/data && seqfile index m
# An index that leads elsewhere; one whose keys have no order that is known.
gold=$SRC/tests/golden/seqfile
rm -rf m && cp -r "$gold/map-plain" m && cp "$gold/map-block/index" m/index && st seqfile verify m
rm -rf m && cp -r "$gold/map-plain" m && LC_ALL=C sed -i s/org.apache.hadoop.io.Text/org.example.hadoo.io.Word/ m/* && seqfile verify m
