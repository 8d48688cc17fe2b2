# local.sh - the local log against the disk and against a pipe.
# LINES_100 lines of 100 bytes (2 M); three times as many are read.
awk -v n="${LINES_100:-2000000}" 'BEGIN { for (i = 0; i < n; i++) printf "%099d\n", i }' >lines
ktopic create t
INVERT=1 compare 'local: kproduce of lines of 100 bytes / dd conv=fdatasync' '>=' 0.7 \
	'kproduce t lines' 'dd if=lines of=copy bs=1M conv=fdatasync'
rm -f copy
ktopic delete t
ktopic create many
for i in 1 2 3; do kproduce -q many lines || exit 1; done
for i in 1 2 3; do cat lines; done >all
n=$(kconsume many | dfcount) || exit 1
INVERT=1 compare "local: kconsume | dfcount / cat | wc -c, $n records" '>=' 0.5 \
	'kconsume many | dfcount' 'cat all | wc -c'
INVERT=1 compare 'local: kconsume -c value | dfcount / cat | wc -c' - 0 \
	'kconsume -c value many | dfcount' 'cat all | wc -c'
INVERT=1 compare 'local: kconsume -o lines / cat' - 0 'kconsume -o lines many | cat' 'cat all | cat'
