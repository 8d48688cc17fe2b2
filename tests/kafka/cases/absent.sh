# No broker: every command says so within the time it was given, and nothing comes
# out; properties that make no sense are found before anybody waits.
export SLUICE_BROKERS=127.0.0.1:1
echo '== nobody there'
st ktopic --timeout 0.5s list
st ktopic --timeout 0.5s create foo
st kconsume --timeout 0.5s foo -o lines
seq 3 | st kproduce --timeout 0.5s foo
kconsume --timeout 0.5s foo 2>/dev/null | st dfcount
st ktopic -b no.such.host.invalid:9092 --timeout 0.5s list 2>&1 | sed 's/: [A-Z].*/: .../'

echo '== what is debugged'
ktopic -X debug=broker --timeout 0.5s list 2>&1 | grep -c '^ktopic: BROKER: .*Added new broker'
echo '== properties'
st ktopic -X queued.min.mesages=5 list
st ktopic -X linger.ms=soon list
st ktopic -X sasl.password=secret list
printf '%s\n' 'key.serializer=org.apache.kafka.common.serialization.StringSerializer' \
	'ssl.truststore.location=/etc/trust.jks' > file
st ktopic -F file list
printf '%s\n' 'sasl.mechanism=PLAIN' 'security.protocol=nonsense' > file
st ktopic -F file list
printf '%s\n' "bootstrap.servers=127.0.0.1:2" 'group.id=other' 'max.poll.records=7' > file
SLUICE_BROKERS='' st ktopic -F file --timeout 0.3s list
seq 3 | st kproduce -X acks=0 foo

echo '== what a file says for other programs'
printf '%s\n' 'acks=1' 'enable.idempotence=true' 'client.dns.lookup=use_all_dns_ips' > file
seq 3 | st kproduce -F file --timeout 0.1s foo
seq 3 | st kproduce -F file --timeout 0.1s foo --acks 0
seq 3 | st kproduce -X enable.idempotence=true --acks 1 foo
printf '%s\n' '# mine' 'queued.min.mesages=5' > file
st ktopic -F file list
printf '%s\n' 'sasl.password=a' '  long-secret' > file
st ktopic -F file list
printf 'bootstrap.servers=127.0.0.1:\\\r\n    3\r\n' > file
SLUICE_BROKERS='' st ktopic -F file --timeout 0.3s list
