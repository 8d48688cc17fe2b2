# Properties files that other clients share, which of two files and variables counts,
# and secrets.  Nobody listens at these addresses.
exec 2>&1
told() { "$@" --progress --timeout 0.2s < /dev/null 2>&1 | sed 's/ within .*//'; }
echo '== a file of other clients'
cat > java <<'END'
bootstrap.servers=127.0.0.1:1
key.serializer=org.apache.kafka.common.serialization.StringSerializer
value.deserializer.encoding=UTF-8
max.request.size=2000000
max.poll.records=7
group.id=other
partitioner.class=org.apache.kafka.clients.producer.RoundRobinPartitioner
client.id=shared
# of the console tools
print.key=true
key.separator=:
# of a registry
schema.registry.url=https://registry:8081
schema.registry.basic.auth.user.info=joe:hunter2
basic.auth.credentials.source=USER_INFO
auto.register.schemas=false
avro.use.logical.type.converters=true
END
told kproduce -F java foo
ktopic -F java --timeout 0.2s -X debug=conf list 2>&1 | grep -c 'property .* passed over'
ktopic -F java --timeout 0.2s -X debug=conf list 2>&1 | grep -o 'message.max.bytes = .*'
kconsume -F java --timeout 0.2s -o lines foo 2>&1 | sed 's/ within .*//'
echo '== logins and stores'
cat > login <<'END'
bootstrap.servers=127.0.0.1:1
security.protocol=SASL_SSL
sasl.mechanism=PLAIN
sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule \
    required username="joe" password='hunter2#x';
ssl.truststore.type=PEM
ssl.truststore.location=ca.pem
ssl.truststore.password=
END
# A certificate of nobody.
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=nobody -keyout key.pem -out ca.pem \
	-days 2 2>/dev/null || skip 'no openssl'
told kproduce -F login foo
cat > both <<'END'
bootstrap.servers=127.0.0.1:1
security.protocol=SSL
ssl.truststore.location=/etc/trust.jks
ssl.truststore.type=JKS
ssl.ca.location=ca.pem
ssl.keystore.type=PEM
ssl.keystore.location=both.pem
END
cat key.pem ca.pem > both.pem
told kproduce -F both foo
refuse() { # LINE: a file with it is refused
	printf '%s\n' "$1" > file
	st ktopic -F file -b 127.0.0.1:1 --timeout 0.2s list
}
echo '== refused'
refuse ssl.truststore.location=/etc/trust.jks
refuse ssl.keystore.location=/etc/key.jks$'\n'ssl.keystore.type=JKS
refuse 'sasl.jaas.config=com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true;'
refuse 'sasl.jaas.config=x.ScramLoginModule required username="a" password="b" tokenauth="true";'
refuse max.reqest.size=5
refuse print-key=true
for p in group.id=x print.key=true max.request.size=5 partitioner=random basic.auth.user.info=a:b; do
	st ktopic -b 127.0.0.1:1 -X $p list
done
echo '== what counts'
echo bootstrap.servers=127.0.0.1:2 > two
echo bootstrap.servers=127.0.0.1:3 > three
echo linger.ms=7 > none
mkdir -p "$XDG_CONFIG_HOME/sluice"
echo bootstrap.servers=127.0.0.1:4 > "$XDG_CONFIG_HOME/sluice/client.properties"
asked() { ktopic "$@" --timeout 0.1s list 2>&1 | sed 's/.*from \(.*\) within.*/\1/'; }
SLUICE_BROKERS=127.0.0.1:1 SLUICE_CONFIG=three asked -F two
SLUICE_BROKERS=127.0.0.1:1 SLUICE_CONFIG=three asked -F two -X bootstrap.servers=127.0.0.1:5
SLUICE_BROKERS=127.0.0.1:1 SLUICE_CONFIG=three asked -F two -b 127.0.0.1:6
SLUICE_BROKERS=127.0.0.1:1 SLUICE_CONFIG=three asked -F none
SLUICE_BROKERS=127.0.0.1:1 SLUICE_CONFIG=three asked
SLUICE_BROKERS= SLUICE_CONFIG=three asked
SLUICE_BROKERS= asked
SLUICE_BROKERS= st ktopic -F none list
echo '== secrets'
cat > file <<'END'
bootstrap.servers=127.0.0.1:1
security.protocol=sasl_plaintext
sasl.mechanism=OAUTHBEARER
enable.sasl.oauthbearer.unsecure.jwt=true
sasl.oauthbearer.config=scope=all hunter2
END
st ktopic -F file --timeout 1s list
ktopic -F file --timeout 1s -X debug=all list 2>&1 | grep -c hunter2
sed -i 's/config=.*/config=principal="hunter2/' file
st kproduce -F file --timeout 1s foo
