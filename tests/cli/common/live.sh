# A live pipeline drains at the first Ctrl-C: complete streams, status 0 everywhere.
ktopic create -q foo >/dev/null
seq 5 | kproduce -q foo
cat >live <<'END'
(sleep 2; echo ready) &
kconsume -f foo | dfselect 'CAST(value AS STRING)' | dfcount --no-progress >n
echo "status ${PIPESTATUS[*]}; $(cat n)" >s
END
pty -e ready -k '\003' bash ./live
cat s
# On a terminal each epoch is a table.
cat >live <<'END'
(sleep 2; seq 6 7 | kproduce -q foo; sleep 2; echo ready) &
kconsume -f foo | dfselect 'CAST(value AS STRING)' -w "value > '3'"
echo "status ${PIPESTATUS[*]}"
END
pty -e ready -k '\003' bash ./live
# The second one kills.
cat >live <<'END'
(sleep 1; echo one; sleep 1; echo two) &
(trap '' INT; sleep 6) | dfselect -i lines
echo "status ${PIPESTATUS[1]}"
END
pty -e one -k '\003' bash -c 'trap : INT; . ./live'
