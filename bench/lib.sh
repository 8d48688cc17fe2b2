# lib.sh - what the benchmarks share: two commands in turn, medians, a ratio.
#
# Sourced by bench/*.sh, which bench/run starts with the tools under test first
# in PATH, a scratch folder as the working directory, and RUNS (rounds, 5).

# have LABEL COMMAND...: whether all are here; says so, and why not, in the table.
have() {
	local label=$1 c
	shift
	for c; do
		command -v "$c" >/dev/null && continue
		skipped "$label" "$c is not installed"
		return 1
	done
}

# skipped LABEL REASON
skipped() { printf '%-58s skipped: %s\n' "$1" "$2"; }

# seconds COMMAND: runs it in a shell; sets WALL and CPU, in seconds.
seconds() {
	local TIMEFORMAT='%3R %3U %3S' t
	t=$({ time bash -c "$1" >/dev/null 2>"$BENCH_DIR/err"; } 2>&1) || {
		echo "failed: $1" >&2
		tail -n 3 "$BENCH_DIR/err" >&2
		return 1
	}
	read -r WALL CPU SYS <<<"$t"
	CPU=$(awk -v u="$CPU" -v s="$SYS" 'BEGIN { print u + s }')
}

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# compare LABEL SIGN LIMIT OURS PEER: wall time of OURS over that of PEER, the two
# run in turn after one round that is not counted.  SIGN and LIMIT say what is
# wanted of the ratio (<= 0.3, >= 1.1), "-" nothing.  With INVERT=1 the ratio is
# that of the rates, PEER's time over OURS.  FIGURE=cpu compares CPU seconds.  A PEER
# that tells its own time writes it into the file PEER_CLOCK.  BEFORE is run before
# each of them, and not timed.
compare() {
	local label=$1 sign=$2 limit=$3 ours=$4 peer=$5 i
	local -a a=() b=() r=()

	for ((i = 0; i <= ${RUNS:-5}; i++)); do
		[ -z "${BEFORE:-}" ] || bash -c "$BEFORE"
		seconds "$ours" || return 1
		[ "${FIGURE:-wall}" = cpu ] && WALL=$CPU
		local x=$WALL
		[ -z "${BEFORE:-}" ] || bash -c "$BEFORE"
		seconds "$peer" || return 1
		[ "${FIGURE:-wall}" = cpu ] && WALL=$CPU
		[ -n "${PEER_CLOCK:-}" ] && WALL=$(<"$PEER_CLOCK")
		[ "$i" -eq 0 ] && continue
		a+=("$x") b+=("$WALL")
		r+=("$(awk -v a="$x" -v b="$WALL" -v inv="${INVERT:-0}" \
			'BEGIN { if (a < 1e-4) a = 1e-4; if (b < 1e-4) b = 1e-4; print inv ? b / a : a / b }')")
	done
	report "$label" "$sign" "$limit" "$(printf '%s\n' "${r[@]}" | median)" \
		"$(printf '%s\n' "${a[@]}" | median)" "$(printf '%s\n' "${b[@]}" | median)"
}

# report LABEL SIGN LIMIT RATIO OURS PEER
report() {
	awk -v l="$1" -v s="$2" -v m="$3" -v r="$4" -v a="$5" -v b="$6" 'BEGIN {
		ok = s == "<=" ? r <= m : s == ">=" ? r >= m : 1
		want = s == "-" ? "" : sprintf("want %s %s%s", s, m, ok ? "" : "  MISSED")
		printf "%-58s %8.3f  %9.3fs %9.3fs  %s\n", l, r, a, b, want
	}'
}

# figure LABEL SIGN LIMIT VALUE UNIT: one that has no peer, or whose peer is the limit.
figure() {
	awk -v l="$1" -v s="$2" -v m="$3" -v v="$4" -v u="$5" 'BEGIN {
		ok = s == "<=" ? v <= m : s == ">=" ? v >= m : 1
		printf "%-58s %8s  %10.3f %-9s  want %s %s%s\n", l, "", v, u, s, m, ok ? "" : "  MISSED"
	}'
}

# times COMMAND: the median of its wall seconds, after one round that is not counted.
times() {
	local i
	for ((i = 0; i <= ${RUNS:-5}; i++)); do
		seconds "$1" || return 1
		[ "$i" -eq 0 ] || echo "$WALL"
	done | median
}
