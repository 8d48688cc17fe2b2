# A full disk: what was acknowledged stays, the rest is said to be not sent, and
# once there is room all goes on.
mkdir disk
unshare -rm mount -t tmpfs tmpfs disk 2>/dev/null || skip "a tmpfs cannot be mounted here"
cat > inside <<'END'
exec 2>&1
mount -t tmpfs -o size=8m tmpfs disk
export SLUICE_BROKERS=file:disk/log
big() { yes "$(head -c 999 /dev/zero | tr '\0' x)" | head -n "$1"; }
ktopic create t -q
seq 1000 | kproduce t
echo "- more than there is room for"
big 20000 | kproduce t > said 2>&1
echo "exit $?"
sed -E 's/[0-9]+ (acked|acknowledged|not sent)/N \1/g; s/stdin:[0-9]+/stdin:N/g; s/[0-9a-f]{16}\.seg/ID.seg/' said
acked=$(sed -n 's/^kproduce: \([0-9]*\) acknowledged.*/\1/p' said)
[ "$(kconsume t -c offset | dfcount)" = $((1000 + acked)) ] && echo "what was acknowledged is there"
kconsume t -n 1000 -o lines | cmp - <(seq 1000) && echo "as it was"
echo "- no room at all"
cat /dev/zero > disk/filler 2>/dev/null
big 1000 | kproduce -q t > said 2>&1
echo "exit $?"
grep -o "0 acknowledged, 0 unknown" said
[ "$(kconsume t -c offset | dfcount)" = $((1000 + acked)) ] && echo "nothing came to it"
echo "- room again"
rm disk/filler
seq 1001 1005 | kproduce t
kconsume t --from -5 -o lines
echo "- no room again, and a topic goes"
cat /dev/zero > disk/filler 2>/dev/null
ktopic delete t
[ "$(stat -f -c %a disk)" -gt 0 ] && echo "its room is free"
END
unshare -rm bash inside
