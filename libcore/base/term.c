/* term.c - escaping for terminals. */
#include "base/term.h"

#include <stdbool.h>

#include "base/utf8.h"

/* C1 controls, line and paragraph separators, bidirectional marks, overrides, isolates. */
static bool
steers(uint32_t cp)
{
	return (cp >= 0x80 && cp < 0xa0) || cp == 0x61c || cp == 0x200e || cp == 0x200f ||
	    (cp >= 0x2028 && cp <= 0x202e) ||
	    (cp >= 0x2066 && cp <= 0x2069);
}

size_t
term_harmless(const void *bytes, size_t left, unsigned keep)
{
	const uint8_t *p = bytes;
	size_t n = 0, len;
	uint32_t cp;

	while (n < left) {
		if (p[n] < 0x80) {
			if ((p[n] < 0x20 && !(p[n] == '\n' && (keep & TERM_KEEP_LF) != 0) &&
			    !(p[n] == '\t' && (keep & TERM_KEEP_TAB) != 0)) || p[n] == 0x7f)
				return n;
			n++;
			continue;
		}
		if ((len = utf8_len(p + n, left - n)) == 0)
			return n;
		utf8_decode(p + n, &cp);
		if (steers(cp))
			return n;
		n += len;
	}
	return n;
}

/* A control character, or a byte that is no UTF-8. */
static int
escape_byte(struct buf *out, uint8_t c, struct err *e)
{
	static const char from[] = "\n\r\t\f\b\v\a", to[] = "nrtfbva";
	const char *named = c != 0 ? strchr(from, c) : NULL;

	if (named != NULL)
		return buf_printf(out, e, "\\%c", to[named - from]);
	return buf_printf(out, e, "\\x%02x", c);
}

int
term_escape(struct buf *out, const void *bytes, size_t n, unsigned keep, struct err *e)
{
	const uint8_t *p = bytes, *end = p + n;
	size_t len;
	uint32_t cp;

	while (p < end) {
		len = term_harmless(p, (size_t)(end - p), keep);
		if (buf_add(out, p, len, e) != 0)
			return -1;
		if ((p += len) == end)
			return 0;
		if ((len = utf8_len(p, (size_t)(end - p))) <= 1) {
			len = 1;
			if (escape_byte(out, *p, e) != 0)
				return -1;
		} else {
			utf8_decode(p, &cp);
			if (buf_printf(out, e, "\\u%04x", cp) != 0)
				return -1;
		}
		p += len;
	}
	return 0;
}
