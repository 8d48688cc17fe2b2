# The session of the README and make demo, alike on both logs.
# par
sed -E 's/\b(foo|commits|quickstart-events)( |$)/'"$T"'&/g; s/'"$T"'commits as/commits as/' \
	"$SRC/examples/session.sh" > "$TMPDIR/session"
SLUICE_DEMO_LOG=1 "$SRC/tests/demo" "$TMPDIR/session"
