# RLIKE: what it refuses, and how long it may take, for a value and for all of them.
printf 'a\nb\n' >in
for p in '[a-z&&[^b]]' '^[a[bc]]$' '\0141' '(?i)A' 'a{,3}' '\101' '(?<=a+)b' '(?U)a' 'a\Qb' '(a' '(?<n>a)\k<n'; do
	st dfselect "value RLIKE r'$p' AS x" -o lines in
done
# The pattern of a row.
st dfselect "'a' RLIKE value AS x" -o lines in
printf 'a\n*\n' | st dfselect "'a' RLIKE value AS x" -o lines
# Values that Java may see otherwise.
printf 'xa\n😀a\n' | st dfselect "value RLIKE '(?<=.)a' AS x" -o lines
printf '%s%s\n' "$(head -c 60 /dev/zero | tr '\0' a)" b | st dfcount -w "value RLIKE '^(a|aa)+$'"
for ((i = 0; i < 10000; i++)); do echo aaaaaaaaaaaaaaaaaaaaaaaab; done >many
# Which value comes to be one too many depends on who is first.
st dfcount -w "value RLIKE '^(a|aa)+$'" many 2>&1 | sed 's/^.*: column/column/'
# A long value costs no more than its length.
head -c 20000000 /dev/zero | tr '\0' a | st dfcount -w "value RLIKE 'b|aac'"
