/* term.c - escaping for terminals. */
#include "base/term.h"

#include <stdbool.h>
#include <stdio.h>

#include "base/utf8.h"

/* C1 controls, and what turns, isolates or hides text. */
static bool
steers(uint32_t cp)
{
	return (cp >= 0x80 && cp < 0xa0) || cp == 0x61c || cp == 0x200e || cp == 0x200f ||
	    (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff;
}

/* How many bytes from p on may stay; 0 when the next character must not. */
static size_t
harmless(const uint8_t *p, size_t left, unsigned keep)
{
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

int
term_escape(struct buf *out, const void *bytes, size_t n, unsigned keep, struct err *e)
{
	const uint8_t *p = bytes, *end = p + n;
	size_t len;
	uint32_t cp;

	while (p < end) {
		len = harmless(p, (size_t)(end - p), keep);
		if (buf_add(out, p, len, e) != 0)
			return -1;
		if ((p += len) == end)
			return 0;
		if ((len = utf8_len(p, (size_t)(end - p))) <= 1) {
			len = 1;
			if ((*p == '\n' || *p == '\t') ?
			    buf_printf(out, e, *p == '\n' ? "\\n" : "\\t") != 0 :
			    buf_printf(out, e, "\\x%02x", *p) != 0)
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
