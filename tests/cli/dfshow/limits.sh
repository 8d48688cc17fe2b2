# It reads one row more than it shows, then closes: an endless input is fine.
yes | dfshow -n 2
yes | dfshow -n 0
yes | dfshow -o csv -n 1
seq 3 | dfshow -n all
seq 21 | dfshow | tail -n 2
seq 20 | dfshow | tail -n 1
# A table has to be kept: not without bound.
seq 1000000 | st dfshow -n all -m 1M
