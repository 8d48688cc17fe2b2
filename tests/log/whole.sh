# --whole: a file is a record, byte for byte; and keys that no line holds.
exec 2>&1
ktopic create ${T}t -q
show() { kconsume ${T}t --from -$1 -c key,value -o json; }
printf '[1,\n2]\n' > a
printf 'no end' > b
: > empty
gzip -kn b
kproduce --whole ${T}t a b empty
show 3
echo "- a compressed file is what it is"
kproduce --whole ${T}t b.gz
kconsume ${T}t --from -1 -o lines --raw | head -c -1 | cmp - b.gz && echo same
echo "- the name as key"
mkdir d; cp a d/x
kproduce --whole --key-from name ${T}t d/x '[ab]'
show 3
echo "- one key for all"
seq 2 | kproduce --key-text k ${T}t
kproduce --key-text '' --whole ${T}t a
printf 'x\n\\N\n' | kproduce --key-text k --null '\N' ${T}t
show 5
echo "- stdin is a file, too; nothing at all is not"
cat a | kproduce --whole ${T}t
kproduce --whole ${T}t - < b
show 2
: | st kproduce --whole ${T}t
kproduce --whole ${T}t < empty
echo "- what does not go together"
st kproduce --whole ${T}t d
st kproduce --whole ${T}t a missing
st kproduce --whole -i lines ${T}t a
st kproduce --whole -K : ${T}t a
st kproduce --key-text k -K : ${T}t a
st kproduce --whole --key-text k --key-from name ${T}t a
st kproduce --key-from name ${T}t a
st kproduce --whole --key-from name ${T}t
st kproduce --whole --key-from name ${T}t a -
seq 2 | dfselect '*, 1 AS n' | st kproduce --key-text k ${T}t
