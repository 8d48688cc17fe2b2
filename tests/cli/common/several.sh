# Several files are one input, in order; one whose columns are others is refused before the first row.
cp "$SRC"/tests/golden/show/*.arrows .; g=.
printf 'a\nb' >1
printf 'c\n' >2
: >3
printf 'd\nx\xff\n' >4
st dfshow -o lines 2 1 3
st dfshow -o lines 2 1 4
for j in 1 3 8; do dfshow -j $j -o lines 1 2 3 1; done | sort | uniq -c
st dfshow -o json "$g/text.arrows" 1
st dfshow -o json "$g/names.arrows" "$g/wide.arrows"
st dfshow -o json "$g/many.arrows" "$g/times.arrows"
dfshow -n all "$g/many.arrows" "$g/many.arrows" | grep -c row
mkfifo p
seq 3 >p &
st dfshow -o lines 2 p
st dfshow -o lines 2 missing
