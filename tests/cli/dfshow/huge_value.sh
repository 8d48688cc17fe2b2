# Of a value that is cut for its cell a table keeps no more than it shows, in every format, from
# a file and a pipe: one of 400 MB takes less memory than a tenth of it.
# timeout 300
# slow
exec 2>&1
free=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo)
[ "$free" -gt 2000000 ] || skip "needs 2 GB of free memory"
limit() ( ulimit -v 80000; exec "$@" )
repeat() { yes "$1" | tr -d '\n' | head -c "$2"; }	# TEXT BYTES
both() {	# FORMAT FILE
	limit dfshow -j 1 "$2"
	limit dfshow -j 1 --vertical -i "$1" <"$2"
}

echo "-- lines"
{ echo a; repeat 'xé' 400000000; echo; } >f.txt
both lines f.txt
echo "-- arrow"
dfselect -m 4G 'value, CAST(value AS BINARY) AS b' f.txt -O f.arrow
both arrow f.arrow
cat f.arrow | limit dfshow -j 1 --allow-unmarked
rm f.arrow
dfselect -m 4G '*' f.txt | limit dfshow -j 1
rm f.txt
echo "-- csv"
{ printf 'n,s,t\n1,a,b\n2,"'; repeat 'é ""quoted"", ' 400000000; printf '",b\n3,'
	repeat 'plain ' 300000000; printf ',b\n'; } >f.csv
both csv f.csv
rm f.csv
echo "-- tsv"
{ printf 's\tn\n'; repeat 'é\\t\\n' 400000000; printf '\t1\n'; } >f.tsv
both tsv f.tsv
rm f.tsv
echo "-- json"
{ printf '{"n":1,"s":"a"}\n{"s":"'; repeat 'é\"\u20ac, ' 399999996; printf '","n":2}\n{"n":3,"s":["'
	repeat 'plain ' 300000000; printf '", "x"]}\n'; } >f.json
both json f.json
rm f.json
{ printf '[\n{"a":{"b":"'; repeat '\ud83d\ude00' 300000000; printf '"}},\n{"a":{"b":"x"}}]\n'; } >f.json
both json f.json
dfselect -m 8G '*' f.json -O f.arrow
rm f.json
both arrow f.arrow
