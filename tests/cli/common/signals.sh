# SIGUSR1 prints a line; a bounded stream dies of SIGINT and SIGTERM at once.
mkfifo p
exec 3<>p
env --default-signal=INT dfshow p 2>e &
pid=$!
sleep 0.3
kill -USR1 $pid
for i in $(seq 50); do [ ! -s e ] || break; sleep 0.1; done
sed 's/, [0-9.]* rows.s//' e
kill -INT $pid 2>/dev/null || echo gone
wait $pid
echo "status $?"
dfshow p &
pid=$!
sleep 0.3
kill -TERM $pid
wait $pid
echo "status $?"
# What was ignored stays ignored.
(trap '' INT; exec dfshow p >o 2>&1) &
pid=$!
sleep 0.3
kill -INT $pid
kill -0 $pid && echo lives
kill -TERM $pid
