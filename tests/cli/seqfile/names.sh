# File names are bytes, and come back as they were.
mkdir in
touch in/$'new\nline' in/$'tab\there' in/$'\xff\xfenot utf-8' in/$'esc\e[31m' 'in/ blank ' 'in/*' in/-n in/@ in/$'\xc3\xa4'
touch "in/$(printf 'n%.0s' {1..255})"
long=in
for i in {1..30}; do long+=/$(printf 'd%.0s' {1..100}); done
mkdir -p "$long" && touch "$long/file"
seqfile pack -O x.seq in
seqfile list -0 x.seq | sort -z | cmp - <(find in -type f -print0 | sort -z)
seqfile unpack -C out x.seq
diff -r in out/in
find in -type f -print0 | seqfile pack -q -O y.seq -0 --files-from - && seqfile list -0 y.seq | cmp - <(seqfile list -0 x.seq)
pty seqfile list x.seq | grep -v ddddd | tr -d '\r' | cut -c 1-40
seqfile get x.seq $'in/new\nline'; seqfile get x.seq $'in/\xff\xfenot utf-8'
# Paths that lead elsewhere become relative keys; two of one key are refused.
mkdir -p a/b && echo 1 >a/f && echo 2 >f
(cd a/b && seqfile pack -q -O ../../z.seq ../f "$PWD/../f" && seqfile list ../../z.seq | sed "s,${PWD#/},DIR,")
seqfile pack -q -O z.seq ./a/../a//f && seqfile list z.seq
(cd a && st seqfile pack -O ../w.seq f ../f)
# What is not there, or cannot be read, is named; then nothing is written, or all else.
st seqfile pack -O w.seq a missing none/such
st seqfile pack -O w.seq --ignore-unreadable a missing && seqfile list w.seq
rm -f w.seq
st seqfile pack -O w.seq
st seqfile pack -O w.seq --key size a
st seqfile pack -O w.seq -0 a
st seqfile pack a
st seqfile pack -O w.seq ''
st seqfile pack -O nowhere/w.seq a
st seqfile pack -O a a
# One file that is too large for Java is refused before anything is written.
truncate -s 3G large
st seqfile pack -O w.seq a large
[ ! -e w.seq ] || echo "something is there"
