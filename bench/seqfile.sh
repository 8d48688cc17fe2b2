# seqfile.sh - many small files into one SequenceFile and out of it, against tar and
# PySpark. FILES files of 1 to 20 KB (100000 are 1 GB); COPIES of them (4) are one file to
# read; PYTHON is one that has the module pyspark.
python=${PYTHON:-python3}
gen-files -n "${FILES:-100000}" files || exit 1
mb=$(($(du -sb files | cut -f 1) / 1000000))
n=${FILES:-100000}
what="seqfile: $n files, $mb MB:"

# -- packing --
label="$what pack, deflate / tar -cz"
have "$label" tar gzip && RUNS=${PACK_RUNS:-3} compare "$label" '<=' 0.6 \
	'seqfile pack -q -O d.seq files' 'tar -czf d.tgz files'
label="$what pack, zstd / tar --zstd"
have "$label" tar zstd && RUNS=${PACK_RUNS:-3} compare "$label" '<=' 1.0 \
	'seqfile pack -q -O z.seq --codec zstd files' 'tar --zstd -cf z.tzst files'
RUNS=${PACK_RUNS:-3} INVERT=1 compare "$what pack, deflate, rate of -j 2 / -j 1" '>=' 1.7 \
	'seqfile pack -q -j 2 -O j.seq files' 'seqfile pack -q -j 1 -O j.seq files'
rm -f j.seq
printf '%-58s %8s  %s\n' "$what sizes, deflate and zstd, over tar's" \
	"$(awk -v a="$(stat -c %s d.seq)" -v b="$(stat -c %s d.tgz)" 'BEGIN { printf "%.3f", a / b }')" \
	"$(awk -v a="$(stat -c %s z.seq)" -v b="$(stat -c %s z.tzst)" 'BEGIN { printf "%.3f", a / b }')"

# memory LABEL LIMIT COMMAND: its last line on stderr is peak-memory's.
memory() {
	bash -c "$3" >/dev/null 2>"$BENCH_DIR/err" || { tail -n 3 "$BENCH_DIR/err" >&2; return 1; }
	figure "$1" '<=' "$2" "$(tail -n 1 "$BENCH_DIR/err" | awk '{ print $1 / 1024 }')" MiB
}
memory "$what peak memory of pack" 128 'peak-memory seqfile pack -q -O m.seq files'
memory "$what peak memory of pack of a tar in a pipe" 128 \
	'gzip -dc d.tgz | peak-memory seqfile pack -q -O m.seq -'
truncate -s 1G large
for form in none block; do
	memory "seqfile: one file of 1 GiB: peak memory of pack, $form" 128 \
		"peak-memory seqfile pack -q -O m.seq --compression $form large"
done
rm -f m.seq large

# -- unpacking --
label="$what unpack, deflate / tar -xz"
have "$label" tar gzip && RUNS=${PACK_RUNS:-3} BEFORE='rm -rf out; mkdir out' compare "$label" \
	'<=' 1.0 'seqfile unpack -q -C out d.seq' 'tar -xzf d.tgz -C out'
label="$what unpack, zstd / tar --zstd -x"
have "$label" tar zstd && RUNS=${PACK_RUNS:-3} BEFORE='rm -rf out; mkdir out' compare "$label" \
	'<=' 1.0 'seqfile unpack -q -C out z.seq' 'tar --zstd -xf z.tzst -C out'
rm -rf out z.seq z.tzst

# -- reading --
inputs=
for ((i = 0; i < ${COPIES:-4}; i++)); do inputs+=' d.seq'; done
seqfile recode -q -O big.seq $inputs || exit 1
mb=$(($(stat -c %s big.seq) / 1000000))
what="seqfile: $mb MB of blocks, deflate:"
label="$what cat -o arrow / PySpark's count"
if ! have "$label" "$python"; then :
elif ! "$python" -c 'import pyspark' 2>/dev/null; then
	skipped "$label" "$python has no module pyspark"
else
	RUNS=${SPARK_RUNS:-3} PEER_CLOCK=$PWD/clock compare "$label" '<=' 0.3 \
		'seqfile cat -o arrow big.seq | cat' \
		"'$python' '$SRC/bench/pyspark-count.py' '$PWD/big.seq' clock"
fi
INVERT=1 compare "$what cat -o arrow, rate of -j 2 / -j 1" '>=' 1.7 \
	'seqfile cat -j 2 -o arrow big.seq' 'seqfile cat -j 1 -o arrow big.seq'
INVERT=1 compare "$what verify, rate of -j 2 / -j 1" '>=' 1.7 \
	'seqfile verify -q -j 2 big.seq' 'seqfile verify -q -j 1 big.seq'
compare "$what list / tar -tzf of a quarter" - 0 'seqfile list big.seq' 'tar -tzf d.tgz'
memory "$what peak memory of cat -o arrow" 128 'peak-memory seqfile cat -o arrow big.seq'
rm -f big.seq d.tgz

# -- one key --
key=files/$(printf '%03d/%06d.json' $((n / 2 / 1000)) $((n / 2)))
# get_one KEY WHAT
get_one() {
	local mb=$(($(stat -c %s map/data) / 1000000))

	figure "seqfile: get of one key, MapFile of $mb MB, $2" '<=' 20 \
		"$(RUNS=21 times "seqfile get map $1" | awk '{ print $1 * 1000 }')" ms
}
for form in none record block; do
	seqfile recode -q -O map --overwrite --mapfile --compression $form d.seq || exit 1
	get_one "$key" "$form"
done
# Very many small records: the index has an entry for 128 of them.
n=${RECORDS:-32000000}
seq -f '{"key":"%09.0f","value":"w0123456789"}' "$n" | jflat -o arrow --path 'key, value' |
	seqfile pack -q -O map --overwrite --mapfile --from-frames --compression none || exit 1
get_one "$(printf %09d $((n / 2)))" "$n records"
