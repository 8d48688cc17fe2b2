# A stage that fails anywhere fails every stage after it.
# Several processes write to stderr: in which order is nobody's business.
run() { # the statuses of the last N stages are certain: run N COMMAND
	local n=$1 s
	eval "$2; s=(\"\${PIPESTATUS[@]}\")" 2>e
	echo "status ${s[*]: -n}"
	LC_ALL=C sort e >&2
}
# More than a block, so that rows come out before it fails.
bad() { seq 300000; printf 'x\xff\n'; seq 3; }
seq 5 >five
mkfifo p
run 3 "dfselect nope five | dfselect '*' | dfcount"
run 2 "dfselect --bogus '*' five | dfcount"
run 3 "dfselect '*' missing | dfselect | dfshow"
run 3 "dfselect '*' missing | dfselect | dfshow --schema"
run 2 "dfselect -o json --binary hex '*' five | cat"
run 2 "seq 3 | dfselect -w five | dfselect -o lines"
echo '-- nothing came at all'
run 2 'false | dfcount'
run 3 'true | dfselect | dfshow'
echo '-- killed in the middle'
run 1 "dfselect '*' five | head -c 400 | dfcount"
killed() { exec 3<>p; echo row >&3; dfselect -i lines '*' p & echo $! >pid; settled pid; kill -9 $!; wait; }
run 2 'killed 2>/dev/null | dfselect | dfcount'
echo '-- bad data in the middle'
run 2 'bad | dfselect | dfcount'
run 1 'bad | dfselect 2>/dev/null | dfselect -n 5 | dfcount'
run 1 'bad | dfselect -o table -n 1'
run 1 'bad | dfselect 2>/dev/null | dfselect -n 2 -o table'
run 1 'bad | dfselect 2>/dev/null | dfselect -o table | tail -n 1'
