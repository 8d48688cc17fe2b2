/* write.c - values as JSON text. */
#include "json/write.h"

#include <string.h>

/* How a byte stands in a string: 0 as it is, 'u' as \u00xx, else after a backslash. */
static const char escape[256] = {
	'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f', 'r', 'u', 'u',
	'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
	['"'] = '"', ['\\'] = '\\', [0x7f] = 'u'
};

#define EACH(c) (UINT64_C(0x0101010101010101) * (c))

/* Whether any of the 8 bytes of v needs an escape. */
static inline bool
any(uint64_t v)
{
	uint64_t quote = v ^ EACH('"'), slash = v ^ EACH('\\'), del = v ^ EACH(0x7f);
	uint64_t low = v - EACH(0x20);

	quote -= EACH(1);
	slash -= EACH(1);
	del -= EACH(1);
	/* A byte below the one found may be wrong; that any is set is right. */
	return ((low | quote | slash | del) & ~v & EACH(0x80)) != 0;
}

/* The length of what needs no escape at p. */
static size_t
plain(const uint8_t *p, size_t n)
{
	size_t i = 0;
	uint64_t v;

	for (; i + 8 <= n; i += 8) {
		memcpy(&v, p + i, 8);
		if (any(v))
			break;
	}
	while (i < n && escape[p[i]] == 0)
		i++;
	return i;
}

int
json_write_string(struct buf *out, const void *text, size_t n, struct err *e)
{
	static const char hex[] = "0123456789abcdef";
	const uint8_t *p = text;

	if (buf_reserve(out, n + 2, e) != 0)
		return -1;
	buf_put(out, '"');
	while (n > 0) {
		size_t k = plain(p, n);

		/* Here n + 1 bytes have room, or 6 + n + 1 after an escape. */
		buf_put_bytes(out, p, k);
		p += k;
		n -= k;
		if (n == 0)
			break;
		if (buf_reserve(out, n + 7, e) != 0)
			return -1;
		buf_put(out, '\\');
		buf_put(out, (uint8_t)escape[*p]);
		if (escape[*p] == 'u') {
			buf_put_bytes(out, "00", 2);
			buf_put(out, (uint8_t)hex[*p >> 4]);
			buf_put(out, (uint8_t)hex[*p & 15]);
		}
		p++;
		n--;
	}
	buf_put(out, '"');
	return 0;
}

int
json_write_base64(struct buf *out, const void *bytes, size_t n, struct err *e)
{
	static const char digit[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const uint8_t *p = bytes;

	if (n > SIZE_MAX / 4 * 3 - 3)
		return err_nomem(e, n);
	if (buf_reserve(out, (n + 2) / 3 * 4, e) != 0)
		return -1;
	for (; n > 0; p += 3) {
		uint32_t v = (uint32_t)p[0] << 16 | (n > 1 ? (uint32_t)p[1] << 8 : 0) |
		    (n > 2 ? p[2] : 0u);

		buf_put(out, (uint8_t)digit[v >> 18]);
		buf_put(out, (uint8_t)digit[v >> 12 & 63]);
		buf_put(out, n > 1 ? (uint8_t)digit[v >> 6 & 63] : '=');
		buf_put(out, n > 2 ? (uint8_t)digit[v & 63] : '=');
		n -= n < 3 ? n : 3;
	}
	return 0;
}
