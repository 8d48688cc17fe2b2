# The local log refuses what Kafka refuses by default: names that collide, large records.
exec 2>&1
ktopic create -q ${T}a.b
ktopic create ${T}a_b 2>/dev/null; echo "exit $?"
ktopic create ${T}a-b
ktopic list | grep -c "^${T}a"
# What no codec makes smaller: what the producer sends compressed is measured so.
value() { head -c "$1" /dev/urandom | base64 -w 0 | head -c "$1"; }
try() { "$@" 2> e; echo "exit $?"; grep -o 'message too large.*' e | sed 's/ for topic [^:]*//; s/: [0-9]* bytes//'; }
ktopic create -q ${T}t
echo "- the largest value, and one byte more"
value 1048516 | try kproduce -q ${T}t
value 1048517 | try kproduce -q ${T}t
{ echo -n k:; value 1048515; } | try kproduce -q -K : ${T}t
{ echo -n k:; value 1048516; } | try kproduce -q -K : ${T}t
echo "- of many small ones with it"
{ seq 100000; value 1048517; } | try kproduce -q ${T}t
echo "- a topic of its own limit"
ktopic create -q ${T}small --config max.message.bytes=1000
value 930 | try kproduce -q ${T}small
value 931 | try kproduce -q ${T}small
ktopic create -q ${T}large --config max.message.bytes=3000000
value 2000000 | try kproduce -q ${T}large
kconsume ${T}large -o lines | wc -c
