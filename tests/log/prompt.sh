# What kconsume shows at a prompt: a table, of a live stream one for each epoch.
ktopic create ${T}p -q
printf 'short\na line that is longer than the window has room for\n' | kproduce ${T}p -q
pty -c 40 kconsume --no-progress ${T}p -c offset,value
pty -c 40 kconsume -f -n 2 ${T}p -c offset,value
pty -c 40 kconsume -f -n 2 ${T}p -c value
pty -c 24 kconsume -f -n 1 ${T}p | sed 's/[0-9]\{4\}-.*/TIME/'
