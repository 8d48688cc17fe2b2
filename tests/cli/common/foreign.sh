# Streams of other programs: Arrow's end marker proves nothing on a pipe.
g=$SRC/tests/golden/show
cp "$g/many.arrows" .
dfcount many.arrows
dfcount <many.arrows
cat many.arrows | st dfcount
cat many.arrows | st dfcount --allow-unmarked
head -c -8 many.arrows >eof
cat eof | st dfcount --allow-unmarked
cat eof | st dfcount --allow-unmarked=eof
st dfcount --allow-unmarked=oef many.arrows
st dfcount eof
st dfcount --allow-unmarked=eof eof
dfselect '*' many.arrows | dfcount
