# jflat.sh - a long array of JSON records of 4 KB: lines out of it, and one path.
# RECORDS of them (55000 are 200 MB); PYTHON is one that has the module duckdb.
gen-commits -n "${RECORDS:-55000}" >array.json || exit 1
gen-commits -l -n "${RECORDS:-55000}" >lines.json || exit 1
mb=$(($(stat -c %s array.json) / 1000000))
python=${PYTHON:-python3}

label="jflat: $mb MB array to lines / jaq"
have "$label" jaq && RUNS=3 compare "$label" '<=' 0.05 \
	'jflat -o lines array.json' "jaq -c '.[]' array.json"
label="jflat: $mb MB array to lines / jq"
have "$label" jq && RUNS=${JQ_RUNS:-3} compare "$label" '<=' 0.03 \
	'jflat -o lines array.json' "jq -c '.[]' array.json"
rate=$(times 'jflat -j 1 -o lines array.json') &&
	figure "jflat: $mb MB array to lines, one thread" '>=' 1.0 \
		"$(awk -v b="$(stat -c %s array.json)" -v s="$rate" 'BEGIN { print b / s / 1e9 }')" GB/s
compare 'jflat: portable C, one thread / a bare yajl parse loop' '<=' 1.0 \
	'SLUICE_CPU=portable jflat -j 1 -o lines array.json' 'yajl-parse <array.json'

label='jflat: --path of JSON lines / DuckDB, query alone'
if ! have "$label" "$python"; then :
elif ! "$python" -c 'import duckdb' 2>/dev/null; then
	skipped "$label" "$python has no module duckdb"
else
	PEER_CLOCK=$PWD/clock compare "$label" '<=' 0.7 \
		'jflat --path commit.committer.name -o lines lines.json' \
		"'$python' '$SRC/bench/duckdb-path.py' lines.json clock"
fi

# memory LABEL COMMAND: its last line on stderr is peak-memory's.
memory() {
	bash -c "$2" >/dev/null 2>"$BENCH_DIR/err" || { tail -n 3 "$BENCH_DIR/err" >&2; return 1; }
	figure "$1" '<=' 64 "$(tail -n 1 "$BENCH_DIR/err" | awk '{ print $1 / 1024 }')" MiB
}
memory "jflat: peak memory, $mb MB array" 'peak-memory jflat -o lines array.json'
memory "jflat: peak memory, $mb MB array in a pipe, -j 8" \
	'cat array.json | peak-memory jflat -j 8 -o lines'
memory "jflat: peak memory, --flatten of $mb MB in a pipe" \
	'cat array.json | peak-memory jflat --flatten -o arrow'
