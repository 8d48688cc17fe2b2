# Spark's read.json has the same types and values, but for what sluice(7) says.
# timeout 300
# slow
need_judges
need java
"$PYTHON" "$SRC/tests/interop/json_in.py" 1 100 spark 2>log | tail -n 20
[ "${PIPESTATUS[0]}" -eq 0 ] || tail -n 5 log
