# par
# A record that is not like the first ones: the rows before it, then an error with its place;
# the same from a file and a pipe, whatever -j; columns that nobody looks at are not checked.
rows() {	# N FORMAT: N records
	seq -f "$2" "$1"
}
try() {	# COMMAND...: what it does with in
	for j in 1 8; do
		"$@" -j $j -i json <in >out 2>words
		echo "exit $?, $(wc -l <out) rows, $(tail -n 1 out)"
		cat words
	done
	cat in | "$@" -j 8 -i json >out 2>words
	echo "exit $?, $(wc -l <out) rows, $(tail -n 1 out)"
	cat words
}
late() {	# TEXT: behind 65536 + 9 records
	cp first in
	printf '%s\n' "$1" '{"a":0}' >>in
	echo "-- $1"
	try dfselect '*' -o json | sort | uniq -c
	try dfselect a -o lines --null - | sort | uniq -c
}
rows 65545 '{"a":%.0f,"b":{"c":[{"d":2}]},"e":1.5}' >first
for text in '{"a":1.5}' '{"a":"x"}' '{"a":{}}' '{"a":9223372036854775808}' \
	'{"b":{"c":[{"d":1},{"d":[1]}]}}' '{"b":{"c":1}}' '{"b":{"x":1}}' '{"b":{"c":[{"odd key":1}]}}' \
	'{"b":{"c":[{"d":1,"d":2}]}}' '{"e":1e999}' '{"e":2}' \
	'{"e":9007199254740993}' '{"e":0.123456789012345678}' '{"e":"NaN"}' '{"a":-0}' \
	'{"new":1}' '{"\u0061":1,"a":2}' '5' \
	'{"a":1}{"a":2' '{"a":1e}' 'null'; do
	late "$text"
done
try dfcount
# What goes wrong later names the place of the record, too.
sed '65001s/"a":65001/"a":0/' first >in
try dfselect '1/a AS x' -o lines | sort | uniq -c
printf '[{"a":"x"}, {"a":1},\n {"a":null}]' | st dfselect a -i json -o lines
# The sample ends with record 65,536: up to there types may change, and members come.
for n in 65535 65536; do
	{ rows $n '{"a":%.0f}'; echo '{"a":"x","b":1}'; } >in
	try dfselect '*' -o json | sort | uniq -c
done
# Or with the first that begins behind 64 MiB.
{
	head -c $((64 << 20)) /dev/zero | tr '\0' 'x' | sed '1s/^/{"a":"/; $s/$/"}\n/'
	echo '{"b":1}'
} >in
try dfselect b -o json | sort | uniq -c
# Columns come in the order in which they come up, wherever the text is cut.
awk 'BEGIN { for (i = 0; i < 60000; i++) printf "{\"a\":%d,\"pad\":[\"xxxxxxxxxxxxxxxx\"]%s}\n", i,
	i % 1999 == 0 ? ",\"m" i * 7919 % 1000 "\":" (i % 2 ? "1" : "[]") : "" }' >in
dfshow --schema -i json -j 1 in >one
for j in 2 8; do
	dfshow --schema -i json -j $j in | cmp - one
done
cat in | dfshow --schema -i json -j 8 | cmp - one
grep -o ' m[0-9]*' one | head -n 4
wc -l <one
# A piece at a time.
{ rows 3 '{"a":%.0f}'; echo '{"a":"x"'; echo ',"b":[2'; echo ']}'; } |
	dfselect '*' -i json -o json
# Pieces of a line each take no more memory than their lines.
for ((i = 0; i < 30000; i++)); do echo "{\"a\":$i}"; done | (
	[ -n "$SAN" ] || ulimit -v 1000000
	dfcount -i json -j 1
)
# Several files have the types of all of them.
rows 2 '{"a":%.0f}' >1.json
echo '{"b":{"c":1}}' >2.jsonl
echo '[{"a":1.5},{"b":{"d":[]}}]' | gzip >3.ndjson.gz
: >4.json
st dfselect '*' -o json ?.json ?.jsonl ?.ndjson.gz
st dfcount [1-4].*
st dfselect '*' -o json 1.json - -i json <2.jsonl
st dfselect '*' -o json -i json - 1.json <2.jsonl
st dfselect '*' -o json 4.json 2.jsonl
st dfselect '*' -o json 1.json missing.json
