# timeout 120
# Bytes that changed on the broker's disk are no record: its checksum tells.
own_broker
ktopic create paid -q
seq -f 'paid %04.0f euros' 1 100 | kproduce paid -q -X compression.type=none
kconsume paid -o lines | tail -n 1
log=$(find "$dir" -path '*/paid-0/*.log')
at=$(grep -abo 'paid 0050' "$log" | cut -d : -f 1)
printf 9 | dd of="$log" bs=1 seek=$((at + 5)) conv=notrunc status=none
kconsume paid -o lines 2>err | grep -c 'paid 9'
echo "exit ${PIPESTATUS[0]}"
sed -E 's/0x[0-9a-f]+|[0-9]+ bytes/N/g' err
