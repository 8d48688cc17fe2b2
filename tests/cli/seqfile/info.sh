# Headers, counts, JSON.
gold=$SRC/tests/golden/seqfile
cd "$gold" || exit
for f in spec-minus-one plain record-gzip block-lz4 spec-v4-record spec-v5-block spec-only-syncs empty-plain; do
	seqfile info $f.seq | sed 's/^\(  sync marker *\)[0-9a-f]\{32\}$/\1M/'
done
seqfile info --json block-deflate.seq map-block | sed 's/"sync":"[0-9a-f]*"/"sync":"M"/' | jq -c .
seqfile info -j 1 block-deflate.seq | cmp - <(seqfile info -j 8 block-deflate.seq)
# Values that are not read count all the same.
head -c 300000 /dev/urandom >"$HOME/noise"
for c in none record block; do
	seqfile pack -q --compression $c -C "$HOME" -O "$HOME/noise.seq" noise
	seqfile info --json "$HOME/noise.seq" | jq .bytes | cmp - <(stat -c %s "$HOME/noise.seq")
done
# The header is told even where the rest is damaged.
head -c 400 plain.seq >"$HOME/cut.seq"
cd "$HOME" || exit
st seqfile info cut.seq | grep -v 'sync marker'
st seqfile info --json cut.seq
printf 'SEQ\007' >seven.seq
st seqfile info seven.seq
printf 'SEQ\003' >three.seq
st seqfile info three.seq
echo nonsense >text
st seqfile info text
