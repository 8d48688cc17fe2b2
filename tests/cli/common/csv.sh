# par
# CSV and TSV as input: the columns that each text has, and its rows; the same from a file,
# through a pipe, packed, and with every -j.  The first word is that of -i.
while read -r word text; do
	printf '%b' "$text" >x
	printf '%s\n' "-- $word $text"
	dfshow --schema -i "$word" x >schema 2>words || echo "exit $?"
	sed '1d; s/ (.* = true)//; s/^ |/  /' schema
	dfselect '*' -i "$word" -o json x >rows 2>words || echo "exit $?"
	cat rows
	sed 's/dfselect: x:/dfselect: stdin:/' words | tee stdin
	for j in 1 8; do
		dfselect '*' -i "$word" -j $j -o json <x >again 2>others
		cmp rows again && cmp stdin others
		cat x | dfselect '*' -i "$word" -j $j -o json >again 2>others
		cmp rows again && cmp stdin others
	done
	for packer in gzip zstd; do
		$packer -c <x | dfselect '*' -i "$word" -o json 2>others | cmp rows
		cmp stdin others
	done
	SLUICE_CPU=portable dfselect '*' -i "$word" -o json <x >again 2>others
	cmp rows again && cmp stdin others
	[ -s words ] || [ "$(dfcount -i "$word" x)" = "$(wc -l <rows)" ] || echo 'another count'
done <<'E'
csv
csv \n\r\n
csv a,b
csv a,b\n
csv a,b\n1,x
csv a,b\n1,x\n\n\r\n2,y\n
csv a,b\r\n1,x\r\n
csv a,b\r1,x\r
csv \xef\xbb\xbfa,b\n1,x\n
csv \xef\xbb\xbf"a",b\n1,x\n
csv a,b\n"1","x"\n
csv a,b\n"x,y","x""y"\n"","""" \n
csv a,b\n"x\ny","\r\n"\n\n"","\n\n"\n
csv a,b\n6" pipe,a"b"\n"6"" pipe",\n
csv a\n1\n"x\n"y\nz\n
csv a\n1\n\n"x\n\ny
csv a,b\n1,2\n3\n4,5\n
csv a,b\n1,2\n3,4,5\n
csv a\n\n \n
csv a,b\n,\n"",""\n
csv a,b\n,1\n,2\n
csv a,b\nx\x00y,1\n
csv a\nx\n\xff\n
csv a\xff\n1\n
csv a,,c\n1,2,3\n
csv a,b,a\n1,2,3\n
csv a,A\n1,2\n
csv:header=no 1,x\n2,y\n
csv:header=no a,,a\n1,2,3\n
csv:header=no,delimiter=; 1;"x;y"\n2;z\n
csv:delimiter=;,quote=' a;b\n'x;''y';"z\n
csv:delimiter=\t a\tb\n"x\ty"\t1\n
csv:delimiter=, a,b\n1,2\n
csv:quote= a,b\n"x,y"\n
tsv a\tb\n1\tx\n
tsv a\tb\n"x\t\\t\\n\\\\\\d\n
tsv a\tb\n\t\n
csv n\n1\n-2\n0\n
csv n\n9223372036854775807\n
csv n\n9223372036854775808\n-1\n
csv n\n123456789012345678901234567890123456789\n
csv n\n1\n2.5\n1e3\n-0\n
csv n\n0.1234567890123456\n12\n
csv n\n9007199254740993\n0.5\n
csv n\n1e400\n
csv n\n007\n
csv n\n+1\n
csv n\n 1\n
csv n\n1\nx\n
csv n\n1\n""\n
csv b\ntrue\nfalse\n
csv b\ntrue\nTRUE\n
csv d\n2024-02-29\n1969-12-31\n
csv d\n2023-02-29\n
csv t\n2024-02-29 12:00:00\n2024-02-29T12:00:00.5Z\n2024-02-29 12:00\n
csv t\n2024-02-29 12:00:00.1234567\n
csv t\n2024-02-29 24:00:00\n
csv t\n2024-02-29\n2024-02-29 12:00:00\n
E
