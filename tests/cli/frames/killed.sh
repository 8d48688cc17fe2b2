# A writer that is killed, whenever that is, is no success to pyarrow, Polars or us.
need_judges
"$PYTHON" "$SRC/tests/interop/killed.py" "${SEED:=$RANDOM}" || echo "SEED=$SEED"
