# JSON as input against a model, and as pyarrow reads it.
# timeout 120
need_judges
"$PYTHON" "$SRC/tests/interop/json_in.py" 1 300 2>&1 | tail -n 20
