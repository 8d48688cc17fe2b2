# A reader that is stopped pins nothing: the ledger does not grow with the commits.
ktopic create -q t
seq 10 | kproduce -q t
kconsume -f t > out & pid=$!
echo $pid > pid
until [ -s out ]; do sleep 0.05; done
settled pid
kill -STOP $pid
ledger=$XDG_STATE_HOME/sluice/log/ledger/data.mdb
for i in $(seq 20); do echo $i; done | while read -r i; do echo $i | kproduce -q t; done
before=$(stat -c %s "$ledger")
for i in $(seq 60); do echo $i | kproduce -q t; done
after=$(stat -c %s "$ledger")
[ $((after - before)) -le 65536 ] || echo "grew from $before to $after"
kill -CONT $pid
kill -TERM $pid
wait $pid
echo "exit $?"
# A thousand short runs share a few segment files.
ls "$XDG_STATE_HOME/sluice/log/segments" | wc -l
