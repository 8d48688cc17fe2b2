# startup.sh - the start of a tool that links no broker library.
label='start: 100 x dfcount of nothing / 100 x jq -n 1'
have "$label" jq && compare "$label" '<=' 0.3 \
	'for i in {1..100}; do dfcount /dev/null; done' \
	'for i in {1..100}; do jq -n 1; done'
printf 'one\n' >one
for start in 'dfcount /dev/null' 'dfselect value one' 'dfshow one' 'jflat /dev/null'; do
	took=$(times "for i in {1..100}; do $start; done") &&
		figure "start: $start, fork and exec included" '<=' 3 \
			"$(awk -v s="$took" 'BEGIN { print s * 10 }')" ms
done
