# A log on a disk that cannot be written, or somebody else's, is readable.
unshare -rm true 2>/dev/null || skip "no mounts can be made here"
cat > inside <<'END'
exec 2>&1
st() { "$@" || echo "exit $?"; }
export SLUICE_BROKERS=file:$PWD/log
ktopic create -q t
seq 3 | kproduce -q t
mkdir ro
mount --bind log ro
mount -o remount,bind,ro ro
echo "- a read-only mount"
export SLUICE_BROKERS=file:$PWD/ro
kconsume t -o lines
ktopic describe t | head -n 1
ktopic list
for verb in "create u" "delete t" "delete --if-exists t"; do st ktopic $verb; done
seq 3 | st kproduce t 2>&1 | sed -E 's/[0-9a-f]{16}\.seg/ID.seg/'
echo "- while its owner writes"
kconsume -f -n 6003 t -o lines > got &
for ((i = 0; i < 3; i++)); do seq 2000 | kproduce -q -b file:log t; done
wait $!
{ seq 3; seq 2000; seq 2000; seq 2000; } | cmp - got && echo same
END
unshare -rm bash inside
exec 2>&1
setpriv --reuid 65534 --clear-groups true 2>/dev/null && [ -z "$SAN" ] || {
	printf '%s\n' '- the log of another user' 'exit 3' 1 2 'exit 3' 644 1 2 3
	exit
}
echo "- the log of another user"
d=$PWD
for i in 1 2 3; do chmod a+x "$d"; d=${d%/*}; done
export SLUICE_BROKERS=file:$PWD/own
ktopic create -q t
seq 2 | kproduce -q t
other() { setpriv --reuid 65534 --clear-groups "$@"; }
other kconsume t -o lines > said 2>&1; echo "exit $?"
chmod -R a+rX own
other kconsume t -o lines
seq 3 | other kproduce t > said 2>&1; echo "exit $?"
rm -f own/segments/*.lock
# New segments follow their folder.
(exec 9< "$(ls own/segments/*.seg)"; flock 9; echo 3 | kproduce -q t)
stat -c %a "$(ls -t own/segments/*.seg | head -n 1)"
other kconsume t -o lines
