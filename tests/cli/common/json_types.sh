# par
# JSON as input: the columns that each text has, and its rows; the same from a file, through
# a pipe, packed, and with every -j.
while IFS= read -r text; do
	printf '%b' "$text" >x.json
	printf '%s\n' "-- $text"
	dfshow --schema x.json >schema 2>words || echo "exit $?"
	sed '1d; s/ (.* = true)//; s/^ |/  /' schema
	dfselect '*' -o json x.json >rows 2>words || echo "exit $?"
	sed 's/dfselect: x.json/dfselect: stdin/' words
	cat rows
	dfselect '*' -i json -j 1 -o json <x.json >again 2>others
	cmp rows again
	cat x.json | dfselect '*' -i json -j 8 -o json >again 2>others
	cmp rows again
	sed -i 's/x.json/stdin/' words
	cmp words others
	gzip -c x.json >x.JSONL.gz
	dfselect '*' -o json x.JSONL.gz 2>others | cmp rows
	sed -i 's/x.JSONL.gz/stdin/' others
	cmp words others
	[ -s words ] || [ "$(dfcount x.json)" = "$(wc -l <rows)" ] || echo 'another count'
done <<'E'

{"a":1,"b":"x","c":true,"d":1.5,"e":null}
[{"a":1},{"b":2}]
{"a":1}{"a":2} [{"a":3}]\n\n[]\n{"a":4}
{\n  "a": [\n    1, 2\n  ]\n}\n{\n}\n
\xef\xbb\xbf{"a":1}\r\n\r\n{"a":2}
{"a":9007199254740992}\n{"a":0.5}
{"a":9007199254740993}\n{"a":0.5}
{"a":9223372036854775807}\n{"a":1}
{"a":9223372036854775808}\n{"a":-1}
{"a":123456789012345678901234567890123456789}
{"a":0.12345678901234567}\n{"a":-0}
{"a":0.123456789012345678}
{"a":1e400}
{"a":1}\n{"a":"1"}\n{"a":true}\n{"a":null}
{"a":{"b":{"c":1}}}\n{"a":{"b":{"d":[]}}}\n{"a":{}}\n{"a":null}\n{}
{"a":[1,2.5,null],"b":[],"c":[null],"d":[[],[[1]]],"e":{}}
{"a":[{"b":1},{"c":[{"d":"x"}]},null,{}]}
{"a":{"b":1}}\n{"a":[ 1 ]}\n{"a":"x"}\n{"a":2}
{"a":[{"b":1},[2],3,"x"]}
{"a":"2020-01-01","b":"2020-01-01T00:00:00Z"}
{"a":1,"A":2}
{"":1," ":2,"a.b":3,"\\u0041":4,"\\n":5,"d\\ud83d\\ude00":6}
{"a":"\\u0000\\ud83d\\ude00\\"\\\\/"}
{}\n{}
null\nnull
{"a":1}\nnull
1 2\n3
[1,[2],"x"]
[[1,2],[],null]
"x"\n"y"
{"a":1}\n5
5\n{"a":1}
[{"a":1},[1]]
{"a":1,"a":2}
{"a":null,"a":2}
{"b":1}\n{"a":{"b":1,"b":null}}
{"a":[[{"c":1}],[{"c":2,"c":3}]]}
{"a":{"b":1}}\n{"a":{"b":2}
{"a":01}
{"a":1}\n{"a":"\xff"}
{"a":NaN}
{"a\\u0000":1}
{"a":1}\x00{"a":2}
{"a":"\x00"}
E
# What -i says must be there.
dfselect '*' x.JSONL.gz 2>/dev/null | cat >x.arrows
st dfcount -i json x.arrows
echo '{"a":1}' | dfselect '*' -i json | st dfcount -i json
st dfcount -i json /dev/null
