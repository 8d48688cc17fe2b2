# Spark's answers to random expressions, and its tables, over odd rows.
# timeout 600
# slow
need_judges
need java
"$PYTHON" "$SRC/tests/interop/expr.py" 2>log | tail -n 20
[ "${PIPESTATUS[0]}" -eq 0 ] || tail -n 5 log
