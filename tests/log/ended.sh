# A producer that is asked to end tells what became of its records, by whatever signal.
ktopic create -q ${T}t
mkfifo lines
n=0
for signal in INT TERM HUP QUIT; do
	# In the background a shell ignores two of them.
	env --default-signal kproduce ${T}t < lines 2> err & pid=$!
	exec 3> lines
	seq 3 >&3
	n=$((n + 3))
	until [ "$(kconsume ${T}t -c offset | dfcount)" = $n ]; do sleep 0.05; done
	kill -$signal $pid
	wait $pid
	echo "$signal: exit $?"
	cat err
	exec 3>&-
done
