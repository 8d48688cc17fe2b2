/* lines_blocks.c - reading blocks of whole lines. */
#include "format/lines_blocks.h"

#include <string.h>

#include "base/utf8.h"
#include "format/lines_scan.h"
#include "io/in.h"

#define BLOCK_SIZE BATCH_BYTES
/* The longest line: Arrow's offsets count to 2^31 - 1. */
#define LINE_MAX_BYTES ((size_t)INT32_MAX - LINES_PAD)

/* A block for a long line grows in place by this much: the rest of it is not needed. */
#define ROOM_STEP ((size_t)64 << 20)

/* The bytes of a line that there may be: a block or more. */
static size_t
longest(const struct lines_blocks *l)
{
	if (l->most > 0 || l->memory == 0 || l->memory > LINE_MAX_BYTES)
		return LINE_MAX_BYTES;
	return l->memory < BLOCK_SIZE ? BLOCK_SIZE : (size_t)l->memory;
}

/* Room for a line of which n bytes are there: it doubles, then goes by steps. */
static size_t
more_room(const struct lines_blocks *l, size_t n)
{
	size_t room = n + (n < ROOM_STEP ? n : ROOM_STEP), most = longest(l);

	return n >= most ? n : room < most ? room : most;
}

/* A block with room for size bytes that begins with what was carried over. */
static struct block *
begin_block(struct lines_blocks *l, size_t size, struct err *e)
{
	struct block *b = NULL;

	if (l->carried >= size / 2)
		size = more_room(l, l->carried);
	if (l->carried >= LINES_LONG) {
		b = l->carry;
		l->carry = NULL;
	}
	/* One byte more for a delimiter that the last line may lack. */
	if (b != NULL && block_resize(&b, size + 1 + LINES_PAD, e) != 0) {
		block_unref(b);
		return NULL;
	}
	if (b != NULL || (b = block_new(size + 1 + LINES_PAD, e)) == NULL)
		return b;
	if (l->carried > 0)
		memcpy(b->data, l->carry->data, l->carried);
	return b;
}

/* Keeps the n bytes from p on, in the raw's block, for the next raw. */
static int
carry(struct lines_blocks *l, struct lines_block *r, const uint8_t *p, size_t n, struct err *e)
{
	if (p == r->block->data && n >= LINES_LONG) {
		block_unref(l->carry);
		l->carry = r->block;
		l->carried = n;
		r->block = NULL;
		return 0;
	}
	if (n > 0 && (l->carry == NULL || l->carry->size < n)) {
		block_unref(l->carry);
		if ((l->carry = block_new(n < 4096 ? 4096 : n, e)) == NULL)
			return -1;
	}
	if (n > 0)
		memcpy(l->carry->data, p, n);
	l->carried = n;
	return 0;
}

/* A line that begins n bytes before what is read next. */
static int
too_long(struct lines_blocks *l, size_t n, struct err *e)
{
	return err_set(e, STATUS_DATA, "%s: byte %lld: a line is longer than 2 GiB",
	    in_name(l->in), (long long)(in_pos(l->in) - (int64_t)n));
}

/* Bytes at the end of the n at p that are a character that goes on. */
static size_t
cut_character(const uint8_t *p, size_t n)
{
	for (size_t k = 1; k <= 3 && k <= n; k++) {
		uint8_t c = p[n - k];

		if ((c & 0xc0) == 0xc0)
			return c >= 0xf0 || k < 2 || (c >= 0xe0 && k < 3) ? k : 0;
		if (c < 0x80)
			return 0;
	}
	return 0;
}

/* Of the n bytes at p of a line keeps those that are looked at, and what is not checked yet. */
static void
drop_rest(struct lines_blocks *l, uint8_t *p, size_t *n)
{
	size_t keep = l->most;

	if (l->binary)
		l->valid = *n;
	while (keep < l->valid && (p[keep] & 0xc0) == 0x80)
		keep++;
	if (keep >= l->valid)
		return;
	memmove(p + keep, p + l->valid, *n - l->valid);
	l->dropped += l->valid - keep;
	*n -= l->valid - keep;
	l->valid = keep;
}

/*
 * Block *b is full of n bytes of one line: makes room, or, where nobody looks at the line,
 * hands out what is there; *whole becomes that much.  What is not UTF-8 is not read to
 * its end: it is handed out as though it were there.
 */
static int
full(struct lines_blocks *l, struct block **b, size_t *n, size_t *whole, struct err *e)
{
	const uint8_t *p = (*b)->data;

	if (l->begun.n + l->dropped + *n >= LINE_MAX_BYTES)
		return too_long(l, l->begun.n + l->dropped + *n, e);
	if (l->count_only) {
		*whole = *n - (l->binary ? 0 : cut_character(p, *n));
		if (l->begun.n == 0) {
			l->begun.nshown = sizeof(l->begun.shown);
			memcpy(l->begun.shown, p, l->begun.nshown);
		}
		l->begun.n += *whole;
		return 0;
	}
	if (!l->binary)
		l->valid += utf8_valid_prefix(p + l->valid, *n - l->valid);
	if (!l->binary && *n - l->valid >= 4) {
		l->ended = true;
		(*b)->data[(*n)++] = l->delimiter;
		*whole = *n;
		return 0;
	}
	if (l->most > 0)
		drop_rest(l, (*b)->data, n);
	if (l->most > 0 && *n < (*b)->size / 2)
		return 0;
	if (*n >= longest(l))
		return err_set(e, STATUS_DATA, "%s: byte %lld: a line of more than %llu MiB (-m or "
		    "SLUICE_MEMORY allows more)", in_name(l->in),
		    (long long)(in_pos(l->in) - (int64_t)*n), (unsigned long long)longest(l) >> 20);
	return block_resize(b, more_room(l, *n) + 1 + LINES_PAD, e);
}

/*
 * Fills *b from *n on until it holds a line end and is full, or nothing more is
 * there at the moment (l->idle).  *whole becomes the bytes up to the last line end:
 * 0 at the end of the input, or where lines that were handed out must not wait for
 * the rest of the next one.
 */
static int
fill(struct lines_blocks *l, struct block **b, size_t *n, size_t *whole, struct err *e)
{
	size_t room, got;
	const uint8_t *last;

	*whole = 0;
	l->valid = 0;
	for (;;) {
		room = (*b)->size - 1 - LINES_PAD - *n;
		if (room == 0) {
			if (*whole > 0)
				return 0;
			if (full(l, b, n, whole, e) != 0)
				return -1;
			if (*whole > 0)
				return 0;
			continue;
		}
		l->idle = !in_ready(l->in);
		if (l->idle && (*whole > 0 || l->owed))
			return 0;
		if (in_read(l->in, (*b)->data + *n, room, &got, e) != 0)
			return -1;
		if (got == 0) {
			l->ended = true;
			if (*n > *whole || (l->begun.n > 0 && *whole == 0))
				(*b)->data[(*n)++] = l->delimiter;
			*whole = *n;
			return 0;
		}
		if ((last = memrchr((*b)->data + *n, l->delimiter, got)) != NULL)
			*whole = (size_t)(last + 1 - (*b)->data);
		*n += got;
	}
}

/* Passes over a byte order mark; waits for no more bytes than it takes to tell. */
static int
start(struct lines_blocks *l, struct err *e)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
	const uint8_t *p;
	size_t n;

	l->started = true;
	for (size_t want = 1; want <= sizeof(mark); want++)
		if (in_peek(l->in, want, &p, &n, e) != 0)
			return -1;
		else if (n < want || p[want - 1] != mark[want - 1])
			return 0;
	return in_skip(l->in, sizeof(mark), e);
}

int
lines_blocks_next(struct lines_blocks *l, struct lines_block *r, struct err *e)
{
	size_t n = l->carried, whole;

	*r = (struct lines_block){ 0 };
	if (l->ended)
		return 0;
	if (!l->started && !l->binary && start(l, e) != 0)
		return -1;
	if ((r->block = begin_block(l, BLOCK_SIZE, e)) == NULL)
		return -1;
	r->begun = l->begun;
	if (fill(l, &r->block, &n, &whole, e) != 0)
		goto fail;
	r->dropped = l->dropped;
	if (l->begun.n == r->begun.n && whole > 0)
		l->begun.n = 0;
	if (whole > 0)
		l->dropped = 0;
	if (carry(l, r, r->block->data + whole, n - whole, e) != 0)
		goto fail;
	if (whole == 0 && l->ended) {
		block_unref(r->block);
		r->block = NULL;
		return 0;
	}
	r->n = whole;
	l->owed = !l->idle;
	return 1;
fail:
	block_unref(r->block);
	r->block = NULL;
	return -1;
}

void
lines_blocks_release(struct lines_blocks *l)
{
	block_unref(l->carry);
	l->carry = NULL;
}
