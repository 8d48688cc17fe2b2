# A long flat chain of operators is no deep nesting.
chain() { yes "$1" | head -n "$2" | paste -sd "$3"; }
seq 3 | dfselect '*' >f.arrows
dfselect "$(chain value 10000 , | sed 's/,/ || /g') AS x" -o lines f.arrows | awk '{ print length($0) }'
# Bytes that are joined first are text only together.
echo é | dfselect "substring(CAST(value AS BINARY), 1, 1) || substring(CAST(value AS BINARY), 2, 1) ||
	value AS x" -o lines
echo a | dfselect "value || 'b' || 'c' || value" | dfshow
