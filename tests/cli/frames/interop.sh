# pyarrow, Polars and DuckDB read what we write, and we read what they write.
# timeout 180
need_judges
"$PYTHON" "$SRC/tests/interop/arrow.py" "$SRC/tests/golden/arrow" | tail -n 20
