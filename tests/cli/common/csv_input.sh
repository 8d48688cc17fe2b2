# CSV and TSV by name and by -i, several files, options that do not fit, later misfits.
printf 'id,d,t\n1,2024-01-01,2024-01-01 12:00:00\n2,,\n' >a.csv
printf 'id,d,t\n3.5,2024-01-02,2024-01-02 12:00:00\n' >b.csv
printf 'id\td\tt\n7\t2024-01-03\t\n' >c.tsv
printf 'id,x,t\n' >other.csv
printf 'id,d\n1,\n' >fewer.csv
: >empty.csv
gzip -k a.csv
zstd -q c.tsv
dfshow a.csv a.csv.gz
dfshow -o csv b.csv c.tsv
dfshow -o csv c.tsv.zst
# Types come of all files together: a.csv has integers, b.csv has none.
dfselect 'id' --with 'f = id * 2' -o csv a.csv b.csv
dfcount a.csv b.csv a.csv.gz
dfcount empty.csv a.csv
st dfselect '*' -o csv a.csv other.csv
st dfselect '*' -o csv a.csv fewer.csv
st dfcount missing.csv
dfshow --strings --schema a.csv
dfselect '*' --strings -o csv a.csv | cmp a.csv
dfselect '*' --tz +02:00 -o csv a.csv
dfselect t --tz +02:00 -o lines --null NULL a.csv | cat
dfselect 'CAST(t AS STRING) AS t' --null NULL --tz UTC -o lines a.csv
# What -i says goes before the name; lines stay lines, and what is no CSV is told.
dfcount -i lines a.csv
dfselect '*' -i lines -n 1 -o lines a.csv
dfshow -i csv -o csv c.tsv
dfcount -i csv <a.csv
: | dfcount -i csv
: | dfcount -i csv -w true
seq 3 | dfselect n --with 'n = n + 1' -i csv:header=no -o csv 2>&1 | head -1
seq 3 | dfselect '_c0 + 1 AS n' -i csv:header=no -o csv
dfselect '*' -o arrow a.csv | dfselect id -o lines
dfselect '*' -o arrow a.csv >frames.csv
dfcount frames.csv
st dfcount -i csv frames.csv
# What does not fit.
for i in csv:header csv:header=maybe csv:delimiter= csv:delimiter=xy csv:delimiter=\" csv:nul=NA \
	csv: lines:header=no csv:quote=ab csvx; do
	st dfcount -i "$i" a.csv
done
# A later row that does not fit names its place and the remedy; the rows before it are there.
(echo n,s; seq -f '%.0f,x' 70000; echo '1.5,y'; echo '2,z') >late.csv
st dfselect n -w 'n > 69998' -o csv late.csv
st dfselect n -w 'n > 69998' -j 1 -i csv -o csv <late.csv
dfselect s -w "s <> 'x'" -o csv late.csv
dfcount late.csv
dfcount -w "n <> '1'" --strings late.csv
# What an expression refuses has its line too.
(echo n; seq 5; echo '"x
"'; seq 3) >lines.csv
st dfselect 'CAST(n AS INT) AS m' --strings -w "n <> '5'" -o csv lines.csv
st dfselect '10 / (n - 4) AS q' -o csv -i csv <<<$'n\n1\n\n2\n4'
