# --with, --drop, --rename: in this order, whatever the order of the options.
seq 3 >n
show() { dfselect -o csv "$@"; s=$?; [ $s -eq 0 ] || echo "exit $s"; }
show --with 'n = CAST(value AS INT)' '*' n
show --with 'value = CAST(value AS INT) * 2' '*' n
show --with 'a = 1' --with 'b = a + 1' '*' n
show --drop value --with 'a = 1' '*' n
show --rename 'value=v, a=b' --with 'a = 1' '*' n
show 'value AS x' --with 'y = x' --drop x n
show --drop nope '*' n
show --rename 'nope=x' '*' n
show --with 'no assignment' '*' n
show --drop value '*' n
show -w "value > '1'" -w 'CAST(value AS INT) < 3' '*' n
show 'CAST(value AS INT) AS n' -w 'n > 1' -w "value < '3'" n
