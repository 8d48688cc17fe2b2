# A topic that gets partitions while it is followed: they are read, too, from their first
# record on, and take the next free indexes.
topic=${T}grown
ktopic create "$topic" -p 2 -q
ktopic create "${T}other" -p 1 -q
console() { "$SRC/tests/kafka/console" "$@" 2>/dev/null; }
timeout 60 kconsume "$topic" -f -o json -c partition,value --timeout 1s -n 5 > all &
all=$!
timeout 60 kconsume "$topic" "${T}other" -f --timeout 1s -n 6 > frames &
frames=$!
timeout 60 kconsume "$topic" -f -o json -c partition,value --timeout 1s -p 0,1 -n 2 > some &
some=$!
console topics --bootstrap-server "$SLUICE_BROKERS" --alter --topic "$topic" --partitions 5
ktopic describe "$topic" | wc -l
seq 0 4 | dfselect 'CAST(value AS INT) AS partition, value' | kproduce -q "$topic" --keep-partitions
echo other | kproduce -q "${T}other"
for job in all some frames; do wait ${!job}; echo "$job: exit $?"; done
sort all
echo "- only those named"
sort some
echo "- a live stream does not say how many there are"
tr -cd '[:print:]' < frames | grep -c sluice.partitions
dfselect 'partition, CAST(value AS STRING) AS value' -o json frames | sort
