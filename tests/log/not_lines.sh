# A named file that is another format, or JSON over several lines, is never published as lines.
exec 2>&1
ktopic create ${T}t -q
printf '[{"a":1},\n {"a":2}]\n' > array.json
printf '[{"a":1},{"a":2}]' > one_line
printf '\xef\xbb\xbf[\n1]' > bom
printf '{\n  "a": 1\n}\n' > object
printf '[1]\n[2]\n' > arrays
gzip -k array.json
printf 'PAR1 and so on' > f.parquet
printf '\211PNG\r\n\032\n\0\0\0\r' > photo
for f in array.json one_line bom object arrays array.json.gz f.parquet photo; do st kproduce ${T}t $f; done
st kproduce ${T}t < array.json
st kproduce ${T}t < f.parquet
seq 3 > a
echo "- looked at before the first record is sent"
st kproduce ${T}t a one_line
st kproduce ${T}t a f.parquet
kconsume ${T}t | dfcount
echo "- lines all the same"
kproduce ${T}t -i lines array.json f.parquet
cp arrays arrays.jsonl
printf '[a,b\n1,2\n' > t.csv
printf '[INFO] started\n[2024-01-01 10:00] on\n' > log
printf '[1] a note\n' > notes
printf '{"a":1}\n{"a":2}\n' > objects
printf 'SE' > short
kproduce ${T}t arrays.jsonl t.csv log notes objects short
kproduce ${T}t < log
cat array.json | kproduce ${T}t
kconsume ${T}t -o lines
echo "- a remedy that is named"
jflat array.json | kproduce ${T}t
kconsume ${T}t --from -2 -o lines
echo "- the command that is named can be pasted, whatever the file is called"
for f in "it's one.json" -x.json; do
	echo '[1,2]' > "./$f"
	kproduce ${T}t -- "$f" 2>&1 | sed 's/.*`jflat \(.*\) | kproduce .*/\1/' > word
	cat word
	sh -c "jflat -o lines $(cat word)" | wc -l
done
