# A topic copied and routed: keys, values, headers, timestamps stay what they are.
need ktopic kproduce kconsume
ktopic create -q ${T}a
printf 'k:v\nNIL:no key\nk:NIL\n:\n' | kproduce -q ${T}a -K : --null NIL
kconsume ${T}a --headers | kproduce ${T}b --create
kconsume ${T}a -c key,value,timestamp -o json >a
kconsume ${T}b -c key,value,timestamp -o json >b
cmp a b && echo same
kconsume ${T}a -c key,value -o json
echo "-- by the column topic"
ktopic create -q ${T}even
ktopic create -q ${T}odd
seq 10 | dfselect "CASE WHEN CAST(value AS INT) % 2 = 0 THEN '${T}even' ELSE '${T}odd' END AS topic, value" |
	kproduce --route
kconsume ${T}even -o lines
kconsume ${T}odd -c value | dfcount
seq 3 | st kproduce --route
seq 3 | dfselect "'not-a-topic-of-ours' AS topic, value" | st kproduce --route
echo "-- an operand beats the column"
kconsume ${T}even | kproduce ${T}odd
kconsume ${T}odd | dfcount
echo "-- many, with timestamps: each value is its own, whenever its batch goes"
ktopic create -q ${T}many
seq -f 'a value of some length that tells itself from the others: %08.0f' 300000 | kproduce -q ${T}many
kconsume ${T}many | kproduce -q ${T}again --create
kconsume ${T}many -c value -o lines | sort >a
kconsume ${T}again -c value -o lines | sort >b
cmp a b && wc -l <b
