# Errors of values have a place in the input, also behind a filter.
printf '1\n2\nthree\n4\n' >n
show() { dfselect -o csv "$@"; s=$?; [ $s -eq 0 ] || echo "exit $s"; }
show 'CAST(value AS INT) AS n' n
show 'CAST(value AS INT) AS n' -w "value <> 'three'" n
show 'try_cast(value AS INT) AS n' --null NULL n
show '*' -w 'CAST(value AS INT) > 1' n
dfselect '*' n | dfselect -o csv 'CAST(value AS INT) AS n'
{ seq 200000; echo x; } >many
dfselect 'CAST(value AS INT) AS n' many 2>e | dfcount; sort e >&2
dfselect 'CAST(value AS INT) AS n' many -w "value <> 'x'" | dfcount
for j in 1 8; do dfselect -j $j 'CAST(value AS INT) AS n' n | tail -c 8 | od -An -tx1; done
