# Ctrl-C on a terminal, every tool. A bounded stream dies of the first one, without a
# trailer; a live one ends at the first, whole; the second kills what does not end.
# timeout 120
ktopic create -q t
ktopic create -q u
seq 5 | kproduce -q t
seq 3 | dfselect '*' > three
yes "$(head -c 1000 /dev/zero | tr '\0' x)" | head -n 3000 | kproduce -q u
mkfifo p

# The command runs on a terminal; when those of its stages that are named wait for more,
# "first" comes there, then Ctrl-C; the same twice, but not so soon that both count as one.
cat > stage <<'END'
stage() { echo $BASHPID > pid.$1; shift; exec "$@"; }
trap : INT
END
cat > once <<'END'
. ./stage
(trap '' INT; settled $2; echo first) &
eval "$1"
END
cat > twice <<'END'
. ./stage
(
	trap got=yes INT
	settled $2; echo first
	until [ -n "$got" ]; do sleep 0.05; done
	settled $2; sleep 0.3; echo second
) &
eval "$1"
END
one() { on_terminal once "$@" -e first -k '\003'; }
two() { on_terminal twice "$@" -e first -k '\003' -e second -k '\003'; }
on_terminal() {	# SCRIPT STAGES COMMAND KEYS...
	rm -f pid.me
	pty "${@:4}" bash ./"$1" "$3" "$2" > screen 2>&1
}
tell() { echo "$1: $(cat status)" $(cat err); }

echo "- bounded: dies at once, and what it wrote is no whole stream"
bounded() {	# TOOL: its input has begun and does not go on
	one pid.me "(stage me $1) < p > out 2>err; echo \$? > status"
	tell "$1"
	! dfcount -i arrow out >/dev/null 2>&1 || echo "a whole stream"
	exec 3<&-
}
while read -r tool; do
	exec 3<>p
	head -c $(($(stat -c %s three) - 100)) three >&3
	bounded "$tool"
done <<'END'
dfselect '*'
dfselect '*' -o lines
dfcount
dfshow
jflat -c value
jflat -c value --flatten
kproduce u
END
for tool in 'jflat' 'jflat --flatten' 'dfselect -i lines' 'dfcount -i lines' 'kproduce u'; do
	exec 3<>p
	seq 3 >&3
	bounded "$tool"
done
one pid.me "stage me kconsume u 2>err | (trap '' INT; settled -g pid.me; cat > out); echo \"\${PIPESTATUS[0]}\" > status"
tell kconsume
! dfcount out 2>/dev/null || echo "a whole stream"

echo "- live: the first one ends it, whole"
while read -r tool; do
	one "pid.from pid.me" "stage from kconsume -f t -c value | stage me $tool > out 2>err; echo \"\${PIPESTATUS[*]}\" > status"
	tell "$tool"
	[ "$(head -c 4 out | od -An -tx1)" != ' ff ff ff ff' ] || dfcount out
done <<'END'
dfselect '*'
dfselect '*' -o lines
dfcount
dfshow -n 2
jflat -c value
jflat -c value --flatten --schema 'a INT' --bad skip
kproduce u
END

echo "- live: the second one kills what does not end"
while read -r tool; do
	setsid kconsume -f t -c value < /dev/null > p & live=$!
	echo $live > pid.from
	two "pid.from pid.me" "(stage me $tool) < p > out 2>err; echo \$? > status"
	tell "$tool"
	kill $live 2> /dev/null	# it may have noticed
	wait $live
done <<'END'
dfselect '*'
dfcount
dfshow
jflat -c value
kproduce u
END
two pid.me "stage me kconsume -f u 2>err | (trap '' INT; settled -g pid.me); echo \"\${PIPESTATUS[0]}\" > status"
tell kconsume
