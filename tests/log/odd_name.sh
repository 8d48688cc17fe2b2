# The hint names a column as an expression must have it.
printf '{"a b":1}\n' | jflat --flatten | st kproduce ${T}a --create
printf '{"a`b":1}\n' | jflat --flatten | st kproduce ${T}a --create
