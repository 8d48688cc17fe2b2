#!/bin/bash
# make.sh DIR - a small local log with one of everything, made by the tools in PATH.
# Times are fixed but those of `appended' and of the topics themselves.
set -eu
export SLUICE_BROKERS=file:$1
say() { jflat --flatten -o arrow "$@"; }

ktopic create -q plain
seq 1 20 | dfselect "value, TIMESTAMP '2024-06-01 12:00:00' AS timestamp" | kproduce -q plain
seq 21 23 | dfselect "value, TIMESTAMP '2024-06-01 12:00:01.5' AS timestamp" | kproduce -q plain

# Keys, NULLs, timestamps that differ, headers: each shape of a range.
ktopic create -q keyed -p 3
for i in $(seq 12); do
	echo "{\"key\":\"k$((i % 5))\",\"value\":\"v$i\"}"
done | say | dfselect "key, IF(value = 'v7', NULL, value) AS value, TIMESTAMP '2024-06-01 12:00:00' AS timestamp" |
	kproduce -q keyed
ktopic create -q times
seq 100 | dfselect "value, CAST(1717243932 + CAST(value AS INT) % 7 AS TIMESTAMP) AS timestamp" |
	kproduce -q times
ktopic create -q headers
jflat --path 'key, value, headers array<struct<key:string,value:string>> AS headers' <<-'DATA' |
	{"key":"a","value":"1","headers":[{"key":"h","value":"x"},{"key":"h","value":"y"}]}
	{"key":null,"value":"2","headers":[]}
	{"key":"c","value":null,"headers":[{"key":"n","value":null}]}
DATA
	dfselect "*, TIMESTAMP '2024-06-01 12:00:00' AS timestamp" | kproduce -q headers

ktopic create -q appended --config message.timestamp.type=LogAppendTime
seq 5 | kproduce -q appended
ktopic create -q compact -p 2 --config cleanup.policy=compact --config retention.ms=3600000
printf '%s\n' a:1 b:2 a:3 | dfselect "substring(value, 1, 1) AS key, substring(value, 3, 1) AS value,
	TIMESTAMP '2024-06-01 12:00:00' AS timestamp" | kproduce -q compact
# A range of a whole batch.
ktopic create -q large
seq 4100 | dfselect "value, TIMESTAMP '2024-06-01 12:00:00' AS timestamp" | kproduce -q large
ktopic create -q empty -p 2
ktopic create -q gone
seq 1000 | kproduce -q gone
ktopic delete -q gone
# The lock files are made anew by whoever opens it.
rm "$1/commit.lock" "$1/ledger/lock.mdb"
