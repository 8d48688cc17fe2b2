# Paths into JSON text.
printf '%s\n' '{"commit":{"committer":{"name":"Nico Williams"}},"n":[1,2.50]}' '{"commit":null}' >j
dfselect 'value:commit.committer.name' -o lines --null NULL j
dfselect 'value:n[1] AS x, value:commit' -o json j
dfselect "value:commit['committer']" -w 'value:commit IS NOT NULL' -o lines j
echo Hello | dfselect -o lines 'value:a'; echo "status $?"
# A byte order mark at the start of JSON text, and how deep it may be nested.
printf '\xef\xbb\xbf{"a":1}\n\xef\xbb\xbf{"a":2}\n' >mark
dfselect 'value:a' mark -o lines
dfselect '*' -i bytes mark | jflat -c value -o lines
echo '[[[1]]]' >deep
st dfselect 'value:a' --max-depth 2 deep
dfselect 'value:a IS NULL AS n' --max-depth 3 deep -o lines
st dfcount -w 'value:a IS NULL' --max-depth 2 deep
st dfselect 'value:a' --max-depth 0 deep
