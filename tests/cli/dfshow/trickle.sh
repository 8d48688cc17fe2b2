# What has come is shown before more is asked for, at every -j.
# par
for j in 1 2 8; do
	coproc dfshow -j $j -n all -o lines
	pid=$COPROC_PID in=${COPROC[1]} out=${COPROC[0]}
	for word in one two three; do
		printf '%s\nhalf ' $word >&$in
		read -r -t 30 line <&$out || line='nothing came'
		echo "$j: $line"
	done
	exec {in}>&-
	read -r -t 30 line <&$out
	echo "$j: $line"
	wait $pid || echo "exit $?"
done
