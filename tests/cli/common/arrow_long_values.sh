# What a table leaves out of long values of a frame changes nothing that it shows, and no
# message: the same as from all of them, which dfselect passes on; whatever -j, from a file and
# a pipe.
exec 2>&1
repeat() { yes "$1" | tr -d '\n' | head -c "$2"; }	# TEXT BYTES
shown() {	# FILE OPTION...: as the table in want
	local f=$1
	shift
	for j in 1 3; do
		dfshow "$@" -j $j "$f" | cmp - want
		cat "$f" | dfshow "$@" -j $j --allow-unmarked | cmp - want
	done
}
refused() {	# FILE: as dfselect refuses it
	dfselect '*' "$1" >/dev/null 2>words
	sed 's/^dfselect: //' words | tee want | cut -c 1-200
	dfshow "$1" 2>&1 | sed 's/^dfshow: //' | cmp - want
	cat "$1" | dfselect --allow-unmarked '*' 2>&1 >/dev/null | sed 's/^dfselect: //' >want
	cat "$1" | dfshow --allow-unmarked 2>&1 | sed 's/^dfshow: //' | cmp - want
}
N=3000000
echo "-- lines, a few of them long"
{ echo a; repeat 'é€😀' $((N / 9 * 9)); echo; echo; repeat 'plain' $N; echo; echo b; } >f
dfselect '*' f -O f.arrow
for o in '' --vertical '--truncate 300' '--truncate 1'; do
	dfshow $o -i lines f >want
	shown f.arrow $o
done
echo "-- binary, beside a column of numbers"
dfselect 'length(value) AS n, CAST(value AS BINARY) AS b, value' f -O b.arrow
dfshow b.arrow | tee want
shown b.arrow
echo "-- nested"
{ printf '{"n":1,"s":"x","t":{"u":["'; repeat é $N; printf '",null,"y"]}}\n'
	printf '{"n":2,"t":{"u":["z","'; repeat v $N; printf '"]}}\n{"s":"'; repeat '😀' $((N / 4 * 4))
	printf '"}\n'; } >f.json
dfselect '*' f.json -O j.arrow
dfshow f.json | tee want
shown j.arrow
echo "-- faults and a cut file"
{ echo a; repeat 'é' $N; printf MARK; repeat y $N; echo; echo b; } >f
dfselect '*' f -O good.arrow
at=$(grep -obUa MARK good.arrow | cut -d : -f 1)
for bad in '\xff' '\xc3' '\xe2\x82MA' '\xed\xa0\x80'; do
	cp good.arrow f.arrow
	printf "$bad" | dd of=f.arrow bs=1 seek="$at" conv=notrunc 2>dd
	refused f.arrow
done
head -c "$N" good.arrow >f.arrow
refused f.arrow
cat f.arrow | st dfshow --allow-unmarked
