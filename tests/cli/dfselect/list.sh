# The select list, in every form; the operand that comes first.
printf '7\n8\n9\n' >n
show() { dfselect -o csv "$@"; s=$?; [ $s -eq 0 ] || echo "exit $s"; }
show <n
show '*' n
show 'value' n n
show 'CAST(value AS INT) AS n, value AS v, 1 AS one' n
show '*, CAST(value AS INT) AS n' -n 2 n
show '*' -n 0 n
show n
show 'n' <n
show '' n
show '*' -w 'value > ' n
show 'valeu' n
show 'length(value), lenght(value)' n
show 'value, value' n
show '*' missing
show 'value + 1' n
# What begins with - is an option, unless -- comes before it.
show '-1 AS x' n
show '-value AS x' n
show -x n
show -- '-1 AS x' n
