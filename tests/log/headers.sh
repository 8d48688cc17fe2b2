# Headers come along as an implied column: a copy keeps them, what is shown has none.
need ktopic kproduce kconsume
exec 2>&1
for t in a b c d plain e; do ktopic create -q ${T}$t; done
cat > h.json <<'END'
{"h":[{"key":"x","value":"1"},{"key":"x","value":""},{"key":"y"}],"k":"one","v":"first"}
{"h":null,"k":null,"v":"second"}
{"h":[{"key":"z","value":"9"}],"k":"three","v":null}
END
jflat --path 'h array<struct<key:string,value:string>> AS headers, k AS key, v AS value' h.json | kproduce -q ${T}a
all() { kconsume "$1" --headers -c key,value,timestamp -o json; }
all ${T}a > want
echo "- a copy, straight and through stages"
kconsume ${T}a | kproduce ${T}b
kconsume ${T}a | dfselect '*' -w "value IS NOT NULL" | dfselect | dfselect "*, 'n' AS n" | dfselect --drop n | kproduce ${T}c
kconsume -f ${T}a -n 3 | dfselect --with 'value = upper(CAST(value AS STRING))' | kproduce ${T}d
all ${T}b | cmp want - && echo same
all ${T}c | cmp <(grep -v '"value":null,"timestamp' want) - && echo same
kconsume ${T}d --headers -c value -o json
echo "- a list drops it, unless it names it"
kconsume ${T}a | dfselect 'key, value' | kproduce -q ${T}e
kconsume ${T}a -c value | kproduce -q ${T}e
kconsume ${T}a | dfselect 'value, headers' | kproduce -q ${T}e
kconsume ${T}e --headers -c headers -o json
echo "- topics without headers"
seq 2 | kproduce -q ${T}plain
kconsume ${T}plain | dfselect '*' | kproduce -q ${T}plain
kconsume ${T}plain | dfselect 'headers, CAST(value AS STRING) AS v' -o json
kconsume ${T}plain | dfcount -w 'headers IS NULL'
kconsume ${T}plain | dfselect '*' | dfselect '*, headers' -n 1 | dfshow --schema | grep -A 4 headers
dfselect 'headers, CAST(value AS STRING) AS v' -n 5 -o json <(kconsume ${T}plain) <(kconsume ${T}a)
dfselect 'headers, CAST(value AS STRING) AS v' -n 5 <(kconsume ${T}a) <(kconsume ${T}plain) | dfcount
dfselect '*' <(kconsume ${T}plain) <(kconsume ${T}a) | dfselect | dfcount -w 'headers IS NOT NULL'
echo "- they cost nothing, where the log can tell"
seq 20000 | kproduce -q ${T}plain
with=$(kconsume ${T}plain | wc -c)
without=$(kconsume ${T}plain -c key,value,topic,partition,offset,timestamp,timestampType | wc -c)
[ $LOG = kafka ] || [ $((with - without)) -lt 2000 ] || echo "$with bytes, $without without headers"
kconsume ${T}plain | dfselect '*' | dfselect -w 'offset % 2 = 0' | kproduce ${T}plain
echo "- what is shown has none"
kconsume ${T}a | dfshow --schema
kconsume ${T}a | dfselect '*' | dfshow --schema
kconsume ${T}a | dfselect '*, 1 AS one' -o json | head -n 1 | grep -c headers
kconsume ${T}a | dfselect --drop key,value,topic,offset,partition,timestamp -o csv
kconsume ${T}a -o json | grep -c headers
kconsume ${T}a > file
dfshow --schema file | grep headers
kconsume ${T}a | dfselect > file
dfshow --schema file | grep headers
kconsume ${T}a | cat > file
dfshow -o json file | grep -c headers
dfselect '*' file | kproduce -q ${T}e
kconsume ${T}e --from -3 --headers -c headers -o json
echo "- but where it is named"
kconsume ${T}a --headers | dfshow --schema | grep -A 4 headers
kconsume ${T}a | dfselect '*, headers' | dfshow --schema | grep -A 4 headers
kconsume ${T}a | dfselect 'headers, *' | dfshow --schema | grep -A 4 headers
kconsume ${T}a | dfselect 'headers, key' -w 'headers IS NOT NULL' -o json
kconsume ${T}a | dfselect '*' | dfselect headers -n 1 | dfshow --vertical
kconsume ${T}a | dfselect --rename headers=h | dfshow --schema | tail -n 1
kconsume ${T}a | dfselect --rename key=headers | dfshow --schema | grep headers
kconsume ${T}a | dfselect --with 'headers = 1' | dfshow --schema | grep headers
kconsume ${T}a | dfselect "'{}' AS j, headers" | jflat -c j --keep headers --flatten --schema 'a INT' | dfshow --schema | grep headers
kconsume ${T}a | jflat -c value --keep headers --bad skip --flatten --schema 'a INT' 2> bad | dfshow --schema | grep headers
