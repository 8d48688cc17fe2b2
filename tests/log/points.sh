# Where to begin and where to end.
exec 2>&1
ktopic create ${T}p -q
seq 0 9 | kproduce ${T}p -q
seq 10 19 | kproduce ${T}p -q
nums() { kconsume ${T}p "$@" -o lines | paste -sd' '; }
for from in earliest latest 3 15 20 -4 -100 0:18 @1970-01-01 @-1h 0:@-1d @100000000000 @1000000000s @2100-01-01; do
	echo "$from: $(nums --from "$from")"
done
for to in earliest latest 3 15 21 -15 0:2 @1970-01-01 @2100-01-01 @4102444800s; do
	echo "to $to: $(nums --to "$to")"
done
echo "3 to 12: $(nums --from 3 --to 12)"
echo "12 to 3: $(nums --from 12 --to 3)"
for n in 0 1 10 11 100; do
	echo "-n $n: $(nums -n $n)"
done
echo "-n 3 from 8: $(nums -n 3 --from 8)"
echo "- partitions"
ktopic create ${T}q -q -p 3
printf '%s\n' a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 | kproduce ${T}q -K = -q
for p in 0 1 2 0,2; do
	echo "-p $p: $(kconsume ${T}q -p $p -o lines | sort | paste -sd' ')"
done
# Each partition ends at its own end, where that comes first.
for to in 1 2 3 100 0:100; do
	echo "to $to: $(kconsume ${T}q --to $to -o lines | sort | paste -sd' ')"
done
kconsume ${T}q --from 0:latest,1:latest -o lines | cmp - <(kconsume ${T}q -p 2 -o lines) && echo same
echo "- columns"
kconsume ${T}p -n 2 -c offset,value,partition | dfshow
kconsume ${T}p -n 1 -c timestampType,topic -o json
kconsume ${T}p -n 1 --headers | dfselect 'headers IS NULL AS none' -o lines
kconsume ${T}p ${T}q -c value | dfcount
# Those of the last hour, but none from now on.
kconsume ${T}p --from @-1h --to @now -c value | dfcount
kconsume ${T}p --from @now -c value | dfcount
echo "- refused"
st kconsume ${T}p --from 21
st kconsume ${T}p --from 1:0
st kconsume ${T}q -p 3
st kconsume ${T}q -p 0,x
st kconsume ${T}p --from yesterday
st kconsume ${T}p --from 0:1,0:2
st kconsume ${T}p --from @1717243932
st kconsume ${T}p --to 0:@1717243932 --tz Europe/Berlin
st kconsume ${T}p --from @-90
st kconsume ${T}p -c nosuch
st kconsume ${T}p -c value,value
st kconsume ${T}p ${T}p
st kconsume ${T}p -f --to 3
st kconsume not-a-topic-of-ours
st kconsume
