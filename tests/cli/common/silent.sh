# The source of a live stream is silent: the first signal to a stage leaves the end to the
# source, but for no more than 10 s.
# slow
need ktopic kproduce kconsume
exec 2>&1
ktopic create -q t
ktopic create -q u
seq 3 | kproduce -q t
mkfifo a b c
: > out.c
kconsume -f t -c value > a & one=$!
kconsume -f t -c value > b & two=$!
kconsume -f t -c value > c & three=$!
kproduce u < a 2> said.a & sink=$!
dfselect < b > out.b 2> said.b & filter=$!
dfselect -o lines < c > out.c & heard=$!
until [ "$(kconsume u | dfcount)" = 3 ] && [ "$(wc -l < out.c)" = 3 ]; do sleep 0.1; done
kill -STOP $one $two
kill -TERM $sink $filter $heard
while sleep 3; do echo more | kproduce -q t; done & more=$!
wait $sink
echo "kproduce $?"
cat said.a
wait $filter
echo "dfselect $?"
cat said.b
dfcount out.b
echo "- one that still gets something goes on, and ends with its source"
kill -0 $heard && echo "goes on"
kill $more
kill -TERM $three
wait $heard
echo "dfselect $?"
uniq out.c
{ kill -KILL $one $two; wait; } 2> /dev/null
