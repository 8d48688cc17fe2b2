# One hostile name through every place where a name is shown: nothing steers the terminal,
# and a message is one line (three where the last two show a place in an expression).
N=$(printf 'a\033[31m\033]0;t\007\342\200\216b\330\234c\342\200\217\342\200\256\302\2331m\nforged: line\rd\177')
# As JSON has it.
J='a\u001b[31m\u001b]0;t\u0007\u200eb\u061cc\u200f\u202e\u009b1m\nforged: line\rd\u007f'
# look LINES COMMAND...: what it writes to a terminal has no harm, in so many lines (0: any; -:
# any, and the lines of a value are its own).
look() {
	local want=$1 lines
	shift
	pty -c 2000 "$@" >seen 2>&1
	# Of the line of progress that is wiped nothing is left to see.
	if LC_ALL=C grep -qP '\x1b|\x07|\r|\x7f|\xe2\x80[\x8e\x8f\xae]|\xd8\x9c|\xc2\x9b' seen; then
		echo "steers the terminal: $*" | cat -v
	fi
	[ "$want" != - ] && grep -q '^forged' seen && echo "makes a line of its own: $*" | cat -v
	lines=$(wc -l <seen)
	[ "$want" = 0 ] || [ "$want" = - ] || [ $lines -eq $want ] || { echo "$lines lines: $*" | cat -v; cat -v seen; }
	grep -qi 'forged' seen || { echo "is not shown: $*"; cat -v seen; } | cat -v
}
mkdir w && cd w || exit
printf '[{"%s":1,"s":{"%s":[{"%s":"x"}]},"t":"%s"},{"%s":2}]' "$J" "$J" "$J" "$J" "$J" >j
jflat --flatten j >f
jflat --path "s" j | dfselect '*' -o json >/dev/null || exit
dfselect 'value:s AS `'"$N"'`' <(jflat j) >g 2>/dev/null
# Tables, trees, text.
look 0 dfshow f
look 0 dfshow --vertical f
look 0 dfshow --no-truncate f
look 0 dfshow --schema f
look 0 dfselect '*' -o json f
for o in csv tsv; do look - dfselect '*' -o $o f; done
look 0 dfselect 't' -o lines f
look 0 jflat j
look 0 jflat --flatten j
# Messages: of columns, types, expressions.
look 1 dfselect '*' -o lines f
look 3 dfselect "\`$N\` + CAST('2020-01-01' AS DATE)" f
look 3 dfselect "\`$N\`.x" f
look 3 dfselect "$N" f
look 3 dfselect '*' -w "t = '$N" f
look 1 jflat -c "$N" f
look 1 jflat -c t --keep "$N" f
look 1 jflat --path "$N.x bigint" j
look 1 jflat --flatten --schema "x strukt<$N:int>" j
look 1 jflat --schema "$N" --flatten j
look 1 dfcount --tz "$N" f
look 1 dfshow --tz "$N" f
look 1 dfcount -i "$N" f
look 1 dfcount "--$N" f
look 1 dfshow -n "$N" f
sed 's/forged/forged2/g' j | jflat --flatten >h
look 1 dfcount f h
look 1 env SLUICE_MEMORY="$N" dfcount f
look 1 jflat --bad "$N/x" j
# File names.
look 1 dfcount "$N"
printf 'PAR1....' >"$N"
look 1 dfcount "$N"
look 1 jflat "$N"
seq 3 | gzip | head -c 20 >"$N"
look 1 dfcount "$N"
printf '{"a":' >"$N"
look 1 jflat "$N"
printf 'a\377\n' >"$N"
look 1 dfselect '*' -o lines "$N"
rm -f "$N"
mkdir "$N"
look 1 dfcount "$N"
look 1 seqfile list "$N"
echo text >"$N/$N"
# SequenceFiles: keys, classes, metadata, paths.
look 0 seqfile pack -O "$N/x/y" "$N"
seqfile pack -q -O p.seq --metadata "$N=$N" "$N"
look 0 seqfile list p.seq
look 0 seqfile list -l p.seq
look 0 seqfile cat p.seq
look 0 seqfile cat -o json p.seq
look 0 seqfile info p.seq
look 0 seqfile info --json p.seq
look 0 dfshow --no-truncate p.seq
look 1 seqfile get p.seq "$N/${N}x"
look 1 seqfile unpack -C "$N/$N" p.seq
seqfile unpack -q -C out p.seq
look 1 seqfile unpack -C out p.seq
head -c -3 p.seq >"$N/cut.seq"
look 0 seqfile verify "$N/cut.seq"
look 1 seqfile list "$N/none.seq"
tar -cf t.tar --transform 's,^,../,' -P "$N" 2>/dev/null
head -c 700 t.tar >"$N/cut.tar"
look 1 seqfile pack -O z.seq "$N/cut.tar"
echo text >"$N/v"
seqfile pack -q -O v.seq "$N/v"
cp v.seq value
printf "%s" "$N" >v
seqfile pack -q -O v.seq v
look - seqfile get v.seq v
# Topics and properties.
look 1 sh -c 'kproduce "$1" </dev/null' sh "$N"
look 1 kconsume "$N"
look 1 ktopic create "$N"
look 1 ktopic create x --config "$N=1"
look 1 ktopic create x --config "retention.ms=$N"
look 1 ktopic "$N"
look 1 kconsume --from "$N" x
look 1 kconsume -X "$N=1" x
echo "$N=1" >props
look 1 sh -c 'kproduce -F "$1" x </dev/null' sh "$N"
