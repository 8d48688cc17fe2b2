# timeout 120
# slow
# That nothing comes of a broker that says nothing is no silence of the topic.
own_broker
ktopic create quiet -q
seq 3 | kproduce quiet -q
echo "- it comes back"
: > got
kconsume quiet -f --idle 1s -o lines > got & follower=$!
until [ "$(wc -l < got)" = 3 ]; do sleep 0.05; done
"$broker" pause "$dir"
kconsume quiet -o lines --timeout 2500ms 2> /dev/null && echo "it answers"
kill -0 $follower && echo "still there"
"$broker" resume "$dir"
seq 4 5 | kproduce quiet -q
wait $follower; echo "exit $?"
cat got
echo "- it does not"
kconsume quiet -f --idle 1s --timeout 3s -o lines > got 2> err & follower=$!
until [ "$(wc -l < got)" = 5 ]; do sleep 0.05; done
"$broker" pause "$dir"
wait $follower; echo "exit $?"
sed 's/from [0-9.:]* within/from ADDRESS within/; s/: records: .*/: records/' err
"$broker" resume "$dir"
