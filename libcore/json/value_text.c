/* value_text.c - valid JSON values as other text. */
#include "json/value_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "json/squeeze.h"

const uint8_t *
json_string_end(const uint8_t *p, const uint8_t *end, bool *escapes)
{
	const uint8_t *start = ++p;

	if (escapes != NULL)
		*escapes = false;
	for (;;) {
		const uint8_t *q = p < end ? memchr(p, '"', (size_t)(end - p)) : NULL;
		const uint8_t *slash = q;

		if (q == NULL)
			return end;
		while (slash > start && slash[-1] == '\\')
			slash--;
		if (escapes != NULL && !*escapes)
			*escapes = memchr(start, '\\', (size_t)(q - start)) != NULL;
		if ((q - slash) % 2 == 0)
			return q;
		p = q + 1;
	}
}

static unsigned
hex4(const uint8_t *p)
{
	unsigned v = 0;

	for (int i = 0; i < 4; i++) {
		unsigned c = p[i];

		v = v << 4 | ((c & 0xf) + (c > '9' ? 9 : 0));
	}
	return v & 0xffff;
}

/* Decodes the escape at p, of which n bytes are there; returns how many it takes. */
static size_t
escape(struct buf *out, const uint8_t *p, size_t n)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *f = n > 1 && p[1] != 0 ? strchr(from, p[1]) : NULL;
	unsigned v;

	if (n < 2)
		return n;
	if (p[1] != 'u' || n < 6) {
		buf_put(out, f != NULL ? (uint8_t)to[f - from] : p[1]);
		return 2;
	}
	v = hex4(p + 2);
	if (v < 0xd800 || v > 0xdfff || n < 12) {
		/* Half a pair never passes the scanner. */
		out->len += utf8_encode(out->data + out->len,
		    v >= 0xd800 && v <= 0xdfff ? 0xfffd : v);
		return 6;
	}
	v = 0x10000 + ((v & 0x3ff) << 10) + (hex4(p + 8) & 0x3ff);
	out->len += utf8_encode(out->data + out->len, v);
	return 12;
}

int
json_unescape(struct buf *out, const uint8_t *p, size_t n, struct err *e)
{
	const uint8_t *end = p + n;

	if (buf_reserve(out, n, e) != 0)
		return -1;
	while (p < end) {
		const uint8_t *s = memchr(p, '\\', (size_t)(end - p));
		size_t plain = (size_t)((s == NULL ? end : s) - p);

		buf_put_bytes(out, p, plain);
		p += plain;
		if (p < end)
			p += escape(out, p, (size_t)(end - p));
	}
	return 0;
}

void
json_scratch_release(struct json_scratch *s)
{
	free(s->lex);
	buf_release(&s->text);
}

static int
minify(struct json_scratch *s, const uint8_t *p, size_t n, struct err *e)
{
	struct json_lex *x = s->lex;
	struct buf *out = &s->text;

	if (x == NULL && (x = s->lex = malloc(sizeof(*x))) == NULL)
		return err_nomem(e, sizeof(*x));
	if (buf_reserve(out, n + JSON_BLOCK, e) != 0)
		return -1;
	json_lex_init(x, json_lex_kernel(cpu_level()));
	for (size_t at = 0; at < n; at += JSON_WINDOW) {
		size_t len = n - at < JSON_WINDOW ? n - at : JSON_WINDOW;

		json_lex_window(x, p, n, at, len);
		out->len += json_squeeze(out->data + out->len, p + at, len, n - at,
		    x->white, NULL, 0, NULL, 0);
	}
	return 0;
}

int
json_as_string(struct json_scratch *s, const uint8_t *p, size_t n,
    const uint8_t **out, size_t *len, struct err *e)
{
	*out = p;
	*len = n;
	s->text.len = 0;
	if (*p == '"') {
		*out = p + 1;
		*len = n - 2;
		if (memchr(p, '\\', n) == NULL)
			return 0;
		if (json_unescape(&s->text, p + 1, n - 2, e) != 0)
			return -1;
	} else if (*p == '{' || *p == '[') {
		if (minify(s, p, n, e) != 0)
			return -1;
	} else {
		return 0;
	}
	*out = s->text.data;
	*len = s->text.len;
	return 0;
}
