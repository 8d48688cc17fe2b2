# It reads one row more than it shows, then closes: an endless input is fine.
yes | dfshow -n 2
yes | dfshow -n 0
yes | dfshow -o csv -n 1
seq 3 | dfshow -n all
seq 21 | dfshow | tail -n 2
seq 20 | dfshow | tail -n 1
# A table has to be kept: not without bound.
seq 1000000 | st dfshow -n all -m 1M
# What is cut for its cell takes no memory; nor is the rest copied before -m is asked.
{ printf %s éééééééééééééééééééééééé; head -c 3000000 /dev/zero | tr '\0' x; } >long
for i in lines bytes; do
	st dfshow -i $i -m 1M long
	st dfshow -i $i -m 1M --no-truncate long
done
st dfshow -m 1M --vertical <(seq 300000 | tr '\n' ' ')
dfselect "CAST(value AS BINARY) AS b, value" -i lines long | st dfshow -m 1M
# Of frames -m is asked before a message is read, from 16 MiB on; what is not looked at needs none.
{ head -c 20000000 /dev/zero | tr '\0' x; echo; } >line
dfselect '*' line -O line.arrow
dfselect '*' line -o arrow | st dfselect '*' -m 1M -o lines
st dfselect '*' -m 17M -o lines line.arrow
dfshow -m 1M line.arrow
dfselect '*' line -o arrow | dfshow -m 1M
dfshow -m 20M line.arrow
dfcount -m 1M line.arrow
# So of a record or block of a SequenceFile, and of what is packed in it.
mkdir values
cp line values
for i in none record block; do
	seqfile pack -q --compression $i --codec deflate -O $i.seq values
	st dfselect 'length(value) AS n' -m 1M -o lines $i.seq
	st dfselect 'length(value) AS n' -m 30M -o lines $i.seq
	st dfselect 'length(value) AS n' -m 1M -o lines -i seqfile:decompress-limit=30M $i.seq
	dfcount -m 1M $i.seq
done
