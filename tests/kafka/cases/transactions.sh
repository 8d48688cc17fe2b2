# Transactions: only what is committed counts, and neither markers nor aborted
# records nor an open transaction confuse the end.
topic=${T}txn
ktopic create "$topic" -p 2
kafka-txn "$SLUICE_BROKERS" "$topic" "$T-a" commit:3 abort:2 commit:2 abort:3
echo committed; kconsume "$topic" -o lines
echo uncommitted; kconsume "$topic" --isolation read_uncommitted -o lines
echo count; kconsume "$topic" | dfcount
echo newest; kconsume "$topic" --newest 4 -o lines | wc -l

# The end is the last stable offset: before the first open transaction.
mkfifo ready
kafka-txn "$SLUICE_BROKERS" "$topic" "$T-b" open:2 > ready &
read -r word < ready
kafka-txn "$SLUICE_BROKERS" "$topic" "$T-a" commit:2
echo "while one is $word"; kconsume "$topic" -o lines
timeout 20 kconsume -f --idle 300ms "$topic" -o lines | wc -l
kconsume "$topic" --isolation read_uncommitted | dfcount
kconsume "$topic" --from -3 --isolation read_uncommitted -o lines
kill $! && wait $! 2>/dev/null
# The same id again fences the first, and its transaction is aborted.
kafka-txn "$SLUICE_BROKERS" "$topic" "$T-b" commit:1
echo 'and after it'; kconsume "$topic" -o lines

# Nothing but an aborted transaction.
ktopic create "${T}aborted"
kafka-txn "$SLUICE_BROKERS" "${T}aborted" "$T-c" abort:5
kconsume "${T}aborted" | dfcount
# A marker at the very end, and records of others behind where we end.
kafka-txn "$SLUICE_BROKERS" "${T}aborted" "$T-c" commit:1 abort:1
kconsume "${T}aborted" -c offset,value | dfselect 'offset, CAST(value AS string) AS v' -o csv
timeout 20 kconsume -f --idle 300ms "${T}aborted" -o lines; echo "exit $?"
