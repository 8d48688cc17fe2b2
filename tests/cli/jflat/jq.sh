# par
# On canonical input the records are those of jq, at any -j, from a file and a pipe.
need jq
for how in '' -p -l; do
	gen-commits $how -n 700 >in.json
	if [ "$how" = -l ]; then jq -c . <in.json >want; else jq -c '.[]' <in.json >want; fi
	for j in 1 2 8; do
		jflat -j $j -o lines in.json | cmp - want && echo file "$how" $j
		jflat -j $j -o lines <in.json | cmp - want && echo stdin "$how" $j
		cat in.json | jflat -j $j -o lines | cmp - want && echo pipe "$how" $j
	done
done
SLUICE_CPU=portable jflat -o lines in.json | cmp - want && echo portable
SLUICE_CPU=sse2 jflat -o lines in.json | cmp - want && echo sse2
