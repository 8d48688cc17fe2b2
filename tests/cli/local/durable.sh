# Names that another process made and did not sync before it was killed are synced by who
# uses them first.
# slow
mkdir -p home/state
log=$PWD/home/state/sluice/log
export SLUICE_BROKERS=file:$log
seen() { rm -f seen; env LD_PRELOAD="$BUILD/tests/lib/sync_seen.so" "SYNC_SEEN=$PWD/seen" "$@"; }
killed_at() { { seen "SYNC_KILL=$1" "${@:2}" <&0 & } 2>/dev/null; wait $! 2>/dev/null; echo "exit $?"; }
synced() { for dir; do grep -qx "$dir" seen || echo "not synced: $dir"; done; }
echo "- the ledger is there, its name is not synced"
killed_at "$log" ktopic create t
ls "$log"
seen ktopic create -q t
synced "$log" "$PWD/home/state/sluice" "$PWD/home/state" "$PWD/home"
echo "- not again"
seen ktopic create -q u
grep -x "$log" seen
echo "- the folder of segments, and a segment"
seq 3 > in
killed_at "$log/segments" kproduce t < in
ls "$log/segments" | wc -l
seen kproduce -q t < in
synced "$log/segments" "$log"
seen kproduce -q t < in
grep -x "$log\|$log/segments" seen
kconsume t | dfcount
