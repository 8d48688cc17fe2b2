# A number and a line feed, wherever they go.
seq 1000 >n
dfcount n
dfcount <n
cat n | dfcount | cat
dfcount n n n
dfcount -w "value LIKE '%7%'" n
dfcount -w 'CAST(value AS INT) > 10' -w 'CAST(value AS INT) <= 20' n
dfcount -w 'NULL' n
dfselect '*' n | dfcount
dfselect '*' n -w false | dfcount
dfcount "$SRC/tests/golden/show/nested.arrows"
dfcount -w 's.x IS NULL' "$SRC/tests/golden/show/nested.arrows"
pty dfcount n
gzip -c n | dfcount
: | dfcount -i lines
echo '-- no number'
st dfcount -w nope n
st dfcount -w 'value' n
st dfcount -w 'CAST(value AS BOOLEAN)' n
st dfcount missing n
printf 'a\n\xff\n' | st dfcount
printf 'a\n\xff\n' | st dfcount -i bytes
printf 'a\n\xff\n' | st dfcount -w true
dfcount n >/dev/full; echo "status $?"
dfcount n >&-; echo "status $?"
