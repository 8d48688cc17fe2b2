# startup.sh - a tool that links no broker library against the start of jq.
need jq
compare 'start: 100 x dfcount of nothing / 100 x jq -n 1' '<=' 0.3 \
	'for i in {1..100}; do dfcount /dev/null; done' \
	'for i in {1..100}; do jq -n 1; done'
seconds 'for i in {1..200}; do dfcount /dev/null; done'
both=$WALL
seconds 'for i in {1..200}; do /bin/true; done'
awk -v a="$both" -v b="$WALL" 'BEGIN {
	printf "%-58s %8.2f  ms a start, fork and exec included (true: %.2f)\n", "start: dfcount", a * 5, b * 5 }'
