# timeout 120
# A reader that stops early is a quiet end for everybody before it.
set -o pipefail
seq 50000 >lines
for ((i = 0; i < 100; i++)); do
	dfselect '*' lines | dfselect | head -c 10 >/dev/null || echo "status ${PIPESTATUS[*]}"
	dfselect -o lines '*' lines | dfselect -n 1 | dfshow >/dev/null || echo "status ${PIPESTATUS[*]}"
done 2>&1 | head
# A limit ends the stream in good order, and the input is closed.
yes | dfselect -n 3 | dfcount; echo "status ${PIPESTATUS[*]}"
yes | dfselect | dfselect -n 100000 | dfcount; echo "status ${PIPESTATUS[*]}"
yes | dfselect -n 0 | dfcount; echo "status ${PIPESTATUS[*]}"
yes | dfselect | dfshow -n 1; echo "status ${PIPESTATUS[*]}"
for o in arrow csv json lines; do
	dfselect -o $o '*' lines >/dev/full; echo "status $?"
	dfselect -o $o '*' lines | head -c 1 >/dev/null; echo "status ${PIPESTATUS[*]}"
done
