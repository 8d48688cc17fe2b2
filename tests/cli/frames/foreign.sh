# What pyarrow, Polars and DuckDB emit goes through every tool: types, nulls, slices,
# dictionaries, compression.
# timeout 300
# slow
need_judges
"$PYTHON" "$SRC/tests/interop/frames.py" 2>&1 | tail -n 20
