# par
# Flattening in two passes, from a file and a pipe: the same rows at every -j.
gen-commits -n 1500 >in.json
jflat --flatten -j 1 -o json in.json >want
wc -l <want
jflat --flatten in.json | dfshow --schema
for j in 2 8; do
	jflat --flatten -j $j -o json in.json | cmp - want && echo file
	cat in.json | jflat --flatten -j $j -o json | cmp - want && echo pipe
	jflat -j $j in.json | jflat -c value --flatten -j $j -o json | cmp - want && echo frames
	jflat --path 'commit.committer.name, stats.total BIGINT' -j $j -o csv in.json | md5sum
done
