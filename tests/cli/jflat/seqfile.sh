# JSON in the values of a SequenceFile, one value in, one row out.
byte() { printf "\\x$(printf %x $1)"; }
record() { # KEY VALUE, each shorter than 128 bytes
	printf '\0\0\0'; byte $((${#1} + ${#2} + 2)); printf '\0\0\0'; byte $((${#1} + 1))
	byte ${#1}; printf %s "$1"; byte ${#2}; printf %s "$2"
}
{
	T=org.apache.hadoop.io.Text
	printf "SEQ\6\x19$T\x19$T\0\0\0\0\0\0" && printf 0123456789abcdef
	record a.json '{"n": 1, "t": {"x": [1, 2]}}'
	record b.json '{"n": 2}'
	record c.json '  null'
} >files.seq
st jflat -c value --path 'n int, t.x array<int>' --keep key -o json files.seq
st jflat -c value -o lines <files.seq
st jflat -c value --flatten -o csv files.seq
cp files.seq bad.seq
record d.json '{"n":' >>bad.seq
st jflat -c value --path n -o json bad.seq
st jflat -c value --path n --bad skip -o json bad.seq
st jflat files.seq
st jflat -i seqfile <files.seq
# Rows come as they are there: a slow writer is not waited for.
mkfifo slow
{ head -c 140 files.seq; until [ -e seen ]; do sleep 0.01; done; tail -c +141 files.seq; } >slow &
dfselect key -o lines slow | { read -r first; : >seen; echo $first; cat; }
wait
