# CSV as input against Python's reader, a model of the types, and as pyarrow reads it.
# timeout 120
need_judges
"$PYTHON" "$SRC/tests/interop/csv_in.py" 1 300 2>&1 | tail -n 20
