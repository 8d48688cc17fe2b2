# Types are those of the first 65,536 records of JSON: what a later one has beside them is an
# error where it would be missed, and none where it is not looked at.
seq 65536 | sed 's/.*/{"a":&,"s":{"x":&,"y":"t"}}/' >rows.json
echo '{"a":0,"s":{"x":1,"y":"u","in":1},"new":1}' >>rows.json
last() { "$@" | tail -n 1; }
last dfselect a -o lines rows.json
last dfselect 'a + 1 AS b' -w 's.y = "u"' -o json rows.json
last dfselect s.x -o lines rows.json
dfcount rows.json
dfcount -w 'a = 0 AND s.x = 1' rows.json
dfselect 's.y, s.x' -w 's.x = 65536' -o json -j 1 rows.json
echo '-- seen'
st dfselect '*' -w 'a = 0' -o json rows.json
st dfselect '*' --drop s -w 'a = 0' -o json rows.json
st dfselect 'a, s.*' -w 'a = 0' -o json rows.json
st dfselect 's' -w 'a = 0' -o json rows.json
st dfshow -n all rows.json | tail -n 1
echo '-- a value that does not fit'
sed 's/"a":0/"a":"x"/; s/"x":1,"y":"u"/"x":{},"y":"u"/' rows.json >misfit.json
st dfselect a -w 'a = 0' -o json misfit.json
st dfselect s.x -w 's.y = "u"' -o json misfit.json
dfselect s.y -w 's.y = "u"' -o lines misfit.json
echo '-- several files'
head -n 65536 rows.json >first.json; tail -n 1 rows.json >second.json
dfselect 'a, s.y' -w 's.y = "u"' -o json first.json second.json
st dfselect '*' -w 's.y = "u"' -o json first.json second.json
