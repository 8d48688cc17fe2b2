# Words that other tools have: places in a topic, and escapes in a delimiter of keys.
printf 'k\tv\nl\tw\n' | kproduce -K '\t' --create "${T}a"
printf 'k:v\n' | kproduce -K '\x3a' "${T}a"
printf 'k\\qv\n' | kproduce -K '\q' "${T}a"
printf 'k\nv\0' | kproduce -0 -K '\n' "${T}a"
kconsume --from beginning "${T}a" | dfselect 'CAST(key AS STRING), CAST(value AS STRING)' -o json | sort
kconsume --from end "${T}a" -o lines
kconsume --to end "${T}a" | dfcount
printf 'k:v\n' | st kproduce -K '\x' "${T}a"
printf 'k:v\n' | st kproduce -K '\x100' "${T}a"
