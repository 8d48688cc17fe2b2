# timeout 200
# A frame stream cut at every byte: 1 as a file, 3 on a pipe, and no number.
seq 3 | dfselect >whole
n=$(stat -c %s whole)
dfcount whole
dfcount <whole
cat whole | dfcount
for ((i = 1; i < n; i++)); do
	head -c $i whole >cut
	dfcount cut >o 2>e
	s=$?
	[ $s -eq 1 ] && [ ! -s o ] && [ "$(wc -l <e)" = 1 ] || echo "file cut at $i: $s $(cat o)"
	cat cut | dfcount >o 2>e
	s=$?
	[ $s -eq 3 ] && [ ! -s o ] && [ "$(wc -l <e)" = 1 ] || echo "pipe cut at $i: $s $(cat o)"
done
# Where it is cut behind the rows but before the end, a pipe must not pass either.
for i in 1 8 9 16; do
	head -c -$i whole >cut
	cat cut | st dfcount
done
echo '-- bytes after the end, and two streams in one'
{ cat whole; printf x; } >more
st dfcount more
cat more | st dfcount
cat whole whole | st dfcount
