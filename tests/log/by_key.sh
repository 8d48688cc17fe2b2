# A live stream counted by key: epoch by epoch, and nothing twice.
# par
ktopic create -q ${T}t
printf 'a\nb\na\n' | kproduce -q ${T}t
: >out
env --default-signal kconsume ${T}t -f > >(exec dfcount -g 'CAST(value AS STRING) AS v' -o json >out; ) &
pid=$!
sums() { sed 's/.*"v":"\(.*\)","count":\(.*\)}/\1 \2/' out | awk '{ n[$1] += $2 } END { for (k in n) print k, n[k] }' | sort | paste -sd' '; }
wait_sums() { for _ in {1..400}; do [ "$(sums)" = "$1" ] && return; sleep 0.1; done; echo "never came: $1"; cat out; }
wait_sums 'a 2 b 1'
printf 'b\nc\n' | kproduce -q ${T}t
wait_sums 'a 2 b 2 c 1'
kill -TERM $pid
wait $pid
echo "exit $?"
sums
kconsume ${T}t | dfcount -g 'CAST(value AS STRING) AS v' -o csv
st kconsume ${T}t -f -n 1 | st dfcount --distinct value
