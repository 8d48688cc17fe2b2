# What is no text is not counted as lines: named, on a pipe, inside a compression.
mkdir d
seq 100 >d/a
tar -cf tar d
tar -cf tgz -z d
printf '!<arch>\n' >ar
printf '070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08xa\0\0\0one\n' \
	1 33188 0 0 1 0 4 0 0 0 0 2 0 >cpio
printf '\307\161\1\0\2\0\244\201\0\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\4\0a\0one\n' >binary_cpio
printf 'PK\3\4\24\0\0\0' >zip
printf 'Obj\1\4\26avro.schema' >avro
printf 'ORC\21\0\0\n\6\22\4' >orc
printf 'RCF\1\0' >rcfile
printf 'SEQ\6\55org.apache.hadoop.hive.ql.io.RCFile$KeyBuffer' >rcfile_of_old
printf '\37\235\220a\n' >compress
printf '\211LZO\0\r\n\32\n' >lzop
printf 'FEA1\0\0\0\0' >feather
printf 'PAR1\25\4' >parquet
for f in tar tgz ar cpio binary_cpio zip avro orc rcfile rcfile_of_old compress lzop feather parquet; do
	echo "-- $f" >&2
	st dfcount $f
	cat $f | dfcount 2>/dev/null && echo "$f is counted on a pipe"
	gzip -c $f | dfselect '*' 2>/dev/null | cat >out && [ -s out ] && cmp -n 4 -s out $f && echo "$f is taken inside gzip"
	gzip -c $f | dfshow >/dev/null 2>&1 && echo "$f is shown"
	jflat $f >/dev/null 2>&1 && echo "$f is JSON"
	seqfile list $f >/dev/null 2>&1 && echo "$f is a SequenceFile"
done
# By their names, whatever is in them.
for f in x.tgz x.tbz x.txz x.cpio x.deb x.Z x.rar x.avro.gz; do
	seq 3 >$f
	[ $f != x.avro.gz ] || seq 3 | gzip >$f
	st dfcount $f
	dfcount -i lines $f
done
# What text may begin with stays text, and does not wait.
for t in ORC 'ORC\nb' RCF Object SEQUENCE 070707 'q\307\202' ']' LZIP '4' PKZIP; do
	printf "$t\n" | dfcount
done | uniq -c
{ echo 4; settled; echo 5; } | dfselect '*' -o lines
# Hive's RCFile is no cut SequenceFile.
for f in rcfile rcfile_of_old tar; do
	st seqfile list $f
done
