# par
# CSV at its edges: huge cells, many columns, cells over many blocks, quotes at every place of one.
awk 'BEGIN { printf "a,b\n\""; for (i = 0; i < 300000; i++) printf "0123456789\n"; print "\",1"; print "x,2" }' >huge.csv
dfselect 'length(a) AS n, b' -o csv huge.csv
cat huge.csv | dfselect 'length(a) AS n, b' -i csv -j 1 -o csv
dfcount huge.csv
cat huge.csv | dfcount -i csv
head -c 2000000 huge.csv >open.csv
st dfcount open.csv
st dfselect a -o csv open.csv
cat open.csv | st dfcount -i csv
awk 'BEGIN { for (i = 0; i < 5000; i++) printf "c%d%s", i, i < 4999 ? "," : "\n"; for (r = 0; r < 300; r++)
	for (i = 0; i < 5000; i++) printf "%d%s", r + i, i < 4999 ? "," : "\n" }' >wide.csv
dfselect 'c0, c4999' -w 'c0 > 297' -o csv wide.csv
dfshow --schema wide.csv | wc -l
# A quoted cell that begins and ends at every byte of a block, before many ordinary rows.
for i in $(seq 0 70); do
	{ echo a,b; printf '%*s' $i '' | tr ' ' x; echo ,1; printf '"%*s\n"",",2\n' $i '' ; yes 'y,3' | head -5; } >q.csv
	echo "$(dfcount q.csv) $(dfselect 'coalesce(length(a), 0) + b AS n' -o lines q.csv | tr '\n' ' ')"
done | uniq -c | wc -l
# Rows and words do not depend on -j, whatever the text.
awk 'BEGIN { srand(7); print "k,v"; for (i = 0; i < 60000; i++) printf "%d,%s\n", i,
	i % 7 ? "abc" : (i % 2 ? ("\"x\n\"\"" i "\"") : "6\" pipe") }' >mixed.csv
for j in 1 2 8; do
	dfselect '*' -j $j -o csv mixed.csv | md5sum
	dfcount -j $j mixed.csv
	cat mixed.csv | dfcount -j $j -i csv
	SLUICE_CPU=portable dfselect '*' -j $j -o csv <mixed.csv -i csv | md5sum
done | sort | uniq -c | awk '{ print $1, length($2) == 32 ? "same" : $2 }'
dfselect '*' -o csv mixed.csv | dfselect '*' -i csv -o csv | cmp - <(dfselect '*' -o csv mixed.csv)
dfselect '*' -o tsv mixed.csv | dfselect '*' -i tsv -o csv | cmp - <(dfselect '*' -o csv mixed.csv)
echo 'n,"odd"
"1",x"q"z
"a"b,2' >bad.csv
st dfselect '*' -o csv bad.csv
dfcount bad.csv
# Memory for a long record is asked before it is taken; what is only counted needs none.
{ echo a; head -c 3000000 /dev/zero | tr '\0' x; echo; echo y; } >long.csv
st dfselect a -m 1M -o lines long.csv
st dfselect a -m 2M -o lines -i csv <long.csv
dfselect 'length(a) AS n' -m 4M -o lines long.csv
dfcount -m 1M long.csv
