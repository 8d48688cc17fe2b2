/* term_test.c - text that cannot steer a terminal. */
#include "check.h"

#include "base/term.h"

static void
escaped(const char *text, size_t n, unsigned keep, const char *want)
{
	struct buf b = BUF_INIT;
	size_t fine = term_harmless(text, n, keep);

	REQUIRE(term_escape(&b, text, n, keep, NULL) == 0);
	CHECK_MEM(b.data, b.len, want, strlen(want));
	/* What is harmless stays as it is, and only that. */
	CHECK((fine == n) == (strlen(want) == n && memcmp(text, want, n) == 0));
	buf_release(&b);
}
#define ESCAPED(text, keep, want) escaped(text, sizeof(text) - 1, keep, want)

TEST(plain_text_stays)
{
	ESCAPED("", 0, "");
	ESCAPED("a b\\\"~", 0, "a b\\\"~");
	ESCAPED("\xc3\xa4\xe6\xbc\xa2\xf0\x9f\x98\x80 e\xcc\x81", 0,
	    "\xc3\xa4\xe6\xbc\xa2\xf0\x9f\x98\x80 e\xcc\x81");
	ESCAPED("a\nb\tc", TERM_KEEP_LF | TERM_KEEP_TAB, "a\nb\tc");
}

TEST(controls_are_written_out)
{
	ESCAPED("a\nb\tc", 0, "a\\nb\\tc");
	ESCAPED("a\nb\tc", TERM_KEEP_LF, "a\nb\\tc");
	ESCAPED("\r\f\b\v\a", TERM_KEEP_LF | TERM_KEEP_TAB, "\\r\\f\\b\\v\\a");
	ESCAPED("\0\x01\x1b[0m\x7f", 0, "\\x00\\x01\\x1b[0m\\x7f");
	ESCAPED("\xc2\x9b" "1m \xc2\xa0", 0, "\\u009b1m \xc2\xa0");
	ESCAPED("\xe2\x80\xae" "abc\xe2\x81\xa9\xe2\x80\xa8", 0, "\\u202eabc\\u2069\\u2028");
	ESCAPED("\xe2\x80\x8e \xe2\x80\x8f \xd8\x9c", 0, "\\u200e \\u200f \\u061c");
}

TEST(what_is_no_utf8_is_written_out)
{
	ESCAPED("\xff\x80", 0, "\\xff\\x80");
	ESCAPED("\xe2\x82", 0, "\\xe2\\x82");
	ESCAPED("\xc0\x8a x \xed\xa0\x80", 0, "\\xc0\\x8a x \\xed\\xa0\\x80");
}
