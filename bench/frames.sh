# frames.sh - a filter between two pipes against cat in its place.
# Two bigint columns, half of the rows pass.
awk -v n="${ROWS:-8000000}" 'BEGIN { for (i = 0; i < n; i++) print "{\"a\":" i * 7 % 20 + 1 ",\"b\":" i "}" }' |
	jflat --path 'a BIGINT, b BIGINT' -o arrow >frames.arrow || exit 1
INVERT=1 compare "frames: dfselect 'a, b' -w 'a > 10' / cat, between pipes" '>=' 0.7 \
	"cat frames.arrow | dfselect 'a, b' -w 'a > 10' -o arrow | cat >/dev/null" \
	'cat frames.arrow | cat | cat >/dev/null'
