# Processes of one number in several PID namespaces, as containers have them, share a log.
# timeout 30
unshare -rpf true 2>/dev/null || skip "a PID namespace cannot be made here"
export SLUICE_BROKERS=file:$PWD/log
ktopic create -q t
touch a b
# Each tool is number 1 there.
first=(unshare -rpf --)
wait_lines() { for _ in {1..200}; do [ "$(wc -l < "$1")" -ge "$2" ] && return; sleep 0.05; done; echo "never came: $(cat "$1")"; }
"${first[@]}" kconsume t -f -o lines -n 8 > a 2> a.err &
seq 3 | kproduce -q t
wait_lines a 3
"${first[@]}" kconsume t -f -o lines -n 8 > b 2> b.err &
wait_lines b 3
seq 4 6 > in
"${first[@]}" kproduce t < in 2>&1
seq 7 8 > in
"${first[@]}" kproduce t < in 2>&1
"${first[@]}" ktopic create u
"${first[@]}" ktopic list
wait
cat a.err b.err
cmp a <(seq 8) && cmp b a && echo same
echo "- a signal ends process 1, too"
mkfifo lines
"${first[@]}" dfcount < lines 2> err & unshare=$!
exec 3> lines
until pid=$(ps -o pid= --ppid $unshare) && grep -q dfcount /proc/$((pid))/comm 2>/dev/null; do sleep 0.01; done
until grep -q '^SigCgt:.*[4-7c-f]...$' /proc/$((pid))/status; do sleep 0.01; done
kill -TERM $pid
wait $unshare
echo "exit $?"
cat err
