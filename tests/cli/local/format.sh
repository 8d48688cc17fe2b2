# A log of format 1, made by the last program that wrote it: turned into today's with a
# word, by whoever opens it first, and all of it is there.
exec 2>&1
cp -r "$SRC/tests/golden/log/format-1" log
chmod -R u+w log
export SLUICE_BROKERS=file:log
ktopic list
echo "- once"
ktopic describe
for topic in appended compact empty headers keyed plain; do
	kconsume $topic --headers -c key,value,partition,offset,timestampType,headers -o json
done
for topic in plain compact keyed; do
	kconsume $topic -c timestamp -o json | uniq -c
done
kconsume large -o lines | cmp - <(seq 4100) && echo "large is there"
kconsume plain --from 18 -o lines | paste -sd' '
kconsume times --from @1717243937s -c offset,timestamp -n 2 -o json
echo "- and goes on"
seq 24 26 | kproduce plain
seq 3 | kproduce empty
kconsume plain -o lines | cmp - <(seq 26) && echo "plain is there"
kconsume empty | dfcount
ktopic delete keyed
ktopic create new
ktopic list | paste -sd' '
echo "- damaged before: not turned"
rm -rf log
cp -r "$SRC/tests/golden/log/format-1" log
chmod -R u+w log
# The number of rows in the last range of "plain", wherever that was written.
for at in $((0x2f84)) $((0x7f84)) $((0xcf84)); do
	printf '\4' | dd of=log/ledger/data.mdb bs=1 seek=$at conv=notrunc status=none
done
st ktopic list
