# The text of show() and printSchema(), as Spark 3.5 prints it (tests/golden/show).
declare -A args=(
	[show]= [n2]='-n 2' [n1]='-n1' [n0]='-n 0' [t5]='--truncate 5' [t3]='--truncate=3'
	[whole]=--no-truncate [vertical]=--vertical
	[vertical-whole]='--vertical --no-truncate' [schema]=--schema
)
n=0
for f in "$SRC"/tests/golden/show/*.arrows; do
	for mode in "${!args[@]}"; do
		# shellcheck disable=SC2086 # options without blanks
		dfshow ${args[$mode]} "$f" >got || echo "status $? for $f"
		cmp got "${f%.arrows}.$mode" && n=$((n + 1))
	done
done
echo "$n alike"
