# Inputs and outputs that do not do what they should.
gen-commits -n 300 >in.json
st jflat -o lines missing.json
mkdir bare && st jflat -o lines bare
jflat in.json -o lines >/dev/full || echo "exit $?"
jflat in.json >/dev/full || echo "exit $?"
for i in 1 2 3 4 5; do jflat in.json -o lines | head -n 1 | md5sum; echo "${PIPESTATUS[0]}"; done | uniq
jflat -o lines in.json | md5sum
for z in gzip zstd xz bzip2 lz4; do $z -c in.json >in.json.$z; jflat -o lines in.json.$z | md5sum; done
jflat -o lines in.json in.json.gzip | wc -l
head -c 20000 in.json.gzip >cut.gz
jflat -o lines cut.gz 2>&1 >/dev/null; echo "exit $?"
cat in.json | jflat -o lines - in.json | wc -l
st jflat - - </dev/null
printf '[1]' >a; printf '2' >b; printf '{"c"' >c
st jflat -o lines a b
st jflat -o lines a b c
st jflat -o lines 'a*' 'n*'
# Zero bytes are no records; frames are not text, nor are other formats.
: | st jflat -o lines
: | jflat | dfshow
: | st jflat -i arrow
: | st jflat -c value
printf '\xff\xff\xff' | st jflat -o lines
printf 'PAR1xxxxxxxx' | st jflat -o lines
jflat in.json >in.arrow
st jflat in.arrow
# A huge value is an error with its place where memory is short.
{ printf '["a", "'; head -c 3000000 /dev/zero | tr '\0' x; printf '"]'; } >long.json
st jflat -m 4M -o lines long.json | wc -c
st jflat -m 40M -o lines long.json | wc -c
# A trickle comes through at once.
{ printf '[{"a":1},{"a":'; sleep 0.3; printf '2}]'; } | jflat -o lines | while read -r l; do echo "$l"; done
