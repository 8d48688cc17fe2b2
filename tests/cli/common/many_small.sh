# A thousand small files take no more memory than a few: none has a block of a large one's size.
mkdir m
for ((i = 0; i < 1000; i++)); do
	printf 'a,b\n%d,x%d\n' $i $i >m/$i.csv
done
limit() (
	[ -n "$SAN" ] || ulimit -v 90000
	exec "$@"
)
limit dfselect -j 1 '*' m/*.csv -o csv | md5sum
dfselect -j 8 '*' m/*.csv -o csv | md5sum
limit dfcount -j 1 m/*.csv
# Nor many open files at a time, also where none has a row.
mkdir e
for ((i = 0; i < 200; i++)); do
	echo a,b >e/$i.csv
done
for j in 1 2 8; do
	(ulimit -n 64 && dfcount -j $j e m)
done
