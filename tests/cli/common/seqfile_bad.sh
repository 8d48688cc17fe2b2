# A damaged SequenceFile: the records before, then the place; never a count.
G=$SRC/tests/golden/seqfile
at() { head -c $1 $G/class-int.seq; }
size=$(stat -c %s $G/class-int.seq)
for n in 4 20 100 $((size - 1)) $((size - 4)); do
	at $n >cut
	st dfcount cut
	at $n | st dfcount
done
st dfselect value -o lines cut
# An item that is shorter than its class says.
cp $G/class-int.seq short
H=$(($(grep -abo 'IntWritable' short | tail -1 | cut -d: -f1) + 11 + 2 + 4 + 16))
printf '\0\0\0\7' | dd of=short bs=1 seek=$H conv=notrunc status=none
st dfselect value -o lines short
# Every byte of a small file cut: never a whole count with status 0.
whole=0
for ((n = 0; n < size; n++)); do
	at $n >cut.seq
	dfcount cut.seq >out 2>err && { whole=$((whole + 1)); cat out; }
	[ $(wc -l <err) = 1 ] || [ ! -s err ] || echo "more than a line at $n"
done
echo "whole $whole times"
