# Arrays, lines, values one after the other: an array at the top stands for its elements.
show() { printf '%b' "$1" | jflat -o lines; echo "--- $?"; }
show '[{"a":1},{"a":[1,2]}]'
show '{"b" : 1, "a" : 1.50}\n[ [1, 2] , [] ]\n"x\\ty" null 12\n'
show '{}{}[3]"a""b"[4]5'
show ' [ ] \n[\n]\n'
show ''
show ' \r\n\t'
show '{"crlf":\r\n1}\r\n[2]\r\n'
show '\xef\xbb\xbf{"bom":1}'
show '[{"k":1,"k":2,"z":1E+2,"y":-0.0,"x":12345678901234567890.10,"u":"\\u00e9\xc3\xa9\\/"}]'
show '"\\u0000"'
printf '[[1],[2,[3]]]' | jflat -o json
printf '{"a":1}\n2\n' | jflat | dfshow --schema
printf '{"a":1}\n2\n' | jflat | dfshow
