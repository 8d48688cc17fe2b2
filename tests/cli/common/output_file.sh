# -O: a file that is there whole or not at all, in the format that its name says.
printf '{"n":1,"s":"a"}\n{"n":2,"s":"b,c"}\n' >in.jsonl
for f in o.csv o.tsv o.json o.JSONL o.arrow o.dat; do
	st dfselect '*' -O "$f" in.jsonl
	case $f in
	*.csv | *.tsv) cat "$f" && dfselect '*' -o json "$f" | cmp - in.jsonl ;;
	*) [ -s "$f" ] && dfselect '*' -o json "$f" 2>/dev/null || cat "$f" ;;
	esac
done
st dfselect s -O o.txt in.jsonl
cat o.txt
st dfselect n -o csv -O named.arrow in.jsonl
cat named.arrow
st dfshow -O table in.jsonl
cat table
st jflat --flatten -O flat.csv in.jsonl
cat flat.csv
# Its own input is replaced.
st dfselect '*' -w 'n = 2' -O in.jsonl in.jsonl
cat in.jsonl
# A failure leaves what was there, and nothing beside it.
printf '1\nx\n' >bad.txt
echo old >keep.csv
st dfselect 'CAST(value AS INT) AS n' -O keep.csv bad.txt
cat keep.csv
st dfselect 'CAST(value AS INT) AS n' -O none.csv bad.txt
for f in x.parquet x.csv.gz x.seq dir/x.csv .; do
	st dfselect '*' -O "$f" in.jsonl
done
ls -A
# Not a word goes to stdout, and its reader does not matter.
seq 3 | dfselect value -O - -o lines
seq 300000 | dfselect value -O big.arrow | true
st dfcount big.arrow
dfselect value -O /dev/null big.arrow
seq 2 | dfselect value -O /dev/stdout -o csv | cat
