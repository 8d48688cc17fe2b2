# A text that ends at any byte is refused, and never gives a wrong row.
printf '{"a":[1,"x\\u00e9\xc3\xa9",{}]}\n[{"b":null},true,1.5e3]\n' >in
size=$(wc -c <in)
for ((n = 0; n <= size; n++)); do
	head -c $n in >part
	jflat -o lines part >file.out 2>file.err
	a=$?
	cat part | jflat -o lines >pipe.out 2>pipe.err
	b=$?
	[ $a -eq $b ] && cmp file.out pipe.out || echo "differs at $n"
	echo "$n: $a $(wc -l <file.out) $(sed 's/.*not JSON: //' file.err)"
done
