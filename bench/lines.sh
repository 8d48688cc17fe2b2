# lines.sh - lines of text through the df tools, against the usual filters.
awk -v n="${LINES_100:-2000000}" 'BEGIN { for (i = 0; i < n; i++) printf "%099d\n", i }' >lines
mb=$(($(stat -c %s lines) / 1000000))
compare "lines: dfcount, $mb MB / wc -l" - 0 'dfcount lines' 'wc -l lines'
compare 'lines: dfcount from a pipe / wc -l' - 0 'cat lines | dfcount' 'cat lines | wc -l'
ours="dfselect '*' -w \"value LIKE '%77%'\" -o lines lines | cat"
compare "lines: dfselect -w LIKE '%77%' / grep -F" - 0 "$ours" 'grep -F 77 lines | cat'
for awk in mawk gawk; do
	label="lines: dfselect -w LIKE '%77%' / $awk"
	have "$label" "$awk" && compare "$label" - 0 "$ours" "$awk '/77/' lines | cat"
done
label="lines: dfselect -w LIKE '%77%' / mlr"
have "$label" mlr && RUNS=3 compare "$label" - 0 "$ours" \
	"mlr --inidx --onidx --ifs tab filter '\$1 =~ \"77\"' lines | cat"
compare 'lines: dfshow -n all -o lines / cat, between pipes' - 0 \
	'cat lines | dfshow -n all -o lines | cat' 'cat lines | cat | cat'
compare 'lines: dfshow of the first rows / head -20' - 0 'dfshow lines' 'head -20 lines'
