# dfcount -g: a data frame of keys and counts, the same for every -j and -m.
# par
printf 'k,v\nb,1\na,2\nb,3\n,4\na,5\n"",6\n' > x.csv
echo "- keys are expressions"
dfcount -g k x.csv | dfshow
dfcount -g 'k, v % 2 = 0 AS even' -o csv x.csv
dfcount --by 'upper(k) AS k' -w 'v > 1' -o json x.csv
dfcount -g k x.csv | dfshow --schema
dfcount -g k x.csv -O out.csv && cat out.csv
dfcount --distinct k x.csv
dfcount --distinct 'v % 3' -w 'v < 3' x.csv
dfcount -g k --stats -o csv x.csv 2>&1 >/dev/null
dfcount -g k --stats -q -o csv x.csv 2>&1 >/dev/null
echo "- on a terminal a table"
pty dfcount -g k x.csv
echo "- no rows, one row"
dfcount -g value -i lines -o json </dev/null
dfcount -g value -i lines /dev/null | dfcount
dfcount --distinct value -i lines </dev/null
echo x | dfcount -g value -i lines -o json
echo "- the same for every -j and -m"
awk 'BEGIN { for (i = 0; i < 400000; i++) print i * 7919 % 300007 }' > n
want=$(dfcount -g 'length(value) AS n, substr(value, 1, 4) AS s' n -j 1 | md5sum)
more=$(dfcount -g value n -j 1 | md5sum)
for j in 1 2 3 8; do
	for m in '' '-m 64M'; do
		[ "$(dfcount -g 'length(value) AS n, substr(value, 1, 4) AS s' n -j $j $m | md5sum)" = "$want" ] || echo "-j $j $m"
		[ "$(dfcount -g value n -j $j $m | md5sum)" = "$more" ] || echo "-j $j $m, many"
	done
done
dfcount -g value n -m 8M | dfcount
dfcount --distinct value n -m 8M
[ "$(dfcount -g value n -m 8M -j 1 | md5sum)" = "$more" ] || echo "-m 8M"
echo "- usage"
st dfcount -g k --distinct v x.csv
st dfcount -o csv x.csv
st dfcount --stats x.csv
st dfcount -g k -j 4 -m 16M x.csv
st dfcount -g 'k AS count' x.csv
st dfcount -g 'k, v AS k' x.csv
st dfcount -g nope x.csv
st dfcount -g '' x.csv
st dfcount -g m "$SRC/tests/golden/show/nested.arrows"
echo "- what fails gives nothing"
printf '1\nx\n' | dfcount -g 'CAST(value AS INT)' -i lines -O new.csv; echo "$?"; ls new.csv 2>&1
printf '1\nx\n' | dfcount -g 'CAST(value AS INT)' -i lines 2>/dev/null | dfcount; echo "${PIPESTATUS[*]}"
dfcount -g k x.csv -o csv > /dev/full; echo "$?"
TMPDIR=$PWD/none dfcount -g value n -m 8M -o csv >/dev/null; echo "$?"
head -c -8 "$SRC/tests/golden/show/nested.arrows" | st dfcount --allow-unmarked -g a -o json
