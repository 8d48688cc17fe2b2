# dfcount -g keeps to its memory at ten times as much input, spills, and gives the same.
# timeout 300
# slow
cat > keys.awk <<'END'
BEGIN {
	srand(7)
	for (i = 0; i < 64; i++) pad = pad "0123456789abcdef"
	for (i = 0; i < n; i++) {
		k = kind == "one" ? (rand() < 0.9 ? "k" : i) : kind == "all" ? i * 7919 % n : int(rand() * 60)
		print kind == "long" ? k sprintf("%s%s", pad, pad) k : k
	}
}
END
# Bytes of anonymous memory at most, watched as it runs, in kB.
watch() { # COMMAND...
	"$@" & local pid=$! kb
	peak=0
	while kb=$(sed -n 's/^RssAnon:[^0-9]*\([0-9]*\) kB/\1/p' /proc/$pid/status 2>/dev/null); [ "$kb" ]; do
		[ "$kb" -le $peak ] || peak=$kb
		sleep 0.01
	done
	wait $pid
}
for kind in one all; do
	awk -v kind=$kind -v n=2000000 -f keys.awk > $kind
	dfcount -g value -o csv -j 1 $kind > want
	watch dfcount -g value -o csv -m 8M $kind > got
	cmp want got && echo "$kind: the same"
	[ $peak -le $((8192 + 32768)) ] || echo "$peak kB"
	dfcount -g value -m 8M --stats $kind 2>&1 > got | sed 's/spilled [1-9][0-9]* bytes, [1-9][0-9]* on disk/spilled/'
done
echo "- keys of 1 MB"
head -c 750000 /dev/urandom | base64 -w 0 > long
for i in {1..200}; do echo "$((i % 110))$(<long)"; done > longs
watch dfcount -g value -o json -m 16M longs > got
[ $peak -le $((16384 + 32768)) ] || echo "$peak kB"
wc -l < got
sed 's/.*"count"/"count"/' got | sort | uniq -c
echo "- no room on the disk"
(ulimit -f 4000; dfcount -g value -m 8M all > got; echo "exit $?") 2>&1 | sed 's/ [0-9]* bytes are there, and [0-9]* more/ so many bytes are there, and some more/'
