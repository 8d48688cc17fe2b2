# The options in the words of -i and -o: a table per format. Each line is what the word says,
# and how a long option says the same; what comes out must not differ.
printf 'a;b\n1;x\n2;\n' >semi
printf '1,x\n2,y z\n' >bare.csv
printf 'a\tb\n1\t"x"\n' >quotes.tsv
printf '1\r\n2\r\n' >crlf
printf 'one\0two\0' >nul
printf 'one\ntwo\n' >some.txt
dfselect "CAST('a\nb' AS STRING) AS s" -o arrow <(echo x) >multi.arrows 2>/dev/null
seq 3 | dfselect "IF(value = '2', NULL, value) AS v" >some.arrows
seq 2 | dfselect "CAST(value AS BINARY) AS b, value AS s" >two.arrows

same() {	# WORDS -- WORDS: both give the same
	local -a a=() b=()
	while [ "$1" != -- ]; do a+=("$1"); shift; done
	shift
	b=("$@")
	"${a[@]}" >one.out 2>one.err; echo "exit $?" >>one.out
	"${b[@]}" >two.out 2>two.err; echo "exit $?" >>two.out
	if cmp -s one.out two.out; then
		echo "same: ${a[*]}: $(tr '\n' '|' <one.out)"
	else
		echo "NOT the same: ${a[*]}"
		cat one.out one.err two.out two.err
	fi
}

# csv and tsv, read
same dfselect '*' -o json -i csv:strings=yes bare.csv -- dfselect '*' -o json --strings bare.csv
same dfselect '*' -o json -i 'csv:delimiter=;' semi -- dfselect '*' -o json -i 'tsv:delimiter=;' semi
same dfselect '*' -o json -i csv:header=no,strings=yes bare.csv -- \
	dfselect '*' -o json -i csv:header=no --strings bare.csv
same dfselect '*' -o json -i tsv:quote= quotes.tsv -- dfselect '*' -o json quotes.tsv
same dfselect '*' -o json -i csv:delimiter=,,header=yes bare.csv -- dfselect '*' -o json bare.csv
printf 'i,f,s,d,t,b\nNA,NA,NA,NA,NA,NA\n3,1.5,"NA",2024-01-02,2024-01-02 03:04:05,true\n,,,,,\nNA,2.5,N,NA,,\n' >na.csv
dfselect '*' -o json -i csv:null=NA na.csv
dfshow --schema -i csv:null=NA na.csv
st dfselect 'i + 1 AS j' -o json -i csv:null=na na.csv
dfselect '*' -o csv:null=NA -i csv:null=NA na.csv | dfselect '*' -o json -i csv:null=NA |
	cmp - <(dfselect '*' -o json -i csv:null=NA na.csv)
same dfcount -w 'i IS NULL AND s IS NULL' -i csv:null=NA,strings=yes na.csv -- \
	dfcount -w "(i IS NULL OR i = 'NA') AND s IS NULL" -i csv:null=NA,strings=yes na.csv
printf 'a\tb\n\\N\t\\\\N\n1\tx\n' >pg.tsv
dfselect '*' -o json -i 'tsv:null=\N' pg.tsv
dfselect '*' -o 'tsv:null=\N' -i 'tsv:null=\N' pg.tsv | cmp - pg.tsv
same dfselect '*' -o json -i csv:null= na.csv -- dfselect '*' -o json na.csv
# csv and tsv, written
same dfselect '*' -o csv:header=no bare.csv -- dfselect '*' -o csv --no-header bare.csv
same dfselect '*' -o tsv:header=no bare.csv -- dfselect '*' -o tsv --no-header bare.csv
same dfselect '*' -o csv:null=NA some.arrows -- dfselect '*' -o csv --null NA some.arrows
same dfselect 'v, 1 AS n' -o csv:null=,header=no some.arrows -- \
	dfselect 'v, 1 AS n' -o csv --null '' --no-header some.arrows
same dfselect '*' -o csv:binary=hex two.arrows -- dfselect '*' -o csv --binary hex two.arrows
same dfselect '*' -o tsv:binary=base64 two.arrows -- dfselect '*' -o tsv --binary base64 two.arrows
dfselect '*' -o 'csv:delimiter=;' two.arrows
dfselect "s, 'p;q' AS p, '\"' AS q, '\t' AS t" -o 'csv:delimiter=;' two.arrows
dfselect "s, 'p;q' AS p" -o 'csv:delimiter=\t' two.arrows
# lines, read and written
same dfselect '*' -o json -i lines:crlf=yes crlf -- dfselect '*' -o json --crlf crlf
same dfshow -i lines:nul=yes nul -- dfshow -0 nul
same dfshow -i bytes:nul=yes nul -- dfshow -i bytes -0 nul
same dfselect '*' -o lines:nul=yes some.txt -- dfselect '*' -o lines -i lines -0 nul
same dfselect '*' -o lines:null=none some.arrows -- dfselect '*' -o lines --null none some.arrows
same dfselect '*' -o lines:raw=yes multi.arrows -- dfselect '*' -o lines --raw multi.arrows
# Arrow, read
head -c -8 two.arrows >unmarked.arrows
same dfcount -i arrow:unmarked=eof unmarked.arrows -- dfcount --allow-unmarked=eof unmarked.arrows
same dfcount -i arrow:unmarked=no two.arrows -- dfcount two.arrows
same dfcount -i arrow:truncate-ns=yes two.arrows -- dfcount --truncate-ns two.arrows

# SequenceFiles, read
seq 20000 | dfselect "value AS key, 'the value' AS value" |
	seqfile pack -q -O s.seq --from-frames --compression none
for at in 0K 100K 200K 300K 400K 500K; do
	a=$(dfselect '*' -o csv -i seqfile:split=$at:100K s.seq | cksum)
	b=$(seqfile cat -o csv --split $at:100K s.seq | cksum)
	[ "$a" = "$b" ] || echo "split $at: not the same"
	dfcount -i seqfile-raw:split=$at:100K s.seq
done
seqfile cat -o csv:header=no -i seqfile-text:split=200K:1K s.seq | sed -n '1p;$='
seq 20000 | dfselect "value AS key, 'the value' AS value" |
	seqfile pack -q -O z.seq --from-frames --compression block
same dfselect '*' -o csv -i seqfile:decompress-limit=100 z.seq -- \
	seqfile cat -o csv --decompress-limit 100 z.seq

# What is not right is told before anything is read, and what says two things at once.
for i in csv:headr=no csv:raw=yes csv:strings csv:quote=ab json:header=no arrow:unmarked=maybe \
	csv:null=, 'csv:null="x' 'tsv:null=a	b' seqfile:x=1 seqfile:split=3 seqfile-raw:decompress-limit=x lines:nul=yes,crlf=yes; do
	st dfcount -i "$i" missing
done
for o in csv:headr=no csv:strings=yes csv:delimiter=5 csv:delimiter=\" csv:binary=octal \
	'tsv:delimiter=;' json:null=x table:rows=3 arrow:unmarked=yes lines:nul=maybe nope:a=b; do
	st dfselect '*' -o "$o" two.arrows
done
# NULL as it is written is one cell, or one line.
for o in csv:null=, 'csv:null="' 'csv:delimiter=;,null=a;' 'tsv:null=a	b' $'csv:null=a\nb' $'tsv:null=\r'; do
	st dfselect 'v, 1 AS n' -o "$o" some.arrows
done
st dfselect 'v, 1 AS n' -o csv --null a,b some.arrows
st dfselect '*' -o lines --null $'a\nb' some.arrows
dfselect '*' -o lines --null $'a\nb' --raw some.arrows | tr '\n' '|'; echo
dfselect '*' -o lines --null $'a\nb' -0 some.arrows | tr '\n\0' '|@'; echo
dfselect 'v, 1 AS n' -o 'csv:delimiter=;,null=a b' --null 'a b' some.arrows
dfselect 'v, 1 AS n' -o 'tsv:null="' some.arrows
st dfselect '*' -o csv:header=yes --no-header two.arrows
st dfselect '*' -o csv:header=no --no-header two.arrows
st dfselect '*' -o csv:null=A --null B two.arrows
st dfcount -i csv:strings=no --strings bare.csv
st dfselect '*' -o json --null x two.arrows
st dfshow -o table --raw two.arrows
st jflat -i lines:nope=1 some.txt
st jflat -i arrow:unmarked=yes some.txt
st jflat -i seqfile-text:split=0:1 some.txt
st seqfile cat -o csv -i seqfile:split=0:1K --split 0:2K s.seq
# What a name promises comes of the table too: what is not written under it is refused.
for f in x.ipc x.feather x.sequence x.SQLITE x.7z x.tsv.xz; do
	st dfselect '*' -O "$f" two.arrows
done
dfselect s -O x.html -o lines two.arrows && cat x.html
for f in a.csv b.geojson c.tab.gz d.pq; do
	cp some.txt plain
	[ "${f%.gz}" = "$f" ] || gzip -k -f plain
	mv "plain${f#"${f%.gz}"}" "$f"
	st seqfile pack -q -O never --from-frames "$f"
done
# What is said twice is said alike.
st dfcount -i csv:header=no,header=yes bare.csv
dfcount -i csv:header=no,header=no bare.csv
# Counting takes files of several formats, as reading does.
printf 'a\n1\n2\n' >two.csv
echo '{"a":3}' >one.json
dfcount two.csv one.json
dfselect a two.csv one.json -o lines
