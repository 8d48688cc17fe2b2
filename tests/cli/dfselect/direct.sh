# A source that is told what is wanted gives what all columns through a pipe give.
# timeout 300
# slow
need python3
python3 "$SRC/tests/interop/direct.py"
