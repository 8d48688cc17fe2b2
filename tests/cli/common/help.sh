# What every tool answers.
for tool in "$BUILD"/bin/*; do
	name=${tool##*/}
	"$tool" -h >h || echo "$name -h: $?"
	"$tool" --help | cmp - h
	"$tool" --version | sed "s/^$name (sluice) [0-9.]*$/fine/" | grep -vx fine
	for sh in bash zsh fish; do
		"$tool" --completion $sh >c || echo "$name --completion $sh: $?"
		grep -q "$name" c || echo "$name: $sh names it not"
	done
	"$tool" --completion bash >c && bash -n c
	awk 'length > 80 && !/^usage:/ && !/^       [a-z]/' h
	"$tool" --no-such-option </dev/null >o 2>e && echo "$name takes anything"
	[ ! -s o ] || echo "$name: usage error on stdout"
	[ "$(cat e)" = "$name: unknown option \"--no-such-option\"" ] || cat e
done
if command -v zsh >/dev/null; then
	dfshow --completion zsh >c && zsh -n c
fi
st dfshow --help=yes
st dfshow --jobz 3
dfshow -h >/dev/full; echo "status $?"
