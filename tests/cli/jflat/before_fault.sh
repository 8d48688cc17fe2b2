# par
# A value in a frame that is no JSON, or does not fit: the rows before it are put out,
# wherever in its batch it is, whatever -j.
rows() {	# N TEXT: 150000 rows, TEXT in place of row N
	seq -f '{"a":%.0f}' $(($1 - 1))
	echo "$2"
	seq -f '{"a":%.0f}' $(($1 + 1)) 150000
}
try() {	# COMMAND...: the last row and the status
	for j in 1 4; do
		dfselect '*' in | "$@" -j $j >out 2>words
		echo "exit ${PIPESTATUS[1]}, $(wc -l < out) rows, $(tail -n 1 out)"
		cat words
	done
}
for n in 1 2 65536 65537 100000 150000; do
	rows $n '{"a":}' > in
	try jflat -c value -o lines
	try jflat -c value --path 'a BIGINT' --keep value -o csv --no-header
	rows $n '{"a":[]}' > in
	try jflat -c value --flatten --schema 'a BIGINT' -o lines
done 2>&1 | sort | uniq -c | sort -k 2
