/* cell.c - quotes and escapes of a cell. */
#include "csv/cell.h"

/* What a backslash and c stand for; 0: for themselves. */
static uint8_t
escaped(uint8_t c)
{
	switch (c) {
	case 't':
		return '\t';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case '\\':
		return '\\';
	default:
		return 0;
	}
}

/* The place of the first byte c among the n at p, or n. */
static size_t
find(const uint8_t *p, size_t n, uint8_t c)
{
	const uint8_t *q = memchr(p, c, n);

	return q == NULL ? n : (size_t)(q - p);
}

static void
unquote(const struct csv_dialect *d, const uint8_t *p, size_t n, struct buf *out)
{
	/* Every quote inside is the first of two. */
	for (size_t k; n > 0; p += k, n -= k) {
		k = find(p, n, d->quote);
		buf_put_bytes(out, p, k + (k < n));
		k += k < n ? 2 : 0;
	}
}

static void
unescape(const uint8_t *p, size_t n, struct buf *out)
{
	for (size_t k; n > 0; p += k, n -= k) {
		uint8_t c;

		k = find(p, n, '\\');
		buf_put_bytes(out, p, k);
		if (k == n)
			break;
		c = k + 1 < n ? escaped(p[k + 1]) : 0;
		buf_put(out, c != 0 ? c : '\\');
		k += c != 0 ? 2 : 1;
	}
}

void
csv_undress(const struct csv_dialect *d, const uint8_t *p, size_t n, struct buf *out)
{
	if (csv_is_quote(d, *p))
		unquote(d, p + 1, n - 2, out);
	else
		unescape(p, n, out);
}

const char *
csv_text(const struct csv_dialect *d, const uint8_t *p, size_t n, struct buf *scratch,
    size_t *len, struct err *e)
{
	*len = n;
	if (!csv_is_dressed(d, p, n))
		return (const char *)p;
	scratch->len = 0;
	if (buf_room(scratch, n, e) != 0)
		return NULL;
	csv_undress(d, p, n, scratch);
	*len = scratch->len;
	return (const char *)scratch->data;
}
