# The README's table beside jq, Miller and grep: the same, but for what its row says.
need jq mlr
printf '%s\n' '[{"n": 5, "a": {"b": "x y"}},' '{"n":2,"a":{"b":"q"}}, {"n":4,"a":{}}, {"n":9},' '{"n":3},{"n":10}]' >file
beside "jq -c '.[]' file"
beside "jq -r '.[].a.b' file"
beside "jq -c '.[] | select(.n > 3)' file"
beside "jq -c '.[] | {n, b: .a.b}' file"
beside "mlr --ijson --ojsonl head -n 4 file"
printf '%s\n' '{"n":1,"a":{"b":4,"c":["x"]}}' '{"n":2,"a":{"b":3,"c":[]}}' '{"n":3,"a":{"b":5,"c":null}}' >x.jsonl
beside "jq -c 'select(.a.b > 3)' x.jsonl"
printf '%s\n' a,b,c '1,"x, ""y""",2.5' '2,z,7.25' '3,,4' >file.csv
beside "mlr --icsv --ojsonl head -n 2 file.csv"
printf '%s\n' axb x c '' xx >file
beside "grep -c x file"
