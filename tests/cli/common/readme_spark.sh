# The README's table beside Spark: the same, but for what its row says.
# timeout 400
# slow
need_judges
need java
"$PYTHON" "$SRC/tests/interop/readme.py" 2>log | tail -n 40
[ "${PIPESTATUS[0]}" -eq 0 ] || tail -n 5 log
