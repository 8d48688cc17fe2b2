# A local log that somebody damaged: named, never a crash, nothing made up.
exec 2>&1
export XDG_STATE_HOME=$PWD/state
log=$PWD/state/sluice/log
show() { sed "s,$log,LOG,g; s,[0-9a-f]\{16\}\.seg,SEGMENT,g"; }
echo '- none yet: who reads makes none'
ktopic list
st kconsume foo -o lines 2>&1 | show
st ktopic describe foo 2>&1 | show
st ktopic delete foo 2>&1 | show
st kproduce foo < /dev/null 2>&1 | show
st ktopic list -b "file:$log" 2>&1 | show
ls
ktopic create foo -q
seq 100000 | kproduce foo -q
cp -a state saved
again() { rm -rf state; cp -a saved state; echo "- $1"; }
segment=("$log"/segments/*.seg)
again 'a byte of a segment'
printf X | dd of="${segment[0]}" bs=1 seek=300000 conv=notrunc status=none
st kconsume foo -o lines 2>&1 | show
again 'a segment cut short'
truncate -s 300000 "${segment[0]}"
st kconsume foo -o lines 2>&1 | show
again 'a segment gone'
rm "${segment[0]}"
st kconsume foo -o lines 2>&1 | show
again 'the ledger empty'
: > "$log/ledger/data.mdb"
st ktopic list 2>&1 | show
again 'the ledger gone'
rm "$log/ledger/data.mdb"
st ktopic list 2>&1 | show
seq 3 | st kproduce foo 2>&1 | show
ls "$log/ledger"
again 'the ledger something else'
seq 10000 > "$log/ledger/data.mdb"
st ktopic list 2>&1 | show
again 'the ledger cut short'
truncate -s 8192 "$log/ledger/data.mdb"
st ktopic list 2>&1 | show
st kconsume foo -o lines 2>&1 | show
seq 3 | st kproduce foo 2>&1 | show
