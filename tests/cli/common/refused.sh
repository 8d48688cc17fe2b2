# What another format announces is never counted as lines.
printf 'a,b\n1,2\n' >t.csv
gzip -k t.csv
printf '{"a":1}\n' >t.JSONL
printf 'PAR1 and so on' >magic
printf 'SEQ\006 and so on' >seq
printf 'text\n' >t.parquet
printf 'text\n' >t.arrow
printf 'text\n' >lines.txt
mkdir dir
for f in t.csv t.csv.gz t.JSONL magic seq t.parquet t.arrow dir missing 'no*.txt'; do
	st dfshow "$f"
done
st dfshow -i lines -o lines t.csv t.csv.gz t.JSONL magic seq
st dfshow -o lines <t.csv
st dfshow -i arrow lines.txt
st dfshow -o lines lines.txt '*.txt' 'l[aio]nes.txt'
touch 'odd*name'
echo text >'odd*name'
st dfshow -o lines 'odd*name'
seq 2 | st dfshow -o lines lines.txt -
st dfshow - -
chmod 0 lines.txt
if [ "$(id -u)" != 0 ]; then st dfshow lines.txt; fi
