# Every kind of bad text: one line with file, line, column, byte and the cause; exit 1.
try() { printf '%b' "$1" >in; st jflat -o lines in; }
{
try '['
try '[1'
try '[1,'
try '[1,]'
try '[1 2]'
try '[1}'
try '{"a"'
try '{"a" 1}'
try '{"a":}'
try '{"a":1,}'
try '{"a":1 "b":2}'
try '{a:1}'
try "{'a':1}"
try '{1:2}'
try '1"a"'
try '01'
try '-01'
try '+1'
try '.5'
try '1.'
try '[1.]'
try '1e'
try '[-]'
try '0x10'
try 'NaN'
try '[nan]'
try '-Infinity'
try 'True'
try 'nul'
try 'nulL'
try 'truefalse'
try '"abc'
try '"a\tb"'
try '"a\nb"'
try '"\\q"'
try '"\\u12g4"'
try '"\\ud800"'
try '"\\udc00 \\ud800"'
try '"\xff"'
try '"\xc0\x80"'
try '"\xed\xa0\x80"'
try '[\xff]'
try '\v1'
try '1\f2'
try '[1,2]]'
try '}'
try '\x00'
try '[1\x00]'
try '\xff\xfe{\x00'
try '{} \xef\xbb\xbf{}'
try '// comment\n{}'
try '[1, # comment\n2]'
try '<?xml version="1.0"?>'
try '<!DOCTYPE html>\n<html>'
try '{"a":1}\n\n{"a":\n  2,\n  "b":tru}\n'
} 2>&1
# On stdin the name is stdin; the depth has a limit.
printf '[1,\n  oops]' | st jflat -o lines
printf '%1025s' '' | tr ' ' '[' | st jflat -o lines
printf '[[[[1]]]]' | st jflat --max-depth 3 -o lines
printf '[[[[1]]]]' | st jflat --max-depth 4 -o lines
# The words know of a comma that came earlier.
{ printf '[1,'; settled; printf ' \n]'; } | st jflat -o lines
# What is no JSON from its first byte on is not read to its end.
yes a | tr -d '\n' | st jflat
yes a | tr -d '\n' | st jflat -i lines
yes a | tr -d '\n' | st jflat --bad skip
