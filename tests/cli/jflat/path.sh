# --path: columns in one pass, string unless a type is given.
cat >in.json <<'E'
[{"id":1,"commit":{"committer":{"name":"Nico \u0057illiams","age":null}},"tags":["a","b"],"odd key":{"x":[1,{"y":2}]}},
 {"id":2,"commit":{"committer":null}},
 {"id":3,"commit":[],"tags":[]},
 {"id":4,"commit":{"committer":{"name":""},"committer":{"name":"second"}}},
 null]
E
jflat --path commit.committer.name -o json in.json
jflat --path "id BIGINT, commit.committer.name AS who, ['odd key'].x[1].y INT AS y, tags, tags[0] AS tag" in.json | dfshow
jflat --path 'id BIGINT, tags ARRAY<STRING>' --path '$.commit AS c' in.json | dfshow --schema
jflat --path 'id BIGINT' -o lines in.json --null '?'
# What does not fit is an error with its place.
st jflat --path 'commit.committer.name INT' -o lines in.json
st jflat --path 'tags ARRAY<INT>' -o json in.json
# What cannot be a path.
for p in '' 'a..b' 'a[' 'a[x]' 'a[*]' 'a b c' 'a INT, a' 'a BIGNT' 'a as' "a['x"; do
	st jflat --path "$p" in.json
done
