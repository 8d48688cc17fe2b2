# Lines into a topic and out again, byte for byte.
exec 2>&1
ktopic create ${T}t -q
back() { kconsume ${T}t --from -$1 -o lines; }
echo "- as they are"
printf 'a\n\n  b \nno end' | kproduce ${T}t
back 4 | od -c
echo "- any bytes"
printf '\xff\xfe\0\r\n\xc3\n' | kproduce ${T}t
kconsume ${T}t --from -2 -o lines | od -c
echo "- nothing is no record"
kproduce ${T}t < /dev/null
: | kproduce ${T}t
echo "- NUL ends lines"
printf 'x\ny\0z\0' | kproduce -0 ${T}t
kconsume ${T}t --from -2 -o lines -0 | od -c
echo "- files"
seq 3 > a; printf '4\n5' > b; seq 6 7 | gzip > c.gz
kproduce ${T}t a b c.gz
back 7
st kproduce ${T}t a missing
back 3
echo "- acks"
seq 5 | kproduce ${T}t --acks all
seq 5 | kproduce ${T}t --acks 1
seq 5 | kproduce ${T}t --acks 0
seq 5 | kproduce -q ${T}t
st kproduce ${T}t --acks 2 < a
echo "- a long line"
head -c 900000 /dev/zero | tr '\0' y | kproduce ${T}t
back 1 | wc -c
echo "- many"
ktopic create ${T}many -q -p 3
seq 300000 | kproduce ${T}many
kconsume ${T}many -o lines | sort -n | cmp - <(seq 300000) && echo same
echo "- an unknown topic, and one that is made"
seq 2 | st kproduce ${T}man 2>&1 | grep -o "^exit.*\|.*near: \"${T}many\""
ktopic list | grep -cx ${T}man
seq 2 | kproduce ${T}new --create
kconsume ${T}new -o lines
