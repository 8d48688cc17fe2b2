# Two columns of one name, as streams of other programs can have them.
echo x >x
two() { dfselect '1 AS aaa, 2 AS bbb, 3 AS c' x | LC_ALL=C sed s/bbb/aaa/; }
two | dfshow
two | st dfselect '*' -o csv
two | dfselect '*' 2>/dev/null | st dfcount
two | st dfselect '*' -w 'c = 3' -o json
two | st dfselect '*, c + 1 AS d' -o json
two | st dfselect 'c' -o json
two | st dfselect --drop aaa -o json
two | st dfselect 'aaa'
# Objects of JSON have no two members of one name, at any depth.
two | st dfshow -o json
echo '[{"s":[{"aaa":1,"bbb":2}]}]' | jflat --path 's array<struct<aaa:int,bbb:int>>' | LC_ALL=C sed s/bbb/aaa/ | st dfshow -o json
