# dfcount -g and DuckDB count the same, whatever the keys, workers and memory.
# timeout 300
# slow
need_judges
"$PYTHON" "$SRC/tests/interop/group.py"
