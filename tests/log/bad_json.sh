# What is no JSON in the middle of 1 GB is told with file, line, column and byte, and
# what follows produces the records before it and commits nothing more.
# timeout 500
# slow
exec 2>&1
mkfifo data.json
pad=$(head -c 3950 /dev/zero | tr '\0' p)
rows() { seq -f '{"n":%.0f,"committer":{"name":"Nico"},"pad":"'"$pad"'"},' "$1" "$2"; }
half=131072
before=$(($(rows 1 $half | wc -c) + 1))		# and the bracket
echo "$before bytes before"

# try TEXT AT: 1 GB with TEXT in a row of the middle, whose byte AT is the first that
# cannot be there.
try() {
	{ echo -n '['; rows 1 $half; printf "$1\n"; rows $((half + 2)) $((2 * half)); echo '{}]'; } \
		2>/dev/null > data.json &
	jflat --path 'n AS value' data.json 2>words | kproduce ${T}t 2>result
	echo "exit ${PIPESTATUS[*]}"
	sed 's/: "[^"].*//; s/: "\\.*//' words	# how much it quotes depends on the pieces
	cat result
	wait
	grep -q "^jflat: data\.json:$((half + 1)):$(($2 + 1)): byte $((before + $2)): " words ||
		echo "the place is not $((before + $2))"
}
cat > kinds <<'END'
{"n":nul},	8	0
{"n":"a	7	0
{"n":"\\q"},	6	0
{"n":"\\ud800"},	6	0
{"n":"\303\050"},	6	0
{"n":01},	6	0
{"n":131073} {"n":2},	13	1
{"n":1]},	6	0
{"n" 1},	5	0
]{"n":1}}	0	0
END
[ $LOG = local ] || sed -i 3q kinds	# the faults are not the broker's
ktopic create -q ${T}t
acked=0
while IFS=$'\t' read -r text at rows; do
	try "$text" "$at"
	n=$(sed -n 's/^kproduce: \([0-9]*\) acknowledged.*/\1/p' result)
	acked=$((acked + n))
	[ "$(kconsume ${T}t -c offset | dfcount)" -eq $acked ] || echo "not $acked in the topic"
	# They are the first ones, up to the row before the fault.
	[ "$n" -eq $((half + rows)) ] || echo "$n of $half rows before the fault"
	kconsume ${T}t --from -$n -o lines | cmp - <(seq $n)
done < kinds
