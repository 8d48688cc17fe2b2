# Long windows and dictionaries of zstd: the message names the remedy.
need zstd
seq 1000 >plain
# A frame that says it needs a window of 1 GiB, and holds a stored block.
printf '(\265/\375\0\240\31\0\0a\n\n' >long.zst
st dfcount long.zst
dfcount -m 1G long.zst
SLUICE_MEMORY=1G dfcount <long.zst
for i in $(seq 300); do echo "{\"id\":$i,\"name\":\"name of $i\",\"list\":[$i,$i]}" >s$i; done
zstd -q --train s* -o dict --maxdict=4096 2>/dev/null || skip 'no dictionary could be made'
zstd -q -D dict s7 -o s7.zst
st jflat s7.zst
jflat --zstd-dict dict -o lines s7.zst
cat s7.zst | jflat --zstd-dict dict -o lines
st jflat --zstd-dict none s7.zst
st jflat --zstd-dict /dev/null s7.zst
zstd -q plain -o plain.zst
dfcount --zstd-dict dict plain.zst
