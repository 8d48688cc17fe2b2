/* elide.c - long strings with less in the middle. */
#include "json/elide.h"

#include <string.h>

#include "base/utf8.h"

/* What messages show of a string stays. */
#define KEEP_LEAST 4096

/* Where so much stays nothing is left out. */
#define KEEP_MOST ((size_t)8 << 20)

void
json_elide_init(struct json_elide *x, size_t most)
{
	*x = (struct json_elide){ 0 };
	/* A byte of a value is up to six of the text. */
	if (most > 0 && most < KEEP_MOST)
		x->keep = KEEP_LEAST + 6 * most;
}

void
json_elide_release(struct json_elide *x)
{
	buf_release(&x->open);
	gaps_release(&x->gaps);
}

void
json_elide_end(struct json_elide *x, struct gaps *gaps)
{
	struct buf open = x->open;

	open.len = 0;
	*gaps = x->gaps;
	*x = (struct json_elide){ .keep = x->keep, .open = open };
}

/* A text that is being gone through: what comes from r on goes to w, or is left out. */
struct pass {
	uint8_t *p;
	size_t r, w, n;
};

static void
keep_bytes(struct pass *s, size_t n)
{
	memmove(s->p + s->w, s->p + s->r, n);
	s->r += n;
	s->w += n;
}

static int
leave_out(struct json_elide *x, struct pass *s, size_t n, struct err *e)
{
	const struct gap gap = { .at = s->w, .bytes = n, .tail = n };

	if (n == 0)
		return 0;
	s->r += n;
	return gaps_add(&x->gaps, &gap, e);
}

/* Whether what comes next of the string stays. */
static bool
stays(const struct json_elide *x, const struct pass *s)
{
	return !x->value || x->broken || s->w - x->from < x->keep;
}

/* The value of the four hexadecimal digits at p, or -1. */
static int
hex4(const uint8_t *p)
{
	int v = 0;

	for (int i = 0; i < 4; i++) {
		int c = p[i], d = c >= '0' && c <= '9' ? c - '0' :
		    (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;

		if (d < 0)
			return -1;
		v = v * 16 + d;
	}
	return v;
}

/* Bytes of the escape at p, of which n are there; 0: it may go on; -1: it is at fault. */
static int
escape(const uint8_t *p, size_t n)
{
	int high, low;

	if (n < 2)
		return 0;
	if (p[1] != 'u')
		return p[1] != 0 && strchr("\"\\/bfnrt", p[1]) != NULL ? 2 : -1;
	if (n < 6)
		return 0;
	high = hex4(p + 2);
	if (high < 0 || (high >= 0xdc00 && high <= 0xdfff))
		return -1;
	if (high < 0xd800 || high > 0xdfff)
		return 6;
	if (n < 12)
		return 0;
	low = p[6] == '\\' && p[7] == 'u' ? hex4(p + 8) : -1;
	return low >= 0xdc00 && low <= 0xdfff ? 12 : -1;
}

/* The escape at hand.  0; 1: it may go on; -1. */
static int
pass_escape(struct json_elide *x, struct pass *s, struct err *e)
{
	int n = escape(s->p + s->r, s->n - s->r);

	if (n == 0)
		return 1;
	if (n < 0) {
		x->broken = true;
		n = 2;
	}
	if (!stays(x, s))
		return leave_out(x, s, (size_t)n, e);
	keep_bytes(s, (size_t)n);
	return 0;
}

/* The bytes up to stop, all of them for themselves in the string.  0; 1; -1. */
static int
pass_plain(struct json_elide *x, struct pass *s, size_t stop, struct err *e)
{
	size_t n = stop - s->r;

	if (stays(x, s) && x->value && !x->broken && s->w - x->from + n > x->keep)
		n = x->keep - (s->w - x->from);
	if (stays(x, s))
		keep_bytes(s, n);
	/* The last character that stays is whole. */
	while (s->r < stop && (s->p[s->r] & 0xc0) == 0x80)
		keep_bytes(s, 1);
	if (s->r == stop)
		return 0;
	if (leave_out(x, s, utf8_valid_prefix(s->p + s->r, stop - s->r), e) != 0)
		return -1;
	if (s->r == stop || (stop == s->n && stop - s->r < 4))
		return s->r < stop;
	x->broken = true;
	return 0;
}

/* Goes on in a string.  0; 1: with more bytes; -1. */
static int
pass_string(struct json_elide *x, struct pass *s, struct err *e)
{
	size_t stop = s->r;

	while (stop < s->n && s->p[stop] >= 0x20 && s->p[stop] != '"' && s->p[stop] != '\\')
		stop++;
	if (stop > s->r)
		return pass_plain(x, s, stop, e);
	if (s->p[s->r] == '\\')
		return pass_escape(x, s, e);
	x->inside = s->p[s->r] != '"';
	x->broken |= x->inside;
	keep_bytes(s, 1);
	return 0;
}

/* A byte that is in no string. */
static int
pass_other(struct json_elide *x, struct pass *s, struct err *e)
{
	uint8_t c = s->p[s->r], top;

	keep_bytes(s, 1);
	switch (c) {
	case '"':
		x->inside = true;
		x->from = s->w;
		return 0;
	case '[':
	case '{':
		x->value = c == '[';
		return buf_add(&x->open, &c, 1, e);
	case ']':
	case '}':
		x->open.len -= x->open.len > 0;
		x->value = x->open.len == 0;
		return 0;
	case ',':
		top = x->open.len == 0 ? '[' : x->open.data[x->open.len - 1];
		x->value = top == '[';
		return 0;
	case ':':
		x->value = true;
		return 0;
	default:
		return 0;
	}
}

int
json_elide(struct json_elide *x, enum json_edge edge, uint8_t *p, size_t *n, struct err *e)
{
	struct pass s = { p, x->done, x->done, *n };
	int rc = 0;

	if (!x->started && edge != JSON_EDGE_TOP && buf_add(&x->open, "[", 1, e) != 0)
		return -1;
	x->value |= !x->started;
	x->started = true;
	while (rc == 0 && s.r < s.n)
		rc = x->inside ? pass_string(x, &s, e) : pass_other(x, &s, e);
	if (rc < 0)
		return -1;
	memmove(s.p + s.w, s.p + s.r, s.n - s.r);
	x->done = s.w;
	*n = s.w + (s.n - s.r);
	return 0;
}
