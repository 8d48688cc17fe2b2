# A reader that closes ends a tool whose input is silent, whatever the tool waits for.
# timeout 120
# par
need ktopic kproduce kconsume
exec 2>&1
ktopic create -q t
seq 3 | kproduce -q t
kconsume -f t > whole -n 3
mkfifo nothing started frames
exec 7<>nothing

# TOOL: its reader is gone before anything comes, and before a schema does.
gone() {
	timeout 20 "$@" < nothing 7>&- | true
	echo "${PIPESTATUS[0]} $*"
	onsocket 0 timeout 20 "$@" < nothing 7>&- > /dev/null
	echo "$? $* (socket)"
}
# A reader that takes one line: of a topic, or of INPUT that goes no further.
first() {
	timeout 20 "$@" | head -n 1
	echo "${PIPESTATUS[0]} $*"
	onsocket 1 timeout 20 "$@"
	echo "$? $* (socket)"
}
begun() {	# INPUT TOOL...
	local input=$1
	shift
	(exec 7>&-; printf "$input"; exec sleep 1000) > started &
	timeout 20 "$@" < started 7>&- | head -n 1
	echo "${PIPESTATUS[0]} $*"
	kill $! 2>/dev/null
	wait $! 2>/dev/null
}
echo "- nothing has come"
set -f
n=100
while read -r tool; do
	n=$((n + 1))
	gone $tool > said.$n &
	[ $((n % 4)) -ne 0 ] || wait
done <<'END'
dfselect
dfselect -i lines
dfselect -i lines -o json
dfshow
dfshow -o lines
dfcount
dfcount -i lines -j 1
jflat
jflat --flatten
jflat -c value
kproduce --report t
kproduce --report -i lines t
seqfile cat
seqfile cat -o arrow
seqfile get - x
seqfile list
seqfile info
seqfile verify
seqfile pack -O - -
seqfile recode -O -
seqfile salvage -O - -
dfselect * nothing
END
set +f
wait
cat said.*
echo "- a live stream has begun"
kconsume -f t -c value > frames 7>&- &
live=$!
exec 8<frames
for tool in "dfselect" "dfselect -o json" "dfselect -w false" "dfcount" "dfshow" "jflat -c value"; do
	timeout 20 $tool <&8 8<&- 7>&- | true
	echo "${PIPESTATUS[0]} $tool"
	# The next one goes on with a new stream.
	exec 8<&-
	wait $live
	echo "$? kconsume -f"
	kconsume -f t -c value > frames 7>&- &
	live=$!
	exec 8<frames
done
exec 8<&-
wait $live
echo "- a line has come"
first kconsume -f t -o lines
first kconsume -f t -c offset,value -o json
begun '{"a":1}\n' dfselect -i lines -o lines
begun '{"a":1}\n' jflat -o lines
echo "- who has an effect and says nothing on stdout goes on"
(seq 4 5; settled; seq 6 7) | timeout 20 kproduce t | true
echo "${PIPESTATUS[1]}"
kconsume t | dfcount
ktopic create u | true
echo "${PIPESTATUS[0]}"
ktopic list
echo "- who reports says what became of the records"
(exec 7>&-; seq 8 9; exec sleep 1000) > started &
timeout 20 kproduce --report t < started 7>&- | dfselect offset -n 2 -o lines
echo "${PIPESTATUS[0]}"
kill $!
wait $! 2>/dev/null
kconsume t | dfcount
