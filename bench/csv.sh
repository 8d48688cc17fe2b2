# csv.sh - one large CSV file: its rows counted, and two columns of it filtered into CSV.
# ROWS of 20 columns (5000000 are 523 MB); PYTHON is one that has polars and duckdb.
taxi-csv ${ROWS:+"$ROWS"} >trips.csv || exit 1
mb=$(($(stat -c %s trips.csv) / 1000000))
python=${PYTHON:-python3}

label="csv: dfcount, $mb MB / xan count -p"
have "$label" xan && compare "$label" '<=' 1.0 'dfcount trips.csv' 'xan count -p trips.csv'
compare "csv: dfcount, $mb MB / wc -l" - 0 'dfcount trips.csv' 'wc -l trips.csv'
compare 'csv: dfcount from a pipe / wc -l' - 0 'cat trips.csv | dfcount -i csv' \
	'cat trips.csv | wc -l'

ours="dfselect 'tpep_pickup_datetime, fare_amount' -w 'fare_amount > 60' -o csv trips.csv >out"
for engine in polars duckdb; do
	label="csv: two columns and a filter to CSV / $engine, query alone"
	if ! have "$label" "$python"; then :
	elif ! "$python" -c "import $engine" 2>/dev/null; then
		skipped "$label" "$python has no module $engine"
	else
		PEER_CLOCK=$PWD/clock compare "$label" '<=' 0.6 "$ours" \
			"'$python' '$SRC/bench/csv-select.py' $engine trips.csv out clock"
	fi
done
label='csv: two columns and a filter to CSV / xan'
have "$label" xan && RUNS=3 compare "$label" '<=' 0.6 "$ours" \
	"xan select tpep_pickup_datetime,fare_amount trips.csv | xan filter 'fare_amount > 60' >out"
RUNS=3 INVERT=1 compare 'csv: two columns and a filter, rate of -j 2 / -j 1' - 0 \
	"$ours -j 2" "$ours -j 1"
