# Tables fit the window of a terminal; elsewhere they are what Spark prints.
export COLUMNS=30
seq 2 | dfselect "'0123456789' AS a, 'abcdefghijklmnopqrstuvwxyz' AS b, value AS c" >in
seq 2 | dfselect 'value AS a, 12345678 AS b, value AS c, 12345678 AS d, value AS e, 123456789 AS f' >wide
t() { pty -c "$1" "${@:2}"; }
echo "- whole, narrowed, in the middle left out"
t 80 dfselect '*' in
t 44 dfselect '*' in
t 33 dfselect '*' in
t 30 dfselect '*' wide
t 1 dfselect '*' wide
echo "- dfshow cuts as it says, then to the window"
t 80 dfshow -n 1 in
t 33 dfshow -n 1 in
t 33 dfshow --truncate 5 in
t 30 dfshow --no-truncate -n 1 in
t 24 dfshow --vertical -n 1 in
echo "- by COLUMNS where the terminal does not know"
t 0 dfselect '*' in
COLUMNS= t 0 dfselect '*' in
COLUMNS=nonsense t 0 dfselect '*' in
echo "- wide characters, marks, binary"
printf '\346\227\245\346\234\254\350\252\236\346\227\245\346\234\254\350\252\236\ne\314\201e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201\n' >u
t 13 dfselect '*' u
t 12 dfselect '*' u
printf 'text\n\377\376\nt\351xt\n\346\227\245\n' >b
t 80 dfselect '*' -i bytes b
t 80 dfshow -i bytes b
echo "- records"
echo '[{"a":"a long text that is cut"},{"a":2}]' >j
t 20 jflat j
jflat j >f
t 20 jflat -c value f
jflat -o table j
echo "- no terminal: as Spark"
dfshow -n 1 in
dfselect '*' -o table in
t 20 dfselect '*' -o csv in
