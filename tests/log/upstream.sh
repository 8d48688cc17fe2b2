# What fails before kproduce fails it too, and nothing is produced by accident.
exec 2>&1
ktopic create ${T}u -q
count() { kconsume ${T}u | dfcount; }
seq 5 > f
dfselect nope f 2>words | st kproduce ${T}u
head -n 1 words
count
echo "- cut frames, at every byte"
seq 3 | kproduce ${T}u -q
kconsume ${T}u -c value > frames
size=$(stat -c %s frames)
for at in $(seq 1 61 "$size") $((size - 1)); do
	[ "$at" -lt "$size" ] || continue
	head -c "$at" frames | kproduce ${T}u >> said 2>&1
	[ "${PIPESTATUS[1]}" -eq 3 ] || echo "at $at: exit ${PIPESTATUS[1]}"
done
grep -c Produced said
echo "- a stream without a trailer"
head -c $((size - 8)) frames | st kproduce ${T}u 2>&1 | sed 's/byte [0-9]*/byte N/'
echo "- a record that cannot be"
seq 10000 | sed '5000s/$/ no delimiter/; 5000!s/$/=x/' | st kproduce ${T}u -K =
echo "- --report only tells what is there"
seq 5 | kproduce ${T}u --report | dfselect "input, offset >= 0 AS known, topic = '${T}u' AS mine" | dfshow
