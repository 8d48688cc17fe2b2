# A broker that advertises an address which nobody can resolve: each tool names it, and
# keeps to its time.
# slow
# timeout 120
own_broker
ktopic create foo -q
seq 5 | kproduce foo -q
"$broker" kill "$dir"
sed -i 's,^advertised.listeners=.*,advertised.listeners=PLAINTEXT://no.such.host.invalid:9092,' \
	"$dir/server.properties"
"$broker" restart "$dir"
for tool in 'ktopic describe' 'kconsume -o lines' kproduce; do
	start=${EPOCHREALTIME/./}
	seq 3 | st $tool --timeout 4s foo 2>&1 | sed 's/from [0-9.:]* within/from ADDRESS within/; s/: Name or.*//; s/: Temporary.*//'
	ms=$(((${EPOCHREALTIME/./} - start) / 1000))
	((ms < 5900)) || echo "$ms ms"
done
