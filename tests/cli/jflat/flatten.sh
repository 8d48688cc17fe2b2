# --flatten: dotted columns; types from all of the input, or from --schema.
cat >in.jsonl <<'E'
{"id":1,"user":{"name":"a","geo":{"lat":1,"lon":2.5}},"tags":[1, "x"],"big":1,"mix":1,"none":null}
{"id":2,"user":{"name":"b","geo":null},"tags":[],"big":92233720368547758070,"mix":"1","extra":{}}
{"id":3,"user":{"geo":{"lat":-7.25,"lon":3}},"ok":true,"mix":[0.5][0]}
E
sed -i 's/\[0.5\]\[0\]/0.5/' in.jsonl
jflat --flatten in.jsonl | dfshow --schema
jflat --flatten in.jsonl | dfshow
jflat --flatten -o json <in.jsonl
cat in.jsonl | jflat --flatten -j 8 -o csv
gzip -k in.jsonl
jflat --flatten in.jsonl.gz in.jsonl -o json | wc -l
# Given columns: other members are left out.
jflat --flatten --schema 'user.name STRING, id INT NOT NULL, `a.b` INT, user.geo STRUCT<lat: DOUBLE>' in.jsonl | dfshow
printf 'id BIGINT,\n\tuser STRING\n' >columns.ddl
jflat --flatten --schema columns.ddl in.jsonl -o json
# Refused.
try() { printf '%b' "$1" | st jflat --flatten -o json; }
try '{"a":1}\n{"a":{"b":1}}'
try '{"a":[]}\n{"a":{}}'
try '{"x":{"a":1}}{"x":{"a":[]}}'
try '{"a.b":1,"a":{"b":2}}'
try '{"a":1,"a":2}'
try '{"a":1}\n[2]\n'
try '{}\n'
try ''
printf '{"a":1}{"a":{"b":1}}' >one.json
st jflat --flatten -o json in.jsonl one.json
st jflat --flatten --schema 'user STRING, user.name STRING' -o json in.jsonl
st jflat --flatten --schema 'id STRNG' -o json in.jsonl
st jflat --flatten --schema 'id BIGINT NOT NULL, nope INT NOT NULL' -o json in.jsonl
st jflat --flatten --schema 'user.name.first STRING' -o json in.jsonl
st jflat --schema 'id INT' in.jsonl
# No values: no columns and no rows, in a stream that is whole. Rows without a member
# to make a column of are an error.
: > empty
jflat --flatten </dev/null | dfcount
echo '[]' | jflat --flatten | dfshow --schema
jflat --flatten empty empty -o json
jflat --flatten empty in.jsonl empty | dfcount
printf '' | dfselect -i lines '*' | jflat -c value --flatten | dfcount
printf '' | dfselect -i lines '* , 1 AS k' | jflat -c value --flatten --keep k | dfshow
echo oops | st jflat --flatten --bad skip -o json
jflat --flatten --schema 'a INT' empty | dfselect 'a' -o csv
jflat --flatten empty | st dfselect a -o csv
try '{}\n{}'
try 'null'
# Of members of one name paths take the first that is not null; columns are refused.
echo '{"a":null,"a":1,"a":2}' > twice
jflat --path a twice -o lines
dfselect -i lines 'value:a' twice -o lines
st jflat --flatten twice -o json
# Empty objects are kept, as empty arrays are; a zero keeps its sign.
printf '%s\n' '{"a":{},"b":[],"c":-0}' '{"a":{},"c":1}' > kept
jflat --flatten kept | dfshow --schema
jflat --flatten kept -o json
printf '%s\n' '{"a":{}}' '{"a":{"x":{}}}' '{"a":{"x":{}}}' | jflat --flatten -o json
