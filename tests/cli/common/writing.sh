# Where output cannot go.
for o in table json csv lines; do
	seq 100000 | dfshow -n all -o $o >/dev/full; echo "status $?"
	seq 3 | dfshow -o $o >/dev/full; echo "status $?"
done
dfshow --schema </dev/null >/dev/full; echo "status $?"
seq 3 | dfshow >&-; echo "status $?"
st dfshow <&-
# A reader that closes early is no failure.
set -o pipefail
seq 20000 >lines
for i in $(seq 100); do
	dfshow -o lines lines 2>&1 | head -c 10 >/dev/null || echo "status $? ${PIPESTATUS[*]}"
done | sort | uniq -c | sed 's/^ *[0-9]* //' | head
