# Nanoseconds that are no whole microseconds: an error that names the option, or cut.
g=$SRC/tests/golden/arrow
st dfcount -w 'c IS NOT NULL' "$g/bad-nano.arrows"
dfcount -w 'c IS NOT NULL' --truncate-ns "$g/bad-nano.arrows"
dfselect --truncate-ns 'CAST(c AS STRING) AS c' -o json "$g/bad-nano.arrows"
dfshow --truncate-ns --no-truncate "$g/bad-nano.arrows"
cat "$g/bad-nano.arrows" | dfselect '*' --allow-unmarked --truncate-ns | dfselect '*' -o lines --null NULL
ktopic create -q "${T}ns"
st kproduce --truncate-ns --whole "${T}ns" "$g/bad-nano.arrows"
