# timeout 300
# slow
# A broker that is killed while records are under way: what is said of them is true;
# a broker that comes back in time costs nothing, and nothing comes twice.
own_broker

# Numbers, so slowly that the broker dies among them.
slowly() { # COUNT
	local i
	for ((i = 0; i < $1; i += 500)); do
		seq -f '%08.0f some text that makes a record of the usual size' $i $((i + 499))
		sleep 0.02
	done
}

# Until the first of them is there.
under_way() { # TOPIC
	kconsume "$1" -f -n 1 -c value -o lines > /dev/null
}

echo '== back in time'
ktopic create back -p 3
{ under_way back; "$broker" kill "$dir"; "$broker" restart "$dir"; } &
slowly 100000 | kproduce back --timeout 60s 2>err
wait $!
grep -v 'waiting for' err
kconsume back -c value -o lines | sort | cmp - <(seq -f '%08.0f some text that makes a record of the usual size' 0 99999) &&
	echo 'each once'

echo '== gone'
ktopic create gone -p 3
{ under_way gone; "$broker" kill "$dir"; } &
slowly 50000 | kproduce gone --timeout 2s --report 2>err > report
echo "exit ${PIPESTATUS[1]}"
wait
sed -E 's/[0-9]+ (acknowledged|unknown|not sent)/N \1/g; s/stdin:[0-9]+/stdin:N/g; s/[A-Za-z0-9.:]+ failed/ADDRESS failed/' err |
	sed "s/$SLUICE_BROKERS/ADDRESS/"
"$broker" restart "$dir"
read -r acked unknown lost < <(sed -nE 's/.*: ([0-9]+) acknowledged, ([0-9]+) unknown, ([0-9]+) not sent.*/\1 \2 \3/p' err)
there=$(kconsume gone | dfcount)
[ "$there" -ge "$acked" ] && [ "$there" -le $((acked + unknown)) ] ||
	echo "$there there, of $acked acknowledged and $unknown unknown"
# What the report tells is there, at that place, once.
kconsume gone -c partition,offset,value |
	dfselect "concat(CAST(partition AS string), ' ', CAST(offset AS string), ' ', CAST(CAST(substring(CAST(value AS string), 1, 8) AS int) AS string)) AS l" -o lines |
	sort > have
dfselect "concat(CAST(partition AS string), ' ', CAST(offset AS string), ' ', CAST(input AS string)) AS l" --allow-unmarked=eof -o lines < report 2>report.err |
	sort > said
[ "$(wc -l < said)" -gt 0 ] || echo 'nothing reported'
[ -z "$(comm -13 have said | head -n 1)" ] || echo 'reported and not there'
cut -d ' ' -f 3 have | sort | uniq -d | head -n 3

echo '== gone while it is read'
seq -f '%g a record that makes the topic large enough not to be read at once' 500000 |
	kproduce gone -q -X compression.type=none
# Rows that are read, and by far not all of them: the rest waits at the broker.
kconsume gone --timeout 2s -c value -X queued.max.messages.kbytes=1024 2>err |
	{ dfselect 'CAST(value AS string)' -o lines 2>err2; echo "exit $?" >&2; } 2>status |
	{ head -n 1 > /dev/null; "$broker" kill "$dir"; wc -l > /dev/null; }
cat status
sed -E 's,gone/[0-9]/[0-9]+,PLACE,; s/records: .*/records: .../' err | sed "s/$SLUICE_BROKERS/ADDRESS/"
"$broker" restart "$dir"

echo '== silent'
"$broker" pause "$dir"
st kconsume gone --timeout 1s -o lines 2>&1 | sed "s/$SLUICE_BROKERS/ADDRESS/"
seq 3 | st kproduce gone --timeout 1s 2>&1 | sed "s/$SLUICE_BROKERS/ADDRESS/"
"$broker" resume "$dir"

echo '== deleted while it is read'
kconsume -f gone -c value -o lines 2>err > got &
until [ -s got ]; do sleep 0.05; done
ktopic delete gone
wait $!
echo "exit $?"
sed -E 's/partition [0-9], at offset [0-9]+/PLACE/' err
