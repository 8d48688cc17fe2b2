# A live pipeline drains at the first Ctrl-C: complete streams, status 0 everywhere.
ktopic create -q foo >/dev/null
seq 5 | kproduce -q foo
cat >live <<'EOF'
me() { echo $BASHPID >pid.$1; exec "$@"; }
(settled pid.kconsume pid.dfselect pid.dfcount; echo ready) &
me kconsume -f foo | me dfselect 'CAST(value AS STRING)' | me dfcount --no-progress >n
echo "status ${PIPESTATUS[*]}; $(cat n)" >s
EOF
pty -e ready -k '\003' bash ./live
cat s
# On a terminal each epoch is a table; what is typed makes the next one.
cat >live <<'EOF'
(read -r _; seq 6 7 | kproduce -q foo) </dev/tty &
kconsume -f foo | dfselect 'CAST(value AS STRING)' -w "value > '3'"
echo "status ${PIPESTATUS[*]}"
EOF
pty -e '|    5|' -k '\n' -e '|    7|' -k '\003' bash ./live
# One that waits for what has no end dies of the first one.
mkfifo p
cat >live <<'EOF'
(trap '' INT; exec >p; echo one >&2; exec sleep 1000) & writer=$!
dfselect -i lines <p
echo "status $?"
kill $writer
EOF
pty -e one -k '\003' bash -c 'trap : INT; . ./live'
