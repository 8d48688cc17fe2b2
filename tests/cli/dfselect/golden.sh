# Every type goes through frames unchanged.
g=$SRC/tests/golden/show
for f in "$g"/*.arrows; do
	dfselect '*' "$f" | dfselect | dfshow | cmp - "${f%.arrows}.show"
	dfselect '*' "$f" | dfselect | dfshow --schema | cmp - "${f%.arrows}.schema"
	dfselect -j 8 '*' "$f" | dfshow --vertical | cmp - "${f%.arrows}.vertical"
	dfselect -o table '*' "$f" | cmp - "${f%.arrows}.show"
	dfselect '*' "$f" | dfselect -w true | dfshow | cmp - "${f%.arrows}.show"
	dfselect -o json '*' "$f" | cmp - <(dfshow -o json "$f")
done
cp "$g"/*.arrows .
dfselect 's.x, a[0] AS first, m' -w 'size(a) > 0' -o json nested.arrows
dfselect 'b, t + 1 AS j' -w 'f > 1' -o csv numbers.arrows
dfselect 'i + 1 AS j' -o csv numbers.arrows || echo "status $?"
