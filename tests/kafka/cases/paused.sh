# timeout 120
# slow
# A broker that says nothing for a while, but not for as long as one waits for it.
own_broker
ktopic create quiet -q
# The wait begins with the question, not with the last record.
for timeout in 2s 3s; do
	kconsume quiet -f --from latest -n 1 -o lines --timeout "$timeout" &
	sleep 2.5
	"$broker" pause "$dir"
	sleep 1.3
	"$broker" resume "$dir"
	sleep 1
	echo "still there with $timeout" | kproduce quiet -q
	wait $!
	echo "exit $?"
done
