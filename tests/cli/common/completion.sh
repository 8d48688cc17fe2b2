# Completions in the real shells: every line is typed, completed with all that fits,
# and shown.
# timeout 120
need bash zsh fish
ktopic create -q orders
ktopic create -q other
ktopic create -q -b "file:$PWD/log2" second
echo '{"id":1,"name":"x","who":{"first":"y","a b":2},"odd name":2,"and":3}' |
	jflat --path 'id BIGINT, name, who STRUCT<first: STRING, `a b`: INT>, `odd name`, `and`' >rows.arrow
mkdir folder
echo 1 >file.txt

# A caret is where the cursor is; it is at the end without.
lines=$(cat <<'END'
seqfile pack --codec 
seqfile p
kconsume --from 
kconsume --from 0:earliest,1:l
kconsume --from=@
kconsume -c key,time
kconsume o
kconsume -b file:log2 
kconsume --isolation=
ktopic describe 
ktopic create 
ktopic delete --broker=file:log2 
kproduce or
kproduce orders f
dfshow --output=
dfshow -o t
dfshow --tz=Europe/Berl
dfshow rows.arrow --tz Europe/Berl
dfshow fi
dfcount rows.arrow -w id
dfcount rows.arrow -w "id > 1 AND w
dfcount rows.arrow -w 'who.
dfcount rows.arrow --where=i
dfcount rows.arrow -w
dfselect --drop na^ rows.arrow
dfselect w^ rows.arrow
dfselect id,n^ rows.arrow
dfselect ^ rows.arrow
dfselect f
dfselect x f
dfselect --allow-unmarked=
jflat rows.arrow -c o
jflat rows.arrow --keep=id,w
seqfile unpack -C fo
END
)
# The keys for one shell: complete and insert all (Esc *), show (Ctrl-T), wipe (Ctrl-U).
keys() {
	local l after
	while IFS= read -r l; do
		after=${l#*^}
		[[ $l = *^* ]] || after=
		printf '%s%s\033*\024\005\025' "${l/^/}" "${after//?/\\002}"
	done <<<"$lines"
}

cat >rc.bash <<'END'
PS1='ready$ '
for f in "$SRC"/completions/bash/*; do . "$f"; done
show() { printf '%s\n' "$READLINE_LINE" >>bash.lines; }
bind -x '"\C-t": show'
bind 'set bell-style none'
END
echo "-- bash"
pty -c 200 -e 'ready$ ' -k "$(keys)"'\004' bash --noprofile --rcfile rc.bash -i >screen 2>&1
sed 's/ *$//' bash.lines
cat >.zshrc <<'END'
PS1='ready$ '
fpath=("$SRC/completions/zsh" $fpath)
autoload -Uz compinit
compinit -u -d "$PWD/dump"
all() { _main_complete; compstate[insert]=all; compstate[list]= }
zle -C all complete-word all
bindkey -e
bindkey '\e*' all
show() { print -r -- "$BUFFER" >>zsh.lines }
zle -N show
bindkey '^T' show
END
echo "-- zsh"
ZDOTDIR=$PWD pty -c 200 -e 'ready$ ' -k "$(keys)"'\004' zsh -i >screen2 2>&1
sed 's/ *$//' zsh.lines
echo "-- fish"
while IFS= read -r l; do
	[[ $l = *^* ]] || echo "$l -> $(fish -c 'set -p fish_complete_path $SRC/completions/fish
		complete -C "$argv"' -- "$l" | cut -f 1 | paste -sd ' ')"
done <<<"$lines"
