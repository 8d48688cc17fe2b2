# A topic that is deleted while it is written and read: both say so, and nobody
# makes it anew by writing on.
topic=${T}gone
ktopic create "$topic" -p 2 -q
: > got
kconsume "$topic" -f -o lines > got 2>err.follow &
follow=$!
{
	for ((i = 0; i < 100; i++)); do
		echo "$i"
		sleep 0.1
	done
} | kproduce "$topic" --timeout 10s 2>err.produce &
produce=$!
until [ "$(wc -l < got)" -ge 5 ]; do sleep 0.05; done
ktopic delete "$topic" -q
wait $produce
echo "kproduce: exit $?"
sed -E 's/[0-9]+ (acknowledged|unknown|not sent)/N \1/g; s/stdin:[0-9]+/stdin:N/g' err.produce
wait $follow
echo "kconsume: exit $?"
sed -E 's/partition [0-9], at offset [0-9]+/PLACE/' err.follow
ktopic list | grep "^$topic\$" || echo "and it is not there"
