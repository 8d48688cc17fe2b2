/* lines.c - the lines of a text as rows. */
#include "format/lines.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "format/lines_scan.h"
#include "io/in.h"

#define BLOCK_SIZE BATCH_BYTES
/* The longest line: Arrow's offsets count to 2^31 - 1. */
#define LINE_MAX_BYTES ((size_t)INT32_MAX - LINES_PAD)

/* A block for a long line grows in place by this much: the rest of it is not needed. */
#define ROOM_STEP ((size_t)64 << 20)
#define LONG_LINE (BLOCK_SIZE / 2)

struct lines {
	struct source base;
	struct in *in;
	uint8_t delimiter;
	bool binary;
	bool count_only;	/* nobody looks at the values */
	bool ended;
	bool idle;		/* the input had nothing more, when it was last looked at */
	bool owed;		/* lines were handed out, and not yet with idle */
	struct block *carry;	/* the begin of a line whose end is not read yet, at its start */
	size_t carried;
	int64_t consumed;	/* in_consumed() at the last raw */
	int64_t lines;		/* done */
};

struct lines_raw {
	struct raw base;
	struct block *block;
	size_t n;		/* bytes of whole lines, each with its delimiter; 0: block may be NULL */
};

/* -- reading -- */

/* Room for a line of which n bytes are there: it doubles, then goes by steps. */
static size_t
more_room(size_t n)
{
	size_t room = n + (n < ROOM_STEP ? n : ROOM_STEP);

	return room < LINE_MAX_BYTES ? room : LINE_MAX_BYTES;
}

/* A block with room for size bytes that begins with what was carried over. */
static struct block *
begin_block(struct lines *l, size_t size, struct err *e)
{
	struct block *b = NULL;

	if (l->carried >= size / 2)
		size = more_room(l->carried);
	if (l->carried >= LONG_LINE) {
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
carry(struct lines *l, struct lines_raw *r, const uint8_t *p, size_t n, struct err *e)
{
	if (p == r->block->data && n >= LONG_LINE) {
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
too_long(struct lines *l, size_t n, struct err *e)
{
	return err_set(e, STATUS_DATA, "%s: byte %lld: a line is longer than 2 GiB",
	    l->base.name, (long long)(in_pos(l->in) - (int64_t)n));
}

/*
 * Fills *b from *n on until it holds a line end and is full, or nothing more is
 * there at the moment (l->idle).  *whole becomes the bytes up to the last line end:
 * 0 at the end of the input, or where lines that were handed out must not wait for
 * the rest of the next one.
 */
static int
fill(struct lines *l, struct block **b, size_t *n, size_t *whole, struct err *e)
{
	size_t room, got;
	const uint8_t *last;

	*whole = 0;
	for (;;) {
		room = (*b)->size - 1 - LINES_PAD - *n;
		if (room == 0) {
			if (*whole > 0)
				return 0;
			if (*n >= LINE_MAX_BYTES)
				return too_long(l, *n, e);
			if (block_resize(b, more_room(*n) + 1 + LINES_PAD, e) != 0)
				return -1;
			continue;
		}
		l->idle = !in_ready(l->in);
		if (l->idle && (*whole > 0 || l->owed))
			return 0;
		if (in_read(l->in, (*b)->data + *n, room, &got, e) != 0)
			return -1;
		if (got == 0) {
			l->ended = true;
			if (*n > *whole)
				(*b)->data[(*n)++] = l->delimiter;
			*whole = *n;
			return 0;
		}
		if ((last = memrchr((*b)->data + *n, l->delimiter, got)) != NULL)
			*whole = (size_t)(last + 1 - (*b)->data);
		*n += got;
	}
}

static int
lines_read(struct source *s, struct raw **out, struct err *e)
{
	struct lines *l = (struct lines *)s;
	struct lines_raw *r;
	size_t n = l->carried, whole;

	if (l->ended)
		return 0;
	if ((r = mem_zero(1, sizeof(*r), e)) == NULL)
		return -1;
	if ((r->block = begin_block(l, BLOCK_SIZE, e)) == NULL)
		goto fail;
	if (fill(l, &r->block, &n, &whole, e) != 0 ||
	    carry(l, r, r->block->data + whole, n - whole, e) != 0)
		goto fail;
	if (whole == 0 && l->ended) {
		block_unref(r->block);
		free(r);
		return 0;
	}
	r->n = whole;
	r->base.bytes = in_consumed(l->in) - l->consumed;
	l->consumed += r->base.bytes;
	r->base.idle = l->idle;
	l->owed = !l->idle;
	*out = &r->base;
	return 1;
fail:
	block_unref(r->block);
	free(r);
	return -1;
}

/* -- decoding -- */

/* Where the line with byte at of the raw begins. */
static size_t
line_start(const struct lines *l, const struct lines_raw *r, size_t at)
{
	const uint8_t *p = r->block->data, *end = memrchr(p, l->delimiter, at);

	return end == NULL ? 0 : (size_t)(end - p) + 1;
}

/* The line with the first invalid byte, which is at `at` of the raw. */
static int
not_utf8(const struct lines *l, const struct lines_raw *r, size_t at, struct err *e)
{
	const uint8_t *p = r->block->data, *from = p + line_start(l, r, at), *to;
	char quoted[200];
	int64_t row = (int64_t)lines_count(p, at, l->delimiter);

	to = memchr(p + at, l->delimiter, r->n - at);
	err_quote(quoted, sizeof(quoted), from, (size_t)(to - from));
	err_row(e, row, "not UTF-8 at byte %zu of the line (-i bytes takes any): %s",
	    (size_t)(p + at - from), quoted);
	if (e != NULL)
		e->byte = (int64_t)at;
	return -1;
}

/* Adds a batch of rows that end at ends[0 .. rows - 1] in values; ends[-1] is there. */
static int
add_batch(struct lines *l, struct block *values, struct block *ends, int64_t from,
    int64_t rows, struct batch_list *out, struct err *e)
{
	struct batch *b = batch_new(l->base.schema, rows, e);
	struct column *c;

	if (b == NULL)
		return -1;
	c = &b->col[0];
	c->rows = rows;
	c->offsets = (const int32_t *)(const void *)ends->data + from;
	c->values = values->data;
	c->hold[1] = block_ref(ends);
	c->hold[2] = block_ref(values);
	return batch_list_add(out, b, e);
}

/* Rows without values, for who only counts. */
static int
add_nulls(struct lines *l, int64_t rows, struct batch_list *out, struct err *e)
{
	struct batch *b = batch_new(l->base.schema, rows, e);

	if (b == NULL)
		return -1;
	if (column_nulls(&b->col[0], &l->base.schema->field[0].type, rows, e) != 0) {
		batch_free(b);
		return -1;
	}
	return batch_list_add(out, b, e);
}

/* The rows of the n bytes at p, which are whole lines. */
static int
split(struct lines *l, const uint8_t *p, size_t n, struct batch_list *out, struct err *e)
{
	int64_t rows = (int64_t)lines_count(p, n, l->delimiter), at, count;
	struct block *values, *ends = NULL;
	int rc = -1;

	if (l->count_only)
		return add_nulls(l, rows, out, e);
	if ((values = block_new(n - (size_t)rows + LINES_PAD, e)) == NULL ||
	    (ends = block_new(((size_t)rows + 1) * sizeof(int32_t), e)) == NULL)
		goto out;
	((int32_t *)(void *)ends->data)[0] = 0;
	lines_squeeze(p, n, l->delimiter, values->data,
	    (int32_t *)(void *)ends->data + 1);
	for (at = 0; at < rows; at += count) {
		count = rows - at < BATCH_ROWS ? rows - at : BATCH_ROWS;
		if (add_batch(l, values, ends, at, count, out, e) != 0)
			goto out;
	}
	rc = 0;
out:
	block_unref(values);
	block_unref(ends);
	return rc;
}

/*
 * A long line, with which only the first of a raw can begin, stays where it was read.
 * The row of the first n bytes, if they begin with one: *n becomes its bytes, 0 if not.
 */
static int
long_line(struct lines *l, const struct lines_raw *r, size_t *n, struct batch_list *out,
    struct err *e)
{
	const uint8_t *p = r->block->data, *end;
	struct block *ends;
	int rc;

	end = l->count_only || *n < LONG_LINE ? NULL : memchr(p, l->delimiter, *n);
	if (end == NULL || end - p < LONG_LINE) {
		*n = 0;
		return 0;
	}
	*n = (size_t)(end - p) + 1;
	if ((ends = block_new(2 * sizeof(int32_t), e)) == NULL)
		return -1;
	((int32_t *)(void *)ends->data)[0] = 0;
	((int32_t *)(void *)ends->data)[1] = (int32_t)(end - p);
	rc = add_batch(l, r->block, ends, 0, 1, out, e);
	block_unref(ends);
	return rc;
}

static void
lines_drop(struct source *s, struct raw *raw)
{
	struct lines_raw *r = (struct lines_raw *)raw;

	(void)s;
	block_unref(r->block);
	free(r);
}

static int
lines_decode(struct source *s, struct raw *raw, struct batch_list *out, struct err *e)
{
	struct lines *l = (struct lines *)s;
	struct lines_raw *r = (struct lines_raw *)raw;
	size_t valid = r->n, len = r->n, first;
	int rc;

	if (r->n == 0) {
		lines_drop(s, raw);
		return 0;
	}
	if (!l->binary && (valid = utf8_valid_prefix(r->block->data, r->n)) < r->n)
		len = line_start(l, r, valid);
	first = len;
	rc = long_line(l, r, &first, out, e);
	if (rc == 0 && len > first)
		rc = split(l, r->block->data + first, len - first, out, e);
	if (rc == 0 && valid < r->n)
		rc = not_utf8(l, r, valid, e);
	lines_drop(s, raw);
	return rc;
}

static void
lines_done(struct source *s, int64_t rows, int64_t lines)
{
	(void)lines;
	((struct lines *)s)->lines += rows;
}

static void
lines_place(struct source *s, struct err *e)
{
	struct lines *l = (struct lines *)s;

	if (e->row >= 0)
		err_prefix(e, "%s:%lld: ", s->name, (long long)(l->lines + e->row + 1));
	else
		err_prefix(e, "%s: ", s->name);
}

static void
lines_push(struct source *s, const bool *used, const struct expr *where)
{
	((struct lines *)s)->count_only = where == NULL && !used[0];
}

static void
lines_cancel(struct source *s)
{
	in_cancel(((struct lines *)s)->in);
}

static void
lines_free(struct source *s)
{
	struct lines *l = (struct lines *)s;

	block_unref(l->carry);
	schema_unref(s->schema);
	in_free(l->in);
	free(l);
}

static const struct source_ops lines_ops = {
	.read = lines_read,
	.decode = lines_decode,
	.drop = lines_drop,
	.done = lines_done,
	.free = lines_free,
	.place = lines_place,
	.push = lines_push,
	.cancel = lines_cancel,
};

struct source *
lines_source_new(struct in *in, const struct lines_conf *conf, struct err *e)
{
	struct lines *l = mem_zero(1, sizeof(*l), e);

	if (l == NULL) {
		in_free(in);
		return NULL;
	}
	l->base.ops = &lines_ops;
	l->base.name = in_name(in);
	l->base.size = in_size(in);
	l->base.lines = true;
	l->in = in;
	l->delimiter = (uint8_t)conf->delimiter;
	l->binary = conf->binary;
	if ((l->base.schema = schema_new(e)) == NULL ||
	    schema_add_id(l->base.schema, "value", conf->binary ? TYPE_BINARY : TYPE_STRING,
	    true, e) == NULL) {
		lines_free(&l->base);
		return NULL;
	}
	return &l->base;
}
