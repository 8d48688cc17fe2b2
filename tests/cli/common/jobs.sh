# par
# The same rows in the same order for every -j.
seq -f 'row %.0f of many, of different lengths' 300000 >lines
sum=$(cksum <lines)
for j in 1 2 3 8; do
	[ "$(dfselect -j $j -o lines '*' lines | cksum)" = "$sum" ] || echo "-j $j differs"
	[ "$(dfselect -j $j '*' lines | dfselect -j $j | dfshow -j $j -o lines -n all | cksum)" = "$sum" ] ||
		echo "-j $j through frames differs"
	dfcount -j $j lines
	dfselect -j $j '*' lines | dfcount -j $j
	dfselect -j $j -n 70000 '*' lines | dfcount -j $j
	SLUICE_CPU=portable dfcount -j $j lines
done | sort | uniq -c
