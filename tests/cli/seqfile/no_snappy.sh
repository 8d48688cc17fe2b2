# slow
# libsnappy is loaded when it is needed: who lacks it is told what to install, by
# everything that needs it; all else works.
gold=$SRC/tests/golden/seqfile
export NO_LIBRARY=libsnappy LD_PRELOAD="$BUILD/tests/lib/no_library.so"
for f in record block; do
	for verb in cat 'list -l' info verify 'cat -o json' 'recode -O x' 'salvage -O x' 'unpack -C d'; do
		st seqfile $verb "$gold/$f-snappy.seq" 2>&1 >out | sed "s,$SRC.*/,,"
		[ ! -s out ] || [ "$verb" = info ] || cat out
	done
	st seqfile get "$gold/$f-snappy.seq" key 2>&1
done | sort | uniq -c
st seqfile pack -O x --codec snappy "$gold/plain.seq"
st dfcount "$gold/block-snappy.seq"
# Keys are not compressed there.
seqfile list "$gold/record-snappy.seq" | cmp - <(seqfile list "$gold/plain.seq")
seqfile recode -q -O y --codec lz4 "$gold/plain.seq" && seqfile cat y | cmp - <(seqfile cat "$gold/plain.seq")
ls
