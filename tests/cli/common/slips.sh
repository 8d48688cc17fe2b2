# Typical slips: what is meant works, or the message names it.
printf '{"commit":{"name":"x"}}\n' >j
for list in 'count(*)' 'COUNT(DISTINCT value)' 'sum(value)' 'value.commit.name' nope valeu '`value`.a'; do
	st dfselect "$list" -o lines j
done
st dfselect 'CAST(value AS BINARY) AS b' j | st dfselect 'b.commit' -o lines
st dfselect --drop nope '*' j
st dfselect --rename nope=x '*' j
st dfcount -w 'max(value) > 1' j
st dfcount -w 'commit.name = 1' j
st dfselect key value
st dfselect key value more <j
st dfselect value nofile.csv
seq 12 | dfselect "value AS a, value AS b, value AS c, value AS d, value AS e, value AS f, value AS g,
	value AS h, value AS i, value AS k, value AS l" | st dfselect nothing
st jflat -c nope -i arrow <(dfselect 'value' j)
# A path may begin with a point, as jq has it.
st jflat --path .commit.name -o lines j
st jflat --path '.commit.name STRING AS n, .commit' -o json j
st jflat --path .[0] -i arrow -c value -o lines <(echo '[1,2]' | dfselect '*')
st dfselect 'value:.commit.name' -o lines j
# A value of a packed file is named by its key.
mkdir tree
cp j tree/good
echo '{"a"' >tree/bad
seqfile pack -q -O p.seq tree
st jflat -c value -o lines p.seq
st jflat -c value -o lines <p.seq
st dfselect 'key, value:a AS a' -o json p.seq
for layout in none record block; do
	seq 1 120000 | dfselect "value AS key, IF(value = '99999', '{', '{}') AS value" |
		seqfile pack -q -O "$layout" --compression $layout --block-size 9K --from-frames
	seq 2 | dfselect "value AS key, '1' AS value" | seqfile pack -q --overwrite -O two --from-frames
	st jflat -c value two "$layout" -o lines | cksum
	st dfselect 'value:a AS a' "$layout" -o lines | tail -n 1
done
seqfile list p.seq
ktopic create -q one
st ktopic ls
st seqfile ls p.seq
