# Paths into JSON text.
printf '%s\n' '{"commit":{"committer":{"name":"Nico Williams"}},"n":[1,2.50]}' '{"commit":null}' >j
dfselect 'value:commit.committer.name' -o lines --null NULL j
dfselect 'value:n[1] AS x, value:commit' -o json j
dfselect "value:commit['committer']" -w 'value:commit IS NOT NULL' -o lines j
echo Hello | dfselect -o lines 'value:a'; echo "status $?"
