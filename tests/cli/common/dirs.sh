# Directories and patterns: the files in them, in the order of their bytes.
put() { mkdir -p "${1%/*}" && printf "$2" > "$1"; }
put csv/part-00001.csv 'a,b\n3,z\n'
put csv/part-00000.csv 'a,b\n1,x\n2,y\n'
put csv/more/deep/part-00002.csv 'a,b\n2.5,w\n'
touch csv/_SUCCESS csv/.part-00000.csv.crc csv/empty.csv
put csv/_metadata/x 'no\n'
echo == a directory
dfselect '*' -o csv csv
dfselect '*' -o csv csv/
dfcount csv
echo == a pattern
dfselect '*' -o csv 'csv/*'
dfselect a -o csv 'csv/part-*.csv'
dfselect '*' -o csv 'c*/'
st dfcount 'csv/none*'
st dfcount 'csv/_S*'
echo == other formats
put json/a.json '{"a":1}\n{"a":2}\n'
put json/b.json '[{"a":3}]'
dfselect '*' -o json json
dfselect '*' csv/part-00000.csv -O one.arrow && mkdir frames && cp one.arrow frames/1.arrow
dfselect 'b, a' csv/part-00001.csv -O frames/2.arrow
dfselect '*' -o csv frames
put lines/1 'one\n'; put lines/2 'two\n'
dfselect '*' -o csv lines
jflat json -o lines
echo == refused
put mixed/a.csv 'a\n1\n'; put mixed/b.json '{"b":1}\n'
st dfcount mixed
put hive/year=2020/a.csv 'a\n1\n'
st dfcount hive
st dfcount 'hive/*'
dfcount 'hive/year=*'
dfcount hive/year=2020
put job/part-0.csv 'a\n1\n'; mkdir job/_temporary
st dfcount job
st dfcount 'job/*'
mkdir -p bare/empty
st dfcount bare
ln -s . loop && st dfcount loop
echo == links
mkdir knot && put knot/a.csv 'a\n1\n' && ln -s . knot/l1 && ln -s ../knot knot/l2
st dfselect '*' -o csv knot
rm knot/l?; ln -s ../csv knot/more
dfcount knot/more knot/more/part-00000.csv
put knot/b.csv 'a\n2\n'; ln -s none knot/c.csv
st dfselect '*' -o csv knot
