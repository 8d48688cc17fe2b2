# A follower that ends after so long without a record: whole, with its last barrier.
exec 2>&1
ktopic create -q ${T}t
seq 3 | kproduce -q ${T}t
timeout 30 kconsume -f --idle 300ms ${T}t -o lines; echo "exit $?"
timeout 30 kconsume -f --idle 300ms ${T}t | dfcount
echo "- what comes in time is there"
: > got
timeout 30 kconsume -f --idle 3s ${T}t -o lines > got & follower=$!
until [ "$(wc -l < got)" = 3 ]; do sleep 0.05; done
seq 4 6 | kproduce -q ${T}t
wait $follower; echo "exit $?"
cat got
st kconsume --idle 3s ${T}t
st kconsume -f --idle 0 ${T}t
