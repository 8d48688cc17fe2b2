# group.sh - rows counted by key: few keys in a large CSV file, and many keys.
# ROWS of the CSV file (5000000 are 523 MB); KEYS different ones in twice as many rows of
# frames (5000000); PYTHON is one that has polars and duckdb.
taxi-csv ${ROWS:+"$ROWS"} >trips.csv || exit 1
python=${PYTHON:-python3}
keys=${KEYS:-5000000}

label='group: dfcount -g PULocationID / xan parallel groupby'
have "$label" xan && compare "$label" '<=' 0.7 'dfcount -g PULocationID -o csv trips.csv >out' \
	"xan parallel groupby PULocationID 'count()' trips.csv >out"
INVERT=1 compare 'group: few keys, rate of -j 2 / -j 1' '>=' 1.7 \
	'dfcount -g PULocationID -j 2 -o csv trips.csv >out' \
	'dfcount -g PULocationID -j 1 -o csv trips.csv >out'

awk -v n="$keys" 'BEGIN { print "k"; for (i = 0; i < 2 * n; i++) print i * 7919 % n * 31 }' |
	dfselect '*' -i csv -O many.arrow
for engine in polars duckdb; do
	label="group: $keys keys / $engine, query alone"
	if ! have "$label" "$python"; then :
	elif ! "$python" -c "import $engine" 2>/dev/null; then
		skipped "$label" "$python has no module $engine"
	else
		PEER_CLOCK=$PWD/clock compare "$label" '<=' 0.8 'dfcount -g k many.arrow >out' \
			"'$python' '$SRC/bench/group.py' $engine many.arrow clock"
	fi
done
label="group: $keys keys in 64 MB / duckdb, query alone"
have "$label" "$python" && "$python" -c 'import duckdb' 2>/dev/null &&
	PEER_CLOCK=$PWD/clock compare "$label" '<=' 0.8 'dfcount -g k -m 64M many.arrow >out' \
		"'$python' '$SRC/bench/group.py' duckdb many.arrow clock 64MB"
compare "group: $keys keys in 64 MB / in memory" '<=' 3 'dfcount -g k -m 64M many.arrow >out' \
	'dfcount -g k many.arrow >out'
INVERT=1 compare 'group: many keys, rate of -j 2 / -j 1' '>=' 1.7 \
	'dfcount -g k -j 2 many.arrow >out' 'dfcount -g k -j 1 many.arrow >out'
