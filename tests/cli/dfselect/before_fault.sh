# The rows before a fault are there, however they came in batches: a limit that
# they satisfy ends well, and of several faults the first row is named.
rows() { printf '%s\n' 1 2 5 0 x; }
slowly() { printf '%s\n' 1 2 5; settled; printf '%s\n' 0 x; }
for from in rows slowly; do
	for n in 3 4; do
		$from | st dfselect '10 div CAST(value AS INT) AS q' -n $n -o lines
	done
	$from | st dfselect '10 div CAST(value AS INT) AS q' -w "value <> '2'" -n 2 -o lines
done
# The first column fails at row 3, the second at row 2, the filter at row 4.
printf '%s\n' 1,1 2,0 x,1 4 >two
st dfselect "CAST(substring(value, 1, 1) AS INT) AS a,
    1 div CAST(substring(value, 3) AS INT) AS b" -w 'CAST(substring(value, 3) AS INT) < 2' \
    -o csv two
# Text that is no UTF-8, JSON that is none.
printf 'a\nb\n\xff\n' >bad
st dfselect '*' -n 2 -o lines bad
st dfselect '*' -o lines bad
printf '%s\n' 1 '{' >bad
dfselect '*' bad | st jflat -c value -o lines
