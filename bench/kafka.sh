# kafka.sh - a real broker: kproduce and kconsume against kcat, whole processes.
# LINES_100 lines of 100 bytes (2 M).  BENCH_BROKER=host:port uses a broker that runs
# already instead of starting one.
have 'kafka: kproduce, kconsume / kcat' kcat java || return 0
if [ -n "${BENCH_BROKER-}" ]; then
	SLUICE_BROKERS=$BENCH_BROKER
else
	trap '"$SRC/tests/kafka/broker" stop "$BENCH_DIR/broker" 2>/dev/null' EXIT
	SLUICE_BROKERS=$("$SRC/tests/kafka/broker" start "$BENCH_DIR/broker" 2>"$BENCH_DIR/err") || {
		skipped 'kafka: kproduce, kconsume / kcat' "no broker: $(tail -n 1 "$BENCH_DIR/err")"
		return 0
	}
fi
export SLUICE_BROKERS
b=$SLUICE_BROKERS t=bench-$$
awk -v n="${LINES_100:-2000000}" 'BEGIN { for (i = 0; i < n; i++) printf "%099d\n", i }' >lines
ktopic create "$t-ours" -p 1 >topics
ktopic create "$t-kcat" -p 1 >>topics

INVERT=1 compare 'kafka: kproduce of lines / kcat -P -l, rate' '>=' 1.1 \
	"kproduce -q $t-ours lines" "kcat -P -b $b -t $t-kcat -l lines"
FIGURE=cpu compare 'kafka: kproduce of lines / kcat -P -l, CPU' '<=' 0.9 \
	"kproduce -q $t-ours lines" "kcat -P -b $b -t $t-kcat -l lines"
ktopic delete "$t-ours" >>topics
ktopic delete "$t-kcat" >>topics

# What both read was written by kcat, uncompressed.
ktopic create "$t-read" -p 1 >>topics
kcat -P -b "$b" -t "$t-read" -l lines
n=$(kconsume "$t-read" | dfcount)
[ "$n" -eq "$(wc -l <lines)" ] || { echo "failed: $n records counted" >&2; return 1; }
tuned='-X fetch.message.max.bytes=10000000 -X queued.min.messages=1000000'
INVERT=1 compare 'kafka: kconsume | dfcount / kcat -C -e, rate' '>=' 1.5 \
	"kconsume $t-read | dfcount" "kcat -C -b $b -t $t-read -e -q"
INVERT=1 compare 'kafka: kconsume | dfcount / kcat -C -e tuned, rate' '>=' 1.0 \
	"kconsume $t-read | dfcount" "kcat -C -b $b -t $t-read -e -q $tuned"
ktopic delete "$t-read" >>topics
