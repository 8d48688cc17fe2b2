# On a terminal: escapes, progress, and no frames.
printf 'a\033]0;title\007\tb\n\302\2331mc\nplain \303\244\n' >bad
pty dfshow -o lines bad
pty dfshow -o csv bad
pty dfshow -o json bad
pty sh -c 'dfshow "$(printf "no\033[1msuch\377")"; echo $?'
# A line of progress is wiped before the table.
pty -e 'B/s' -k '\n' sh -c '(echo 1; read -r _ </dev/tty; seq 3) | dfshow -i lines -n 3' >o
sed 's/\r/@/g; s/[0-9.]* B\/s/N/g; s/\x1b/E/g; s/\(@dfs[^@]*\)*@E/\1@E/' o | sort -u
# As long as it takes one to appear, --no-progress keeps quiet.
cat >a_line_takes <<'END'
pty -e 'B/s' -k '\n' sh -c '(echo 1; read -r _ </dev/tty) | dfcount -i lines' >drawn
END
pty sh -c '(echo 1; sh ./a_line_takes; seq 3) | dfshow -i lines -n 3 --no-progress' | head -n 1
# Frames are not for eyes.
pty dfshow --schema bad
# Progress keeps quiet while somebody types the input.
pty -e '' -k '1\n' sh -c '(sh ./a_line_takes; kill $$) & exec dfcount' >o
cat -v o
