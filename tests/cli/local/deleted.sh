# ktopic delete gives the room of the records back before it returns, whoever shares or
# holds the segments; and whoever reads the topic learns that it is gone.
exec 2>&1
big() { yes "$(head -c 999 /dev/zero | tr '\0' x)" | head -n "$1"; }
used() { local k; k=$(du -sk "$XDG_STATE_HOME/sluice/log/segments" | cut -f 1); ((k < 200)) && echo free || echo "$k KiB"; }
export XDG_STATE_HOME=$PWD/state
ktopic create -q small
ktopic create -q big
seq 3 | kproduce -q small
for i in 1 2 3; do
	big 5000 | kproduce -q big
	seq 3 | kproduce -q small
	ktopic delete -q big; used
	ktopic create -q big
done
echo "- a producer holds the segment, and a follower reads it"
mkfifo lines
kproduce -q small < lines &
producer=$!
exec 3> lines
big 5000 | kproduce -q big
touch got
kconsume -f big -o lines > got 2> err & follower=$!
until [ "$(wc -l < got)" -ge 5000 ]; do sleep 0.05; done
ktopic delete big; used
wait $follower; echo "follower $?"; cat err
exec 3>&-; wait $producer
echo "- what shares the segments is whole"
kconsume small -o lines | sort | uniq -c
ktopic delete small; used
