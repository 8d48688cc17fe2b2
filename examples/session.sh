# The first pipeline, end to end: a topic, lines and JSON into it, typed rows out.
# make demo runs these lines one by one and shows what each prints; a line that
# begins with ! must fail. They work as they stand at a prompt, with the local log
# or, with -b or SLUICE_BROKERS, with a Kafka cluster. commits.json, beside this
# file, is an array of 100 commits as a forge lists them, with a few of their fields.

ktopic create foo --partitions 1 --replication-factor 1 --if-not-exists
ktopic describe foo
seq 42 | kproduce foo --acks 1
kconsume foo | dfshow --schema
kconsume foo | dfselect 'CAST(key AS STRING), CAST(value AS STRING)' | dfshow
kconsume foo | dfcount

ktopic create commits
jflat commits.json | kproduce commits
kconsume commits -n 1 | dfselect 'value:commit.committer.name' -o lines
kconsume commits | jflat -c value --flatten | dfselect 'commit.committer.name, stats.total' -w 'stats.total > 100' | dfshow

ktopic create quickstart-events
printf '%s\n' Hello Theja '["Hello from python", "Theja from python"]' '{"name":"Theja"}' '"external-ip"' | kproduce quickstart-events
kconsume quickstart-events -o lines
! kconsume quickstart-events | jflat -c value -o lines

kconsume foo | dfselect 'CAST(CAST(value AS STRING) AS INT) AS n' -w 'n % 2 = 0' | dfcount
