# -c: a column of frames (or the lines of a text), one value in, one row out.
cat >in <<'E'
{"n" : 1, "a":[1, 2]}
[1, 2]
"external-ip"
null
E
frames() { dfselect "value, 'x' AS k, length(value) AS len" <"${1-in}"; }
frames | jflat -c value | dfshow --no-truncate
frames | jflat -c value --keep len,k --path 'n INT' | dfshow
frames | dfselect 'CASE WHEN len > 7 THEN value END AS v, CAST(value AS BINARY) AS b' >nulls.arrow
jflat -c v nulls.arrow | dfshow
jflat -c b --path '$[1] AS second' nulls.arrow | dfshow
head -n 1 in | frames /dev/stdin | jflat -c value --keep k --flatten | dfshow
head -n 1 in | jflat -c value --flatten -o json
frames | jflat -c value -o lines
# -c must be there for frames, and name a string column.
frames | st jflat
frames | st jflat -c nope
frames | st jflat -c valeu
frames | st jflat -c len
frames | st jflat -c value --keep nope
frames | st jflat -c value --path 'n AS len' --keep len
frames | st jflat -c value --flatten
# What is no JSON is named with topic, partition and offset, or with its row.
printf '%s\n' '{"a":1}' Hello '{"a":"x"}' >bad
st jflat -c value bad -o lines
frames bad | st jflat -c value -o lines
records() {
	dfselect "value, 'quickstart-events' AS topic, CAST(3 AS INT) AS partition, CAST(length(value) AS BIGINT) AS offset" <bad
}
records | st jflat -c value -o lines
head -n 1 bad | dfselect "value, 't' AS topic, 0 AS partition, 5L AS offset" | st jflat -c value --path 'a STRING, b' -o json
records | st jflat -c value --bad skip --path 'a INT' -o json
records | st jflat -c value --bad bad.out --keep offset -o json
cat bad.out
frames bad | st jflat -c value --bad bad.out --flatten --keep len -o json
cat bad.out
