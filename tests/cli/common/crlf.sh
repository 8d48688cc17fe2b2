# --crlf: a carriage return before the line feed is no part of a line; without it, it is.
exec 2>&1
printf 'a\r\nb\n\r\n\rc\rd\r\r\ne\r' > f
dfselect -o lines '*' f | od -c
dfselect --crlf -o lines '*' f | od -c
dfcount --crlf f
dfcount --crlf -w "value = 'a'" f
dfshow --crlf -i lines f -n 1
printf 'a\r\nb\r\n\xff\r\n' | st dfselect --crlf -o lines | od -c
# A line that is longer than a block, and many.
{ head -c 3000000 /dev/zero | tr '\0' x; printf '\r\n'; } | dfselect --crlf 'length(value) AS n' -o lines
seq 200000 | sed 's/$/\r/' | dfselect --crlf -o lines | cmp - <(seq 200000) && echo same
ktopic create -q t
printf 'k:v\r\nk:w\r\n' | kproduce -q --crlf -K : t
kconsume t -c key,value -o json
st dfcount --crlf -0 f
