# timeout 120
# slow
# A broker that says nothing for a while, but not for as long as one waits for it.
own_broker
ktopic create quiet -q
# The wait begins with the question, not with the last record.
for silence in 9s 6s; do
	kconsume quiet -f --from latest -n 1 -o lines --timeout 8s &
	kconsume quiet -f --from latest --idle "$silence" -o lines
	"$broker" pause "$dir"
	kconsume quiet -o lines --timeout 4s 2> /dev/null && echo "it answers"
	"$broker" resume "$dir"
	echo "still there after $silence" | kproduce quiet -q
	wait $!
	echo "exit $?"
done
