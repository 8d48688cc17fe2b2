# par
# Unpacking: patterns, what exists, and what leads out of the directory.
mkdir -p in/a/b in/c && echo 1 >in/a/1.json && echo 2 >in/a/b/2.json && echo 3 >in/c/3.txt
seqfile pack -q -O x.seq -C in .
seqfile unpack -C o1 x.seq '*.json' && (cd o1 && find . -type f | sort)
seqfile unpack -C o2 x.seq a && (cd o2 && find . -type f | sort)
seqfile unpack -C o3 x.seq c/3.txt 'a/?/*' && (cd o3 && find . -type f | sort)
mkdir odd && touch odd/$'\xc3\xa4' odd/$'\xff' && seqfile pack -q -O odd.seq odd
seqfile unpack -C o11 odd.seq 'odd/?'
st seqfile unpack -C o4 x.seq a nothing; ls o4 2>&1
# What exists: an error, replaced, or left.
st seqfile unpack -C o1 x.seq
echo other >o1/a/1.json
seqfile unpack -C o1 --skip x.seq && cat o1/a/1.json
seqfile unpack -C o1 --overwrite x.seq && cat o1/a/1.json
st seqfile unpack -C o1 --overwrite --skip x.seq
# Through a pipe; into a directory without a name.
cat x.seq | seqfile unpack -C o5 - && diff -r in o5
mkdir o6 && (cd o6 && seqfile unpack -q ../x.seq) && diff -r in o6
# Keys that are no names: all are refused before a file is made.
attack() { # KEY...
	local k
	for k; do jq -nc --arg k "$k" '{key: $k, value: "evil"}'; done |
		jflat --flatten | seqfile pack -q --from-frames -O evil.seq
	st seqfile unpack -C target/in evil.seq
	find target outside | sort
}
mkdir target outside
attack ../outside/x
attack good /etc/evil
attack good a/../../outside/x
attack ''
attack a//b
attack ./a
attack a/
attack a/. b
attack twice other twice
attack a a/b
attack "$(printf 'n%.0s' {1..256})"
printf '{"key":"nul\\u0000byte","value":"x"}' | jflat --flatten | seqfile pack -q --from-frames -O evil.seq
st seqfile unpack -C target/in evil.seq
# Symbolic links inside the directory are not followed, devices and FIFOs not opened.
mkdir -p target/in && ln -s ../../outside target/in/link && mkfifo target/in/fifo
attack link/x
attack fifo
jq -nc '{key: "fifo", value: "v"}' | jflat --flatten | seqfile pack -q --from-frames -O evil.seq
timeout 10 seqfile unpack -q --overwrite -C target/in evil.seq; echo "status $?"; stat -c %F target/in/fifo
ln -s ../../outside/new target/in/dangling
attack dangling
# Part files are one: patterns, keys that come twice in different ones.
seqfile pack -q -O parts --max-size 200 --block-size 10 -C in . && ls parts
seqfile unpack -C o8 parts && diff -r in o8
seqfile unpack -C o9 parts a/b c && (cd o9 && find . -type f | sort)
cp parts/part-00000 parts/part-00009
st seqfile unpack -C o10 parts; [ ! -e o10 ] || echo "something is there"
# Classes that are no names and contents.
st seqfile unpack "$SRC/tests/golden/seqfile/class-int.seq"
# A damaged file gives what is before the damage, and says so.
seqfile pack -q -O d.seq --compression none -C in .
head -c $(($(stat -c %s d.seq) - 3)) d.seq >cut.seq
st seqfile unpack -C o7 cut.seq; (cd o7 && find . -type f | sort)
st seqfile unpack missing.seq
st seqfile unpack
