# Several inputs as one: columns by name, types widened without loss, --union-by-name.
printf 'id,fare,name\n1,2.5,x\n2,,y\n' > a.csv
make() { dfselect "$2" a.csv -O "$1.arrow"; }
make plain 'CAST(id AS INT) id, CAST(fare AS FLOAT) fare, name'
make other 'name AS NAME, id, fare'
make fewer 'id, name'
make more 'id, fare, name, id * 2 AS twice'
make text 'CAST(id AS STRING) id, fare, name'

echo == the order and the case of names
for j in 1 2; do
	dfselect '*' -j $j -o csv plain.arrow other.arrow
	dfselect '*' -j $j -o csv other.arrow plain.arrow
done
dfshow --schema plain.arrow other.arrow
dfselect 'name' -w 'fare IS NULL' -o csv plain.arrow other.arrow
dfcount plain.arrow other.arrow plain.arrow

echo == columns that not all have
st dfselect '*' -o csv plain.arrow fewer.arrow
st dfselect '*' -o csv plain.arrow more.arrow
st dfselect '*' -o csv plain.arrow text.arrow
dfselect '*' -o csv --union-by-name plain.arrow fewer.arrow more.arrow
dfselect 'twice, id' -o csv --union-by-name plain.arrow fewer.arrow more.arrow
dfshow --schema --union-by-name fewer.arrow more.arrow
st dfselect '*' -o csv --union-by-name plain.arrow text.arrow
dfcount -w 'twice IS NULL' --union-by-name fewer.arrow more.arrow

echo == a pipe among them
cat plain.arrow | dfselect 'id, fare' -o csv other.arrow -
cat other.arrow | st dfselect 'id, fare' -o csv plain.arrow - plain.arrow
cat other.arrow | dfselect 'id, fare' -o csv - plain.arrow
cat more.arrow | dfselect '*' -o csv --union-by-name fewer.arrow - plain.arrow

echo == types
cast() { dfselect "CAST(id AS $2) c" a.csv -O "$1.arrow"; }
cast t TINYINT; cast s SMALLINT; cast i INT; cast l BIGINT; cast f FLOAT; cast d DOUBLE
cast n 'DECIMAL(5,2)'; cast w 'DECIMAL(30,0)'; cast m 'DECIMAL(38,10)'; cast z STRING
dfselect 'CAST(name AS BINARY) c' a.csv -O b.arrow
dfselect 'NULL AS c' a.csv -O v.arrow
left=" t s i l f d n w m z b v"
while [ -n "$left" ]; do
	x=${left:1:1} all=$left left=${left:2}
	for y in $all; do
		got=$(dfshow --schema $x.arrow $y.arrow 2> /dev/null | sed -n 's/.*-- c: \([^ ]*\).*/\1/p')
		[ -z "$got" ] || rows=$(dfselect '*' -o csv --null - $x.arrow $y.arrow | sed 1d | tr '\n' ' ')
		echo "$x $y ${got:-none}${got:+ $rows}"
	done
done
st dfcount l.arrow d.arrow

echo == inside
printf '%s\n' '{"s":{"a":1,"b":[1,2],"c":"x"}}' '{"s":null}' > n.json
printf '%s\n' '{"s":{"c":"y","b":[0.5],"a":7}}' > o.json
printf '%s\n' '{"s":{"c":"z","e":{"f":1}}}' > p.json
dfselect 'CAST(s AS STRUCT<a: INT, b: ARRAY<SMALLINT>, c: STRING>) s' n.json -O n.arrow
dfselect '*' o.json -O o.arrow
dfselect '*' p.json -O p.arrow
dfselect '*' -o json n.arrow o.arrow
dfshow --schema n.arrow o.arrow
st dfselect '*' -o json n.arrow p.arrow
dfselect '*' -o json --union-by-name n.arrow o.arrow p.arrow
dfselect 's.e.f, s.a' -o json --union-by-name n.arrow o.arrow p.arrow
echo '{"s":{"a":1}}' > q.json
echo '{"s":{"A":2,"a":3}}' > r.json
dfselect '*' q.json -O q.arrow
dfselect '*' r.json -O r.arrow
st dfselect '*' -o json --union-by-name q.arrow r.arrow

echo == CSV
printf 'a,b,c\n1,x,\n2,y,3.5\n' > 1.csv
printf 'C,a,b\n4,0.5,"z"\n' > 2.csv
printf 'b\ta\tc\nw\t7\t8\n' > 3.tsv
for j in 1 2; do dfselect '*' -j $j -o csv 1.csv 2.csv; done
dfselect 'b, a' -o csv 2.csv 1.csv 2.csv
dfselect '*' -o csv --strings 2.csv 1.csv
dfselect '*' -o csv 1.csv 3.tsv
dfcount 1.csv 2.csv
printf 'a,b,d\n' > 4.csv
st dfselect '*' -o csv 1.csv 4.csv
printf 'a,b,A\n' > 5.csv
st dfselect '*' -o csv 1.csv 5.csv
