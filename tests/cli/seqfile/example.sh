# The example Makefile: small JSON files to counts, each step once.
mkdir orders
for i in $(seq 300); do
	printf '{"id":%d,"customer":{"city":"%s"},"total":%d.5}\n' "$i" "$((i % 3 ? i % 7 ? 1 : 2 : 3))" "$i"
done | awk '{ gsub(/"city":"1"/, "\"city\":\"Bonn\""); gsub(/"city":"2"/, "\"city\":\"Ulm\""); gsub(/"city":"3"/, "\"city\":\"New Town\""); print >("orders/" NR ".json") }'
run() { make -s -f "$SRC/examples/small-files/Makefile" "$@" 2>err || { echo "exit $?"; cat err; }; }
run && cat counts.tsv && ls packed rows
touch -r counts.tsv mark && run && [ ! counts.tsv -nt mark ] && echo "nothing to do"
# Another order: all steps again. One that is no JSON: the rows are not touched.
sleep 0.02; printf '{"id":0,"customer":{"city":"Ulm"},"total":1}\n' >orders/0.json
run -j 4 && grep Ulm counts.tsv
seqfile list rows | wc -l
sleep 0.02; echo '{"id":' >orders/bad.json; touch orders
run | grep -E '^(exit|jflat|seqfile: up)' | sort
seqfile list rows | wc -l
