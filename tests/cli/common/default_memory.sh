# Without -m the default budget, an eighth of what the process may use, is asked before a
# long record is kept, in every format; what is within it, cut for its cell, or only counted
# is read as before.
# timeout 120
# slow
exec 2>&1
limit() ( unset SLUICE_MEMORY; ulimit -v 307200; exec "$@" )	# so the budget is 37.5 MiB
{ head -c 45000000 /dev/zero | tr '\0' x; echo; } >long
{ echo a; cat long; } >long.csv
{ printf '{"a":"'; tr -d '\n' <long; echo '"}'; } >long.json
dfselect -m 1G 'value AS a' -i lines long -O long.arrow
for f in long long.csv long.arrow long.json; do
	st limit dfselect -j 1 '*' -o lines $f
	st limit dfselect -j 1 '*' -m 200M -o lines $f | md5sum
	st limit dfcount -j 1 $f
done
st limit dfselect -j 1 '*' -o lines -i csv <long.csv
st limit dfselect -j 1 '*' -o lines --allow-unmarked <long.arrow
# A little less than the budget.
head -c 39000000 long >within
st limit dfselect -j 1 'length(value) AS n' -o lines -i lines within
{ echo a; cat within; } >within.csv
st limit dfselect -j 1 'length(a) AS n' -o lines within.csv
dfselect -m 1G 'value AS a' -i lines within -O within.arrow
st limit dfselect -j 1 'length(a) AS n' -o lines within.arrow
