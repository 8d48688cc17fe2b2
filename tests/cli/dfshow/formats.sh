# -o json, csv, tsv, lines of every type.
cp "$SRC"/tests/golden/show/*.arrows .; g=.
for f in numbers times binary nested text; do
	echo "-- $f json"
	st dfshow -o json "$g/$f.arrows"
done
for f in numbers times text names; do
	echo "-- $f csv"
	st dfshow -o csv "$g/$f.arrows"
done
echo '-- tsv'
st dfshow -o tsv -n 3 "$g/times.arrows"
printf 'a\tb\\c\r\n\n"q" \n\\N\n' >t
st dfselect "value, concat(value, '\n') AS v2, nullif(value, '') AS n" --null '\N' -o tsv t
st dfselect value -o tsv t
st dfselect "value AS \`a\tb\`, nullif(value, '') AS n" -o tsv -n 2 t
st dfselect "nullif(value, '') AS n" -o tsv t
for f in json csv tsv; do
	for t in dfshow "dfselect value" jflat; do st $t -0 -o $f t; done
done
echo '-- binary'
st dfshow -o csv "$g/binary.arrows"
st dfshow -o csv --binary hex --null '\N' "$g/binary.arrows"
st dfshow -o csv --binary base64 --no-header "$g/binary.arrows"
echo '-- nested'
st dfshow -o csv "$g/nested.arrows"
st dfshow -o lines "$g/nested.arrows"
echo '-- lines'
st dfshow -o lines "$g/text.arrows"
st dfshow -o lines --null NULL "$g/text.arrows"
st dfshow -o lines --null - --raw "$g/text.arrows" | head -n 8
st dfshow -o lines --null '' -0 "$g/text.arrows" | tr '\0' '@'; echo
st dfshow -o lines -n 2 "$g/many.arrows"
seq 45 | dfshow -o lines | tail -n 1
seq 45 | dfshow -o lines -n 3
echo '-- zone'
st dfshow -o json --tz +02:00 -n 1 "$g/times.arrows"
st dfshow -o csv --tz Nowhere/Land "$g/times.arrows"
