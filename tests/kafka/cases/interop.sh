# timeout 120
# Records that we write are read by kcat and by Kafka's own console consumer, and
# the reverse; keys, nulls, empty values and headers stay what they are.
need kcat java
console=$SRC/tests/kafka/console
topic=${T}ours
ktopic create "$topic"
printf '%s\n' a:1 b: :2 b:NIL 'NIL:no key' 'e:f:g' 'ü:größer' | kproduce "$topic" -K : --null NIL

echo '== kcat reads ours'
kcat -C -b "$SLUICE_BROKERS" -t "$topic" -e -q -Z -f '%p %o [%k] [%s] %K %S\n'
echo '== the console consumer reads ours'
timeout 60 "$console" consumer --bootstrap-server "$SLUICE_BROKERS" --topic "$topic" \
	--from-beginning --max-messages 7 --property print.key=true \
	--property key.separator=: --property null.literal=NIL 2>err ||
	{ echo "exit $?"; cat err; }
echo '== we read ours'
kconsume "$topic" -c key,value,offset |
	dfselect 'CAST(key AS string) AS key, CAST(value AS string) AS value, offset' -o json

topic=${T}theirs
ktopic create "$topic"
printf '%s\n' a:1 b: :2 'b:NIL' | kcat -P -b "$SLUICE_BROKERS" -t "$topic" -K : -Z \
	-H one=1 -H two= -H three
printf '%s\n' c:5 NIL:6 c:NIL | "$console" producer --bootstrap-server "$SLUICE_BROKERS" \
	--topic "$topic" --property parse.key=true --property key.separator=: \
	--property null.marker=NIL >/dev/null 2>err || cat err
echo '== we read theirs'
kconsume "$topic" --headers -c key,value,offset,timestampType,headers |
	dfselect 'CAST(key AS string) AS key, CAST(value AS string) AS value, offset, timestampType, headers' -o json

# From one topic to the next everything stays, down to headers and timestamps.
echo '== copied'
ktopic create "${T}copy"
kconsume "$topic" --headers | kproduce "${T}copy"
diff <(kconsume "$topic" --headers -c key,value,timestamp,headers -o json) \
	<(kconsume "${T}copy" --headers -c key,value,timestamp,headers -o json) && echo same
# Compressed by others.
for codec in gzip snappy lz4 zstd; do
	ktopic create "${T}$codec" > /dev/null
	seq 5000 | kcat -P -b "$SLUICE_BROKERS" -t "${T}$codec" -z "$codec"
	kconsume "${T}$codec" -o lines | cmp - <(seq 5000) && echo "$codec reads back"
	seq 5000 | kproduce "${T}$codec" -q -X compression.type="$codec"
	kcat -C -b "$SLUICE_BROKERS" -t "${T}$codec" -e -q -o 5000 | cmp - <(seq 5000) &&
		echo "$codec is read by kcat"
done
# Keys go where Java's partitioner puts them: its console producer is the judge.
echo '== partitions'
for who in ours theirs; do ktopic create "${T}p$who" -p 7 > /dev/null; done
seq -f 'key%g:v' 200 > keyed
kproduce "${T}pours" -K : -q < keyed
"$console" producer --bootstrap-server "$SLUICE_BROKERS" --topic "${T}ptheirs" \
	--property parse.key=true --property key.separator=: < keyed >/dev/null 2>err || cat err
for who in ours theirs; do
	kcat -C -b "$SLUICE_BROKERS" -t "${T}p$who" -e -q -f '%k %p\n' | sort > "$who"
done
cmp ours theirs && wc -l < ours
