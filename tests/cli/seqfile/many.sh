# slow
# timeout 300
# Ten thousand files of 100 KB.
mkdir in
head -c 102400 /dev/urandom >one
for i in $(seq 10000); do ln one "in/$i"; done
seqfile pack -O x.seq --codec lz4 in
seqfile list x.seq | wc -l
dfcount -w 'length(value) = 102400' x.seq
seqfile get x.seq in/4711 | cmp - one
seqfile cat -o arrow x.seq | dfselect 'length(value) AS n' | dfcount -w 'n = 102400'
