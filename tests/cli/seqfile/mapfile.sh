# MapFiles: made, looked into, their index lost and rebuilt.
gold=$SRC/tests/golden/seqfile
for layout in none record block; do
	seqfile recode -O map --overwrite --mapfile --compression $layout --block-size 100 "$gold/map-plain"
	ls map
	seqfile cat map | cmp - "$gold/map-plain.text"
	seqfile list map | awk 'NR % 23 == 1' | while read -r key; do
		seqfile get map "$key" | cmp - <(seqfile get map/data "$key") || echo "$layout $key"
	done
	cp map/index index
	rm map/index
	key=$(seqfile list map | tail -n 1)
	seqfile get map "$key" | cmp - <(seqfile get map/data "$key")
	seqfile index map
	# Markers differ; the entries do not.
	seqfile cat index | cmp - <(seqfile cat map/index)
	: >map/.data.crc
done
st seqfile recode -O map --mapfile "$gold/map-plain"
# Keys out of order: the first is named, nothing stays.
st seqfile recode -O other --mapfile "$gold/map-plain" "$gold/map-plain"
[ ! -e other ] || echo 'something stays'
# An index that does not fit is no wrong answer.
seqfile recode -q -O b --mapfile --compression none "$gold/plain.seq"
cp map/index b/index
st seqfile get b nonsense
printf 'SEQ\006nonsense' >b/index
st seqfile get b nonsense
: >b/index
st seqfile get b nonsense
st seqfile index .
st seqfile index b b
mkdir keep && touch keep/data keep/mine
st seqfile recode -O keep --overwrite --mapfile "$gold/map-plain"
ls keep
