# --bad: what becomes of records that cannot be read; text is then read by lines.
printf '%b' '{"a":1}\nHello\n{"a":"x"}\n\n[{"a":2},{"a":"y"},{"a":3}]\n{"a":4\n1 2 tru\n"\xff"\n{"a":5}' >in
st jflat -o lines --bad skip in
st jflat -o lines --bad out in
cat out
st jflat --path 'a BIGINT' -o lines --null - --bad out in
cat out
st jflat --flatten -o json --bad skip in
grep -v '[Hyx"]$' in | grep a >objects
st jflat --flatten -o json --bad out objects
cat out
# The same at any -j, in the same order.
for ((i = 0; i < 60000; i++)); do [ $((i % 1000)) -eq 7 ] && echo "bad $i" || echo "{\"a\":$i}"; done >many
st jflat -j 1 --bad out.1 -o lines many >rows.1
st jflat -j 8 --bad out.8 -o lines many >rows.8
cmp out.1 out.8 && cmp rows.1 rows.8 && wc -l out.8 rows.8 && head -n 2 out.8
# By lines without leaving anything out.
st jflat -i lines -o lines in
st jflat --bad nowhere/out in
st jflat --bad /dev/full -o lines in
printf '1\n' | st jflat --bad fail -o lines
# Values that are no objects are put aside by --flatten too.
printf '%s\n' '{"a":1}' 5 '{"a":2}' '[{"a":3},[4]]' '1 2 tru' | st jflat --flatten --bad out -o json
cat out
printf '%s\n' '{"a":1}' 5 Hello null | dfselect '*' | jflat -c value --flatten --bad skip -o json
# Records are cut out by element: in arrays on one line and over many, in values one after
# the other, pretty-printed ones too; the good ones are kept.
printf '[\n{"a":1},\n{"a":2}\n]\n' | st jflat --bad skip -o lines
printf '[\n{"a":1},\n{"a":oops},\n{"a":3},\n {"b": [1,\n  2,]},\n5 6,\n{"a":7}\n]\n' | st jflat --bad out -o lines
cat out
printf '[{"a":1},{"a":oops},,{"a":3}]' | st jflat --bad out -o lines
cat out
printf '{"a":1}{"a":oops}{"a":3}' | st jflat --bad skip -o lines
printf '{"a":1}\n{"a":2,\n{"a":3}\n10 errors found\n{"a":4} more\n' | st jflat --bad out -o lines
cat out
printf '{\n "a": 1\n}\n{\n "a": oops\n}\n{\n "a": "3"\n}\n' | st jflat --bad out --flatten -o json
cat out
# So are words between values on one line, whatever its length; what brackets do not tell is
# an error.
printf '{"a":1}tru{"a":3}{"a":4}' | st jflat --bad out -o lines
cat out
for n in 100 60000; do
	yes '{"a":1}tru{"a":3} x, {"a":4}' | head -n $n | tr -d '\n' >long
	for j in 1 3; do st jflat -j $j --bad skip -o lines long | sort | uniq -c; done
	echo '}{"a":5}' >>long
	jflat --bad skip -o lines long 2>err | sort | uniq -c
	grep -c 'nothing tells where the next record begins' err
done
# Where brackets do not pair, nothing tells where the next element begins.
printf '[\n{"a":1},\n{"a":2,\n{"a":3}\n]\n' | st jflat --bad skip -o lines
printf '[\n{"a":1},\n{"a":2}\n' | st jflat --bad skip -o lines
# With -i lines every line is a text of its own.
printf '[{"a":1},oops,{"a":3}]\n[\n{"a":4}\n' | st jflat -i lines --bad out -o lines
cat out
# Many of them, in an array and on lines, on any number of threads.
for ((i = 0; i < 60000; i++)); do [ $((i % 3)) -eq 1 ] && echo "{\"a\":${i}x}" || echo "{\"a\":$i}"; done >many
(echo '['; paste -sd, many; echo ']') >array
tr '\n' ' ' <many >one
for f in many array one; do
	for j in 1 4; do st jflat -j $j --bad out.$j -o lines $f >rows.$j; done
	cmp out.1 out.4 && cmp rows.1 rows.4 && cmp rows.1 <(grep -v x many) && wc -l <out.1
done
