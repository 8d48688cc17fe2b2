/* elide.c - long cells with less in the middle. */
#include "csv/elide.h"

#include <string.h>

#include "base/utf8.h"
#include "csv/record_scan.h"

/* What messages show of a cell, and more than any name of a time zone has. */
#define KEEP_LEAST 4096
#define PROOF 256

/* Where so much stays nothing is left out. */
#define KEEP_MOST ((size_t)32 << 20)

/* Bytes of a fault that stay. */
#define FAULT 16

void
csv_elide_init(struct csv_elide *x, const struct csv_dialect *d, size_t most)
{
	size_t keep = KEEP_LEAST + d->null_length;

	*x = (struct csv_elide){ 0 };
	/* A byte of text is up to two of the cell. */
	if (most > 0 && most < KEEP_MOST && keep < KEEP_MOST)
		x->keep = keep + 2 * most;
}

void
csv_elide_end(struct csv_elide *x, struct gaps *gaps)
{
	*gaps = x->gaps;
	*x = (struct csv_elide){ .keep = x->keep };
}

/* A record that is being gone through: what comes from r on goes to w, or is left out. */
struct pass {
	uint8_t *p;
	size_t r, w, n;
};

/* Whether c occurs in numbers and times. */
static bool
counts(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c != 0 && strchr("+-.:eETZ ", c) != NULL);
}

static void
begin_cell(struct csv_elide *x, const struct pass *s, enum csv_at at)
{
	x->at = at;
	x->from = s->w;
	/* What follows a closing quote is no value. */
	x->proof = at == CSV_AFTER ? s->w + 1 : 0;
	x->ret = x->faulty = false;
}

static void
keep_byte(struct csv_elide *x, struct pass *s)
{
	uint8_t c = s->p[s->r++];

	s->p[s->w++] = c;
	x->ret = false;
	if (x->proof == 0 && !counts(c))
		x->proof = s->w;
}

/*
 * Whether the next byte of the cell stays.  What is left out begins with a whole character,
 * and after no byte that goes with the next.
 */
static bool
stays(const struct csv_elide *x, const struct csv_dialect *d, const struct pass *s)
{
	uint8_t before = s->w > 0 ? s->p[s->w - 1] : 0;

	return s->w - x->from < x->keep || x->proof == 0 || s->w - x->proof < PROOF ||
	    (s->p[s->r] & 0xc0) == 0x80 || before == '\r' ||
	    (before == '\\' && d->escapes);
}

/* Bytes that the n at p have more than their text; *open: the last one is a backslash alone. */
static size_t
escapes(const uint8_t *p, size_t n, bool *open)
{
	const uint8_t *q, *end = p + n;
	size_t sum = 0;

	*open = false;
	for (; (q = memchr(p, '\\', (size_t)(end - p))) != NULL; p = q + 1) {
		*open = q + 1 == end;
		if (*open)
			break;
		if (memchr("tnr\\", q[1], 4) != NULL) {
			q++;
			sum++;
		}
	}
	return sum;
}

/* Leaves n bytes out, which stand for fewer ones of text. */
static int
leave_out(struct csv_elide *x, struct pass *s, size_t n, size_t fewer, struct err *e)
{
	const uint8_t *p = s->p + s->r;
	size_t tail = n;
	struct gap gap = { .at = s->w, .bytes = n, .text = n - fewer };

	if (n == 0)
		return 0;
	gap.lines = csv_lines(p, n) - (x->ret && p[0] == '\n');
	for (size_t i = n; tail == n && i > 0 && (gap.lines > 0 || p[0] == '\n'); i--)
		if (csv_is_end(p[i - 1]))
			tail = n - i;
	gap.tail = tail;
	x->ret = p[n - 1] == '\r';
	s->r += n;
	return gaps_add(&x->gaps, &gap, e);
}

/* The bytes up to stop, all inside of the cell.  What waits for more bytes is left at s->r. */
static int
inside(struct csv_elide *x, const struct csv_dialect *d, struct pass *s, size_t stop,
    struct err *e)
{
	size_t end = stop, fewer = 0;
	bool open = false;

	while (s->r < stop && stays(x, d, s))
		keep_byte(x, s);
	if (!x->faulty)
		end = s->r + utf8_valid_prefix(s->p + s->r, stop - s->r);
	if (d->escapes && x->at == CSV_PLAIN)
		fewer = escapes(s->p + s->r, end - s->r, &open);
	if (open && end == s->n)
		end--;
	if (leave_out(x, s, end - s->r, fewer, e) != 0)
		return -1;
	/* A character, or an escape, that may go on. */
	if (s->r == stop || (stop == s->n && stop - s->r < 4))
		return 0;
	x->faulty = true;
	for (size_t i = 0; i < FAULT && s->r < stop; i++)
		keep_byte(x, s);
	return inside(x, d, s, stop, e);
}

/* Where what is in the cell for certain ends. */
static size_t
inside_end(const struct csv_elide *x, const struct csv_dialect *d, const struct pass *s)
{
	static const uint8_t ends[] = { '\n', '\r' };
	const uint8_t *from = s->p + s->r, *end = s->p + s->n, *q;

	q = memchr(from, x->at == CSV_QUOTED ? d->quote : d->delimiter, (size_t)(end - from));
	end = q != NULL ? q : end;
	for (size_t i = 0; x->at != CSV_QUOTED && i < sizeof(ends); i++)
		if ((q = memchr(from, ends[i], (size_t)(end - from))) != NULL)
			end = q;
	return (size_t)(end - s->p);
}

/* The quote at hand, with a byte behind it: two stand for one, else the cell ends. */
static int
quote(struct csv_elide *x, const struct csv_dialect *d, struct pass *s, struct err *e)
{
	bool two = csv_is_quote(d, s->p[s->r + 1]);

	if (two && !stays(x, d, s))
		return leave_out(x, s, 2, 1, e);
	keep_byte(x, s);
	if (two)
		keep_byte(x, s);
	else
		x->at = CSV_QUOTE;
	return 0;
}

/* The byte at hand, which is not inside of a cell. */
static void
outside(struct csv_elide *x, const struct csv_dialect *d, struct pass *s)
{
	enum csv_at next = csv_step(d, x->at, s->p[s->r]);

	if (next != CSV_PLAIN && next != CSV_AFTER)
		s->p[s->w++] = s->p[s->r++];
	if (next == CSV_PLAIN || next == CSV_AFTER || next == CSV_QUOTED)
		begin_cell(x, s, next);
	else
		x->at = next;
}

/* Goes on with the cell at hand.  0; 1: with more bytes; -1. */
static int
go_on(struct csv_elide *x, const struct csv_dialect *d, struct pass *s, struct err *e)
{
	size_t stop = inside_end(x, d, s);

	if (inside(x, d, s, stop, e) != 0)
		return -1;
	if (s->r < stop || stop == s->n)
		return 1;
	if (x->at != CSV_QUOTED) {
		outside(x, d, s);
		return 0;
	}
	return s->r + 1 == s->n ? 1 : quote(x, d, s, e);
}

int
csv_elide(struct csv_elide *x, const struct csv_dialect *d, uint8_t *p, size_t *n,
    struct err *e)
{
	struct pass s = { p, x->done, x->done, *n };
	int rc = 0;

	while (rc == 0 && s.r < s.n)
		if (x->at == CSV_PLAIN || x->at == CSV_QUOTED || x->at == CSV_AFTER)
			rc = go_on(x, d, &s, e);
		else
			outside(x, d, &s);
	if (rc < 0)
		return -1;
	memmove(s.p + s.w, s.p + s.r, s.n - s.r);
	x->done = s.w;
	*n = s.w + (s.n - s.r);
	return 0;
}

int
csv_elide_gap(struct csv_elide *x, const struct gap *gap, bool ret, struct err *e)
{
	struct gap own = *gap;

	own.at = x->done;
	x->ret = ret;
	return gaps_add(&x->gaps, &own, e);
}
