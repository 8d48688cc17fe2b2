# local.sh - the local log against the disk and against a pipe.
awk -v n="${LINES_100:-2000000}" 'BEGIN { for (i = 0; i < n; i++) printf "%099d\n", i }' >lines
INVERT=1 compare 'local: kproduce of 2 M lines of 100 bytes / dd conv=fdatasync' '>=' 0.7 \
	'ktopic delete t 2>/dev/null; ktopic create t && kproduce t lines' \
	'rm -f copy; dd if=lines of=copy bs=1M conv=fdatasync'
rm -f copy
ktopic create five >/dev/null
for i in 1 2 3; do kproduce -q five lines || exit 1; done
for i in 1 2 3; do cat lines; done >all
INVERT=1 compare 'local: kconsume | dfcount / cat | wc -c, 6 M records' '>=' 0.5 \
	'kconsume five | dfcount' 'cat all | wc -c'
