# What a table leaves out of long JSON strings changes nothing that it shows, and no message:
# the same as from all of the value, which dfselect passes on; whatever -j, from a file and a
# pipe.
# timeout 120
exec 2>&1
repeat() { yes "$1" | tr -d '\n' | head -c "$2"; }	# TEXT BYTES
same() {	# the text as f
	local opt
	rm -f whole
	dfselect -j 1 '*' -m 1G -i json f -O whole >words 2>&1
	sed -i 's/^dfselect: //' words
	for j in 1 3; do
		for opt in '' '--vertical' '--truncate 300'; do
			if [ -s words ]; then
				dfshow $opt -j $j -i json f 2>got >/dev/null
				sed 's/^dfshow: //' got | cmp - words || cat got
				cat f | dfshow $opt -j $j -i json 2>got >/dev/null
				sed 's/^dfshow: stdin/f/' got | cmp - words || cat got
			else
				dfshow $opt whole >want
				dfshow $opt -j $j -i json f | cmp - want
				cat f | dfshow $opt -j $j -i json | cmp - want
			fi
		done
	done
	cut -c 1-200 words
	[ -s words ] || dfcount whole
}
N=3000000
echo "-- good"
{ printf '{"n":1,"s":"a"}\n{"s":"'; repeat 'é\"\u20ac, \ud83d\ude00' $((N / 24 * 24))
	printf '","n":2}\n{"n":3,"s":"'; repeat 'plain[{' $N; printf '"}{"n":4}'; } >f
same
{ printf '[{"s":["'; repeat '\\' $((N / 2 * 2)); printf '","'; repeat '€' $N; printf '"]},\n {"t":{"u":"'
	repeat '😀' $N; printf '"}}, {"t":null,"s":5}]'; } >f
same
echo "-- a key is whole, and so is what is no string"
{ printf '{"'; repeat k $N; printf '":"x"}\n'; } >f
dfshow --schema f -i json | wc -c
{ printf '{"n":0.'; repeat 0 $N; printf '1}\n'; } >f
same
echo "-- faults in the middle of one, or behind it, and their places"
for bad in '\xff' '\xc3' '\\ud800' '\\udc00x' '\\x' '\\u12g4' '\n' '\x01' '",' '"}}' '":'; do
	{ printf '{"s":1}\n{"a":2,"s":"'; repeat 'é\\' $((N / 4 * 4)); printf "$bad"
		repeat 'x\n' $N; printf '"}\n{"s":2}\n'; } >f
	same
done
{ printf '[{"s":"x","n":1},\n{"s":"'; repeat 'é' $N; printf '","n":1}, {"n":tru}]'; } >f
same
{ printf '[{"s":"x","n":1},\n{"s":"'; repeat 'é' $N; } >f
same
