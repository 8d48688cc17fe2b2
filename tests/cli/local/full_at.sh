# A disk that is full at any instant, injected: what was acknowledged stays, nothing
# else comes, the words name the file, and the log works on when there is room.
# timeout 300
# slow
exec 2>&1
export SLUICE_BROKERS=file:$PWD/log
full() (	# bytes=N|calls=N COMMAND...
	echo $BASHPID > pid
	exec env LD_PRELOAD="$BUILD/tests/lib/full_disk.so" FULL_DISK="$PWD/log" "FULL_${1^^}" "${@:2}"
)
# What is said names the file, and why.
words() {
	grep -v ' acknowledged, ' words | grep -vE "^k(topic|produce): $PWD/log/(ledger(\.new)?/(data|lock)\.mdb|ledger\.new|segments/[0-9a-f]{16}\.seg): ((open|commit|sync): )?(No space left on device|Input/output error \(or the disk is full\))\$"
	[ "$(wc -l < words)" -ge 1 ] || echo "no words"
}

echo "- while a log is made"
for ((n = 1; ; n++)); do
	rm -rf log
	full calls=$n ktopic create t -q 2>words && break
	status=$?
	[ $status -eq 3 ] || echo "create, call $n: exit $status"
	words
	ktopic create t -q || echo "create after call $n"
	seq $n | kproduce t -q
	kconsume t -o lines | cmp - <(seq $n) || echo "read after call $n"
done
[ $n -ge 8 ] || echo "only $n calls"

# try WHEN: produces; the input rests now and then until what came is committed, so that
# there are several commits.
line=$(head -c 200 /dev/zero | tr '\0' x)
lines() {	# WHEN REST...
	for part in 1 2 3 4; do
		for i in {1..100}; do echo "$1 $part $i $line"; done
		"${@:2}"
	done
}
: > want
try() {
	local acked unknown there
	lines "$1" true > sent
	rm -f pid
	lines "$1" settled pid | full "$1" kproduce t 2>words
	status=$?
	if [ $status -eq 0 ]; then
		cat sent >> want
		return 0
	fi
	[ $status -eq 3 ] || echo "$1: exit $status"
	read -r acked unknown < <(sed -nE 's/^kproduce: ([0-9]+) acknowledged, ([0-9]+) unknown.*/\1 \2/p' words)
	[ "$acked" ] || echo "$1: no counts"
	words
	there=$(($(kconsume t -c offset | dfcount) - $(wc -l < want)))
	[ $there -ge $acked ] && [ $there -le $((acked + unknown)) ] ||
		echo "$1: $acked acknowledged, $unknown unknown, $there there"
	head -n $there sent >> want
	# There is room again.
	echo "after $1" | tee -a want | kproduce -q t
	return 1
}
rm -rf log
ktopic create t -q
echo "- at every call"
for ((n = 1; ; n++)); do
	try calls=$n && break
done
[ $n -ge 5 ] || echo "only $n calls"
echo "- at many sizes"
for n in 0 1 63 64 65 1000 4096 20000 30000 40000 50000 60000 80000 100000 120000; do
	try bytes=$n
done
echo "- room again after the first failure"
export FULL_SPARE=1
for n in 1 2 3 5 8 13 21; do
	try calls=$n
done
for n in 1 70 1000 21001 40002 60003 80004 100005; do
	try bytes=$n
done
kconsume t -o lines | cmp - want && echo "all that was acknowledged is there, and nothing else"
seq 5 | kproduce t
ls log/segments | wc -l
