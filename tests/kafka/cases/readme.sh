# The README's table beside kcat and Apache Kafka's own tools: the same, but for what its
# row says.
# timeout 120
need kcat java
mkdir bin
KCAT=$(command -v kcat)
cat >bin/kcat <<END
#!/bin/bash
exec "$KCAT" -q -u -b "$SLUICE_BROKERS" "\$@"
END
cat >bin/kafka-topics.sh <<END
#!/bin/bash
exec "$SRC/tests/kafka/console" topics --bootstrap-server "$SLUICE_BROKERS" "\$@"
END
chmod +x bin/*
PATH=$PWD/bin:$PATH
for i in {1..30}; do echo "$i:v$i"; done >file

# Topics of the rows that write are two: one for each side.
row() { # COMMAND
	echo "-- $1"
	bash -c "$(sed -E "s/ (t|a|b)( |$)/ ${T}left-\1\2/g" <<<"$1")"
	bash -c "$(readme_row "$1" | sed -E "s/ (t|a|b)( |$)/ ${T}right-\1\2/g")"
}
both() { # TOPIC: what the two hold, but for the partitions of records without a key
	for side in left right; do
		kcat -C -t "$T$side-$1" -e -f '[%k] [%s]\n' | sort >$side
	done
	diff left right && echo "$(wc -l <left) records, the same"
}
NAMES="s/ t( |$)/ ${T}left-t\1/g"

row "kafka-topics.sh --create --topic t --partitions 4"
describe="kafka-topics.sh --describe --topic t"
echo "-- $describe"
bash -c "$(sed -E "$NAMES" <<<"$describe")" | sed -E "s/\tTopicId: [^\t]*//; s/\tElr:.*//" >left
bash -c "$(readme_row "$describe" | sed -E "$NAMES")" | diff left - && echo "$(wc -l <left) lines, the same"
for t in left-a left-b right-a right-b; do ktopic create -q "$T$t"; done
row "kcat -P -t t -l file"
both t
row "kcat -P -t t -K: -l file"
both t
# Over several partitions the order is nobody's.
ktopic create -q "${T}one"
kproduce -q "${T}one" file
NAMES="s/ t( |$)/ ${T}one\1/g"
beside "kcat -C -t t -e"
beside "kcat -C -t t -o -10 -e"
follow="kcat -C -t t"
for c in "$follow" "$(readme_row "$follow")"; do
	echo "-- $c"
	: >out
	bash -c "exec $(sed -E "$NAMES" <<<"$c")" >out &
	for _ in {1..200}; do [ "$(wc -l <out)" -ge 30 ] && break; sleep 0.1; done
	kill -0 $! && echo "goes on after $(wc -l <out)"
	kill -TERM $!
	wait $!
done
kcat -P -t "${T}left-a" -K: -l file
kcat -P -t "${T}right-a" -K: -l file
row "kcat -C -t a -e | kcat -P -t b"
echo "kcat: $(kcat -C -t "${T}left-b" -e -c 1 -f '%k=%s\n')"
echo "ours: $(kcat -C -t "${T}right-b" -e -c 1 -f '%k=%s\n')"
