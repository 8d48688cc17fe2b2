# A line that no column can hold is refused with its place, in hardly more memory
# than a column may take; one that fits needs hardly more memory than itself.
# timeout 300
# slow
exec 2>&1
free=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo)
[ "$free" -gt 4000000 ] || skip "needs 4 GB of free memory"
limit() ( ulimit -v "$1"; shift; exec "$@" )	# KB, COMMAND...

truncate -s 2200000000 long
st limit 2600000 dfcount -j 1 -i lines long
{ seq 10; cat long; } > after
rm long
st limit 2600000 dfcount -j 1 -i lines < after
st limit 2600000 dfcount -j 1 after
ktopic create -q t
cat after | SLUICE_MEMORY=4G st limit 3700000 kproduce -j 1 t	# 1 GB of it is the ledger's map
kconsume t -o lines | tail -n 1
rm after

# 300 MB in one line: what doubling and copying needs is not there.
{ seq 3; head -c 300000000 /dev/zero | tr '\0' x; echo; seq 3; } > line
limit 550000 dfselect -j 1 -m 2G '*' line -o lines | cmp - line && echo same
limit 550000 dfcount -j 1 line
limit 250000 dfselect -j 1 -m 64M '*' line -o lines >/dev/null
# Of a value that is cut for its cell no more is kept; of one that is not, what -m allows.
for i in lines bytes; do limit 250000 dfshow -j 1 -i $i -n 4 line | tail -n 3; done
limit 250000 dfshow -j 1 --no-truncate -m 16M line line
cat line | limit 550000 dfcount -j 1
{ printf '{"a":"'; sed -n 4p line | tr -d '\n'; echo '"}'; } > json
rm line
limit 850000 jflat -j 1 -m 2G json -o lines | cmp - json && echo same
limit 850000 jflat -j 1 -m 2G --path a json | dfselect 'length(a) AS n' -o lines
{ printf '{"a":['; yes 1,234567,false,null, | head -n 14000000; echo '1]}'; } | tr -d '\n' > list
limit 850000 jflat -j 1 -m 2G --path a list | dfselect 'length(a) AS n' -o lines
limit 850000 dfselect -j 1 -m 2G -i lines 'length(value:a) AS n' list -o lines
rm list
# Rests in the middle of it, after rows that went out.
{ seq 3; cat json; seq 3; } > all
rests() { seq 3; settled; head -c 200000000 json; settled; tail -c +200000001 json; seq 3; }
rests | limit 550000 dfselect -j 1 -m 2G '*' -o lines | cmp - all && echo same
rests | limit 850000 jflat -j 1 -m 2G -o lines | cmp - all && echo same
