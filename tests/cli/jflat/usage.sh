# Wrong command lines: exit 2, one line.
st jflat --nope
st jflat --path a --flatten
st jflat --keep a
st jflat --max-depth 0
st jflat --max-depth 99999999
st jflat -o nope
printf '{"a":1,"b":2}' >in.json
st jflat --path 'a, b' -o lines in.json
st jflat -i arrow in.json
