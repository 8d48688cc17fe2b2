# Records that a broker never takes: named, counted exactly, status 1; the others of
# the same batches are there.
nearest() { sed 's/(near: \("[^"]*"\).*/(near: \1 ...)/'; }
ktopic create "${T}small" --config max.message.bytes=2000
echo '== too large for the topic, in the middle'
{ seq 1000; head -c 6000 /dev/urandom | base64 -w 0; echo; seq 1000; } > input
st kproduce "${T}small" < input 2>err
sed -E 's/[0-9]+ acknowledged/N acknowledged/; s/[0-9]+ not sent/N not sent/' err
there=$(kconsume "${T}small" | dfcount)
grep -q ": $there acknowledged, 0 unknown, $((2001 - there)) not sent" err || echo "$there there"
kconsume "${T}small" -o lines -n 1000 | cmp - <(seq 1000)
echo '== thousands that fit, in batches that do not'
seq 20000 | kproduce "${T}small" -X compression.type=none
kconsume "${T}small" --from "$there" -o lines | cmp - <(seq 20000) && echo same
echo '== and in batches larger than a segment'
ktopic create "${T}segment" --config segment.bytes=10000
seq 20000 | kproduce "${T}segment" -X compression.type=none
kconsume "${T}segment" -o lines | cmp - <(seq 20000) && echo same
echo '== larger than what a broker takes by default'
ktopic create "${T}large" --config max.message.bytes=8000000
head -c 3000000 /dev/urandom | base64 -w 0 > large
st kproduce "${T}large" large
kconsume "${T}large" -o lines | cmp - <(cat large; echo) && echo same
echo '== larger than what this client may send'
st kproduce "${T}large" -X message.max.bytes=1000000 large
ktopic create "${T}default"
st kproduce "${T}default" large
kconsume "${T}default" | dfcount
echo '== no key for a compacted topic'
ktopic create "${T}compact" --config cleanup.policy=compact
printf '%s\n' a:1 NIL:2 b:3 | st kproduce "${T}compact" -K : --null NIL
echo '== times that a record cannot have, or not here'
at() { seq 3 | dfselect "value, CASE WHEN value = '2' THEN TIMESTAMP '$1' ELSE TIMESTAMP '2024-01-01' END AS timestamp"; }
at '1969-12-31 23:59:59.9' | st kproduce "${T}default"
at '1970-01-01 00:00:00.0009' | st kproduce "${T}default"
at '1970-01-01 00:00:00.001' | kproduce "${T}default"
kconsume "${T}default" | dfselect 'timestamp, CAST(value AS STRING)' | dfshow --no-truncate
echo '== a topic that is not there, and is not there afterwards'
seq 3 | st kproduce "${T}smal" 2>&1 | nearest
ktopic list | grep -c "^${T}smal\$"
seq 3 | kproduce --create "${T}made"
kconsume "${T}made" -o lines
echo '== routed'
seq 3 | dfselect "CAST(value AS binary) AS value, '${T}made' AS topic" | st kproduce --route
seq 3 | dfselect "CAST(value AS binary) AS value, CASE WHEN value = '3' THEN '${T}nade' ELSE '${T}made' END AS topic" |
	st kproduce --route 2>&1 | nearest
kconsume "${T}made" | dfcount
