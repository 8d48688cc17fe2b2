# A topic that gets partitions while it is followed: none of them is passed over in
# silence.
topic=${T}grown
ktopic create "$topic" -p 2 -q
console() { "$SRC/tests/kafka/console" "$@" 2>/dev/null; }
timeout 60 kconsume "$topic" -f -o lines --timeout 1s 2>err.all > all &
all=$!
timeout 60 kconsume "$topic" -f -o lines --timeout 1s -p 0,1 -n 1 > some &
some=$!
sleep 1
console topics --bootstrap-server "$SLUICE_BROKERS" --alter --topic "$topic" --partitions 5
wait $all
echo "exit $?"
cat err.all
ktopic describe "$topic" | wc -l
echo 21:record | kproduce "$topic" -K : -q
until [ -s some ] || ! kill -0 $some; do
	seq 5 | sed 's/.*/&:record/' | kproduce "$topic" -K : -q
done
wait $some
echo "exit $?"
