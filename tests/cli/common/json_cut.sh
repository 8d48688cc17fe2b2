# A text that ends at any of its bytes: the same rows and words from a file and a pipe, with
# one worker and eight; it is whole between its values only.
printf '%s' '{"a":1,"b":{"c":["x\u00e9é",{"d":1.5e3}]}}
[{"a":2},{"a":3,"b":null}]
{"a":4,"b":{"c":[]}} ' >whole
for ((i = 0; i <= $(wc -c <whole); i++)); do
	head -c $i whole >cut.json
	dfselect '*' -o json -j 1 cut.json >one 2>words
	status=$?
	dfselect '*' -o json -j 8 -i json <cut.json >many 2>others
	echo "$status $?" >>ends
	cmp one many
	sed -i 's/cut.json/stdin/' words
	cmp words others
	cat cut.json | dfselect '*' -o json -j 8 -i json >many 2>others
	cmp one many
	cmp words others
	[ $status -eq 1 ] || [ ! -s words ] || echo "$i: $(cat words)"
	cut -d ' ' -f 5- words >>all
done
sort ends | uniq -c
sed 's/: ".*//' all | sort | uniq -c
