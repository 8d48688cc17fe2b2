# frames.sh - a filter between two pipes against cat in its place.
# Two bigint columns, half of the rows pass.
awk -v n="${ROWS:-8000000}" 'BEGIN { for (i = 0; i < n; i++) print "{\"a\":" i * 7 % 20 + 1 ",\"b\":" i "}" }' |
	jflat --path 'a BIGINT, b BIGINT' -o arrow >frames.arrow || exit 1
INVERT=1 compare "frames: dfselect 'a, b' -w 'a > 10' / cat, between pipes" '>=' 0.7 \
	"cat frames.arrow | dfselect 'a, b' -w 'a > 10' -o arrow | cat >/dev/null" \
	'cat frames.arrow | cat | cat >/dev/null'
rm frames.arrow

# Two columns of a file, alone and beside 18 columns of strings that nobody wants.
awk -v n="${ROWS:-2000000}" 'BEGIN {
	printf "a,b"; for (k = 0; k < 18; k++) printf ",s%d", k; print ""
	for (i = 0; i < n; i++) {
		printf "%d,%d", i * 7 % 20 + 1, i
		for (k = 0; k < 18; k++) printf ",val%d-%d", k, i * (k + 3) % 1000003
		print ""
	}
}' >wide.csv && dfselect '*' -o arrow wide.csv >wide.arrow && rm wide.csv &&
	dfselect 'a, b' -o arrow wide.arrow >narrow.arrow || exit 1
compare 'frames: two columns of a file / without the 18 others' '<=' 1.15 \
	"dfselect 'a, b' -w 'a > 10' -o arrow wide.arrow" \
	"dfselect 'a, b' -w 'a > 10' -o arrow narrow.arrow"
rm wide.arrow narrow.arrow

# Five columns of strings, of whose rows half pass, between two pipes.
awk -v n="${ROWS:-2000000}" 'BEGIN {
	print "s0,s1,s2,s3,s4"
	for (i = 0; i < n; i++) {
		printf "%s", i * 7919 % 2 ? "odd" : "even"
		for (k = 1; k < 5; k++) printf ",val%d-%d", k, i * (k + 3) % 1000003
		print ""
	}
}' >strings.csv && dfselect '*' -o arrow --strings strings.csv >strings.arrow && rm strings.csv || exit 1
INVERT=1 compare "frames: dfselect '*' -w on five string columns / cat" '>=' 0.6 \
	"cat strings.arrow | dfselect '*' -w \"s0 = 'odd'\" -o arrow | cat >/dev/null" \
	'cat strings.arrow | cat | cat >/dev/null'
rm strings.arrow
