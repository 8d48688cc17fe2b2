/* lines.c - the lines of a text as rows. */
#include "format/lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "format/lines_blocks.h"
#include "format/lines_scan.h"
#include "io/in.h"

struct lines {
	struct source base;
	struct in *in;
	struct lines_blocks blocks;
	bool crlf;
	int64_t consumed;	/* in_consumed() at the last raw */
	int64_t lines;		/* done */
};

struct lines_raw {
	struct raw base;
	struct lines_block text;	/* its block is NULL once it is given back */
	bool looked;
	size_t valid;		/* bytes that are UTF-8 */
	int64_t good;		/* lines before the first that is not */
	size_t at, end;		/* the lines in between come next, */
	struct block *values, *ends;	/* then those that were split: rows from .. rows - 1 */
	int64_t from, rows;
};

static int
lines_next(struct source *s, struct raw **out, struct err *e)
{
	struct lines *l = (struct lines *)s;
	struct lines_raw *r = mem_zero(1, sizeof(*r), e);
	int rc;

	if (r == NULL)
		return -1;
	if ((rc = lines_blocks_next(&l->blocks, &r->text, e)) != 1) {
		free(r);
		return rc;
	}
	r->base.bytes = in_consumed(l->in) - l->consumed;
	l->consumed += r->base.bytes;
	r->base.idle = l->blocks.idle;
	*out = &r->base;
	return 1;
}

/* -- decoding -- */

/* Where the line with byte at of the raw begins. */
static size_t
line_start(const struct lines *l, const struct lines_raw *r, size_t at)
{
	const uint8_t *p = r->text.block->data, *end = memrchr(p, l->blocks.delimiter, at);

	return end == NULL ? 0 : (size_t)(end - p) + 1;
}

/* The line with the first invalid byte. */
static int
not_utf8(const struct lines *l, const struct lines_raw *r, struct err *e)
{
	size_t at = r->valid;
	const uint8_t *p = r->text.block->data, *from = p + line_start(l, r, at), *to;
	size_t before = from == p ? r->text.begun.n + r->text.dropped : 0;
	char quoted[200];

	to = memchr(p + at, l->blocks.delimiter, r->text.n - at);
	if (from == p && r->text.begun.n > 0)
		err_quote(quoted, sizeof(quoted), r->text.begun.shown, r->text.begun.nshown);
	else
		err_quote(quoted, sizeof(quoted), from,
		    (size_t)((to != NULL ? to : p + r->text.n) - from));
	err_row(e, r->good, "not UTF-8 at byte %zu of the line (-i bytes takes any): %s",
	    before + (size_t)(p + at - from), quoted);
	if (e != NULL)
		e->byte = (int64_t)at;
	return -1;
}

/* A batch of rows that end at ends[from .. from + rows - 1] in values; ends[from - 1] is there. */
static struct batch *
make_batch(struct lines *l, struct block *values, struct block *ends, int64_t from,
    int64_t rows, struct err *e)
{
	struct batch *b = batch_new(l->base.schema, rows, e);
	struct column *c;

	if (b == NULL)
		return NULL;
	c = &b->col[0];
	c->rows = rows;
	c->offsets = (const int32_t *)(const void *)ends->data + from;
	c->values = values->data;
	c->hold[1] = block_ref(ends);
	c->hold[2] = block_ref(values);
	return b;
}

/* Rows of which only the number is wanted. */
static struct batch *
make_absent(struct lines *l, int64_t rows, struct err *e)
{
	struct batch *b = batch_new(l->base.schema, rows, e);

	if (b != NULL)
		column_absent(&b->col[0], rows);
	return b;
}

/* Splits the lines of r that have not been given yet into r->values and r->ends. */
static int
split(const struct lines *l, struct lines_raw *r, struct err *e)
{
	const uint8_t *p = r->text.block->data + r->at;
	size_t n = r->end - r->at;

	r->rows = (int64_t)lines_count(p, n, l->blocks.delimiter);
	if ((r->values = block_new(n - (size_t)r->rows + LINES_PAD, e)) == NULL ||
	    (r->ends = block_new(((size_t)r->rows + 1) * sizeof(int32_t), e)) == NULL)
		return -1;
	((int32_t *)(void *)r->ends->data)[0] = 0;
	lines_squeeze(p, n, l->blocks.delimiter, r->values->data,
	    (int32_t *)(void *)r->ends->data + 1);
	r->at = r->end;
	return 0;
}

/*
 * A long line, with which only the first of a raw can begin, stays where it was read.
 * Its row, if r begins with one: 1, 0, -1.
 */
static int
long_line(struct lines *l, struct lines_raw *r, struct batch **out, struct err *e)
{
	const uint8_t *p = r->text.block->data, *end;
	struct block *ends;

	end = r->at > 0 || r->end < LINES_LONG ? NULL : memchr(p, l->blocks.delimiter, r->end);
	if (end == NULL || end - p < LINES_LONG)
		return 0;
	if ((ends = block_new(2 * sizeof(int32_t), e)) == NULL)
		return -1;
	((int32_t *)(void *)ends->data)[0] = 0;
	((int32_t *)(void *)ends->data)[1] = (int32_t)(end - p);
	*out = make_batch(l, r->text.block, ends, 0, 1, e);
	block_unref(ends);
	r->at = (size_t)(end - p) + 1;
	return *out == NULL ? -1 : 1;
}

static void
give_back(struct lines_raw *r)
{
	block_unref(r->text.block);
	block_unref(r->values);
	block_unref(r->ends);
	r->text.block = r->values = r->ends = NULL;
}

static void
lines_drop(struct source *s, struct raw *raw)
{
	struct lines_raw *r = (struct lines_raw *)raw;

	(void)s;
	give_back(r);
	free(r);
}

/* Takes the carriage returns before line feeds out of the n bytes at p; what is left. */
static size_t
drop_returns(uint8_t *p, size_t n)
{
	uint8_t *out = p, *at = p, *end = p + n, *cr;

	while ((cr = memmem(at, (size_t)(end - at), "\r\n", 2)) != NULL) {
		memmove(out, at, (size_t)(cr - at));
		out += cr - at;
		at = cr + 1;
	}
	if (out < at)
		memmove(out, at, (size_t)(end - at));
	return (size_t)(out - p) + (size_t)(end - at);
}

/* How far the text is good, and where its lines end. */
static void
look(const struct lines *l, struct lines_raw *r)
{
	r->looked = true;
	r->valid = r->end = r->text.n;
	if (!l->blocks.binary)
		r->valid = utf8_valid_prefix(r->text.block->data, r->text.n);
	if (r->valid < r->text.n)
		r->end = line_start(l, r, r->valid);
	/* Those before it are rows all the same. */
	if (r->valid < r->text.n)
		r->good = (int64_t)lines_count(r->text.block->data, r->valid, l->blocks.delimiter);
	if (l->crlf && !l->blocks.count_only)
		r->end = drop_returns(r->text.block->data, r->end);
}

static int
lines_decode(struct source *s, int w, struct raw *raw, struct batch **out, struct err *e)
{
	struct lines *l = (struct lines *)s;
	struct lines_raw *r = (struct lines_raw *)raw;
	int64_t n;
	int rc;

	(void)w;
	if (r->text.block == NULL || r->text.n == 0)
		return 0;
	if (!r->looked)
		look(l, r);
	if (l->blocks.count_only && r->at < r->end) {
		n = (int64_t)lines_count(r->text.block->data, r->end, l->blocks.delimiter);
		r->at = r->end;
		return (*out = make_absent(l, n, e)) == NULL ? -1 : 1;
	}
	if ((rc = long_line(l, r, out, e)) != 0)
		return rc;
	if (r->at < r->end && split(l, r, e) != 0)
		return -1;
	if (r->from < r->rows) {
		n = r->rows - r->from < BATCH_ROWS ? r->rows - r->from : BATCH_ROWS;
		*out = make_batch(l, r->values, r->ends, r->from, n, e);
		r->from += n;
		return *out == NULL ? -1 : 1;
	}
	if (r->valid < r->text.n)
		return not_utf8(l, r, e);
	give_back(r);
	return 0;
}

static void
lines_done(struct source *s, struct raw *r, int64_t rows)
{
	(void)r;
	((struct lines *)s)->lines += rows;
}

static void
lines_place(struct source *s, const struct raw *r, struct err *e)
{
	struct lines *l = (struct lines *)s;

	(void)r;
	if (e->row >= 0)
		err_prefix(e, "%s:%lld: ", s->name, (long long)(l->lines + e->row + 1));
	else
		err_prefix(e, "%s: ", s->name);
}

static int
lines_plan(struct source *s, const struct want *w, struct err *e)
{
	struct lines *l = (struct lines *)s;

	(void)e;
	l->blocks.count_only = !w->column[0];
	/* A carriage return that is dropped, and what a message shows, come on top. */
	if (w->most > 0)
		l->blocks.most = w->most + sizeof(l->blocks.begun.shown);
	return 0;
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

	lines_blocks_release(&l->blocks);
	schema_unref(s->schema);
	in_free(l->in);
	free(l);
}

static const struct source_ops lines_ops = {
	.next = lines_next,
	.decode = lines_decode,
	.drop = lines_drop,
	.done = lines_done,
	.free = lines_free,
	.place = lines_place,
	.plan = lines_plan,
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
	l->in = l->blocks.in = in;
	l->blocks.delimiter = (uint8_t)conf->delimiter;
	l->blocks.binary = conf->binary;
	l->crlf = conf->crlf;
	l->blocks.memory = conf->memory;
	if ((l->base.schema = schema_new(e)) == NULL ||
	    schema_add_id(l->base.schema, "value", conf->binary ? TYPE_BINARY : TYPE_STRING,
	    true, e) == NULL) {
		lines_free(&l->base);
		return NULL;
	}
	return &l->base;
}
