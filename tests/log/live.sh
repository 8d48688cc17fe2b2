# A live stream and signals: Ctrl-C on a terminal, limits, streams without a row.
# par
exec 2>&1
ktopic create ${T}f -q
ktopic create ${T}g -q
seq 6 | kproduce ${T}f -q
echo "- Ctrl-C reaches a whole pipeline"
pty -e ready -k '\003' bash -c "
	trap : INT
	(until [ \"\$(kconsume ${T}g | dfcount)\" = 6 ]; do sleep 0.1; done; echo ready) &
	kconsume -f ${T}f | kproduce --no-progress ${T}g
	echo \"\${PIPESTATUS[*]}\" > status"
cat status
kconsume ${T}g -o lines | paste -sd' '
echo "- by number"
kconsume -f ${T}f -n 4 -o lines
: > late
kconsume -f ${T}f --from latest -n 2 > late & pid=$!
until [ -s late ]; do sleep 0.05; done
seq 7 9 | kproduce ${T}f -q
wait $pid; dfselect 'CAST(value AS STRING)' late -o lines
echo "- SIGTERM without any row"
kconsume -f ${T}f --from latest > none & pid=$!
until [ -s none ]; do sleep 0.05; done
kill -TERM $pid
wait $pid; echo "exit $?"
dfcount none
