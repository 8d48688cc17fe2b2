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
