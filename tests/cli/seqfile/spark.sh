# Spark reads what we write, through PySpark, and we read what it writes.
# timeout 400
# slow
need_judges
need java zstd
"$PYTHON" "$SRC/tests/interop/seqfile.py" spark "$SRC/tests/golden/seqfile" 2>log |
	tail -n 20
[ "${PIPESTATUS[0]}" -eq 0 ] || tail -n 20 log
