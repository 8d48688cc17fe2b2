# SIGUSR1 prints a line; a bounded stream dies of SIGINT and SIGTERM at once.
mkfifo p
exec 3<>p
env --default-signal=INT dfshow p 2>e &
pid=$!
echo $pid >pid; settled pid
kill -USR1 $pid
until [ -s e ]; do sleep 0.02; done
sed 's/, [0-9.]* rows.s//' e
kill -INT $pid 2>/dev/null || echo gone
wait $pid
echo "status $?"
dfshow p &
pid=$!
echo $pid >pid; settled pid
kill -TERM $pid
wait $pid
echo "status $?"
# What was ignored stays ignored.
(trap '' INT; exec dfshow p >o 2>&1) &
pid=$!
echo $pid >pid; settled pid
kill -INT $pid
kill -0 $pid && echo lives
kill -TERM $pid
