# What a table leaves out of long cells changes nothing that it shows, and no message: the same
# as from all of the value, which dfselect passes on; whatever -j, from a file and a pipe.
exec 2>&1
repeat() { yes "$1" | tr -d '\n' | tr '~^' '\n\r' | head -c "$2"; }	# TEXT BYTES; ~ LF, ^ CR
same() {	# FORMAT, the text as f
	local opt
	rm -f whole
	dfselect -j 1 '*' -i "$1" f -O whole >words 2>&1
	sed -i 's/^dfselect: //' words
	for j in 1 3; do
		for opt in '' '--vertical' '--truncate 300'; do
			if [ -s words ]; then
				dfshow $opt -j $j -i "$1" f 2>got >/dev/null
				sed 's/^dfshow: //' got | cmp - words || cat got
				cat f | dfshow $opt -j $j -i "$1" 2>got >/dev/null
				sed 's/^dfshow: stdin/f/' got | cmp - words || cat got
			else
				dfshow $opt whole >want
				dfshow $opt -j $j -i "$1" f | cmp - want
				cat f | dfshow $opt -j $j -i "$1" | cmp - want
			fi
		done
	done
	cut -c 1-200 words
	[ -s words ] || dfcount whole
}
N=3100000
echo "-- good"
{ printf 'n,s,t\n1,a,b\n2,"'; repeat 'é ""quoted""^~, ' $((N / 17 * 17)); printf '",c\n3,d,'
	repeat 'plain "€' $N; printf '\n4,'; repeat '😀' $((N / 4 * 4)); printf ',e\n'; } >f
same csv
{ printf 's\tn\n'; repeat 'é\t\\n\\\\x\' $((N / 9 * 9)) | tr '\t' ' '; printf '\t1\n\\tx\t2\n'; } >f
same tsv
echo "-- what could be a number or a time is one to its end"
{ printf 'd,t,s\n0.1,2020-01-01 00:00:00,'; printf 'x\n0.'; repeat 0 $N; printf '5,,'
	repeat 12345 $N; printf 'x\n,2020-01-01 00:00:00.'; repeat 0 $N; printf 'Z,x\n'; } >f
same csv
{ printf 'd\n0.1\n0.'; repeat 0 $N; printf 'x\n'; } >f
same csv
echo "-- faults in the middle of one, or behind it, and their places"
{ printf 's,t\n1,"'; repeat 'ab""^~' $((N / 6 * 6)); printf '\xff'; repeat 'a^' $N; printf '"\n'; } >f
same csv
{ printf 's,t,u\n1,'; repeat é $((N / 2 * 2)); printf '\xc3,2\n'; } >f
same csv
{ printf 's,t\n1,"'; repeat 'a~' $N; printf '"z'; repeat y $N; printf '\n'; } >f
same csv
{ printf 's,t\n1,"'; repeat 'a~' $N; printf '",2,3\n'; } >f
same csv
{ printf 's,t\n1,"'; repeat 'a^' $N; printf '"\nx,"y'; } >f
same csv
{ printf 's\tt\n1\t'; repeat '\\t\n\' $((N / 5 * 5)); printf 'x\xe2\x82'; repeat x $N; printf '\n'; } >f
same tsv
