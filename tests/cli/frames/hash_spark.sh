# Spark's hash() and xxhash64() of rows of all types are ours.
# timeout 300
# slow
need_judges
need java
"$PYTHON" "$SRC/tests/interop/hash.py" 7 500 2>log | tail -n 20
[ "${PIPESTATUS[0]}" -eq 0 ] || tail -n 5 log
