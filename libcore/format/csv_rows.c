/* csv_rows.c - delimited text as rows. */
#include "format/csv_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "csv/cell_fill.h"
#include "format/csv_pieces.h"
#include "io/in.h"

struct rows {
	struct source base;
	struct in *in;
	struct csv_pieces *pieces;
	struct csv_columns columns;
	bool *used;
	bool count_only;
	int64_t done;		/* rows */
	struct worker_memory decoders;
};

/* What a worker takes pieces apart with. */
struct decoder {
	struct csv_fill fill;
	struct csv_index index;
	struct err why;		/* what comes after the batch that was handed out last */
};

/* The stages of a piece: its two texts, then what its end says. */
enum { TAKE_BEGUN, TAKE_BODY, TAKE_END };

/* A text of whole records, of a piece. */
struct text {
	const uint8_t *p;
	size_t n;
	const struct gaps *gaps;	/* or NULL */
};

static struct text
text_of(const struct csv_piece *c, int stage)
{
	if (stage == TAKE_BEGUN)
		return (struct text){ c->begun.data, c->begun.len, &c->gaps };
	return (struct text){ c->p + c->body, c->end - c->body, NULL };
}

/* The line of byte at of a text of c. */
static int64_t
line_of(const struct csv_piece *c, int stage, size_t at)
{
	if (stage == TAKE_BEGUN)
		return c->begun_line + (int64_t)csv_lines(c->begun.data, at) +
		    (int64_t)gaps_lines(&c->gaps, at) + 1;
	return csv_piece_line(c, c->body + at);
}

/* -- decoding -- */

/* Puts the line of byte e->byte of the text at hand before the message.  Returns -1. */
static int
place(const struct rows *r, const struct csv_piece *c, struct err *e)
{
	if (e != NULL && e->status == STATUS_DATA && e->byte >= 0)
		err_prefix(e, "%s:%lld: ", r->base.name,
		    (long long)line_of(c, c->stage, (size_t)e->byte));
	return -1;
}

/* What d->why kept. */
static int
fail(const struct rows *r, struct decoder *d, const struct csv_piece *c, struct err *e)
{
	err_copy(e, &d->why);
	err_clear(&d->why);
	return place(r, c, e);
}

/* The next batch of the text at hand, 1; 0 when there are no more; -1. */
static int
take(const struct rows *r, struct decoder *d, struct csv_piece *c, struct batch **out,
    struct err *e)
{
	const struct text t = text_of(c, c->stage);
	size_t columns = r->base.schema->nfield;

	if (c->row == 0) {
		err_clear(&d->why);
		csv_fill_text(&d->fill, t.p, t.n, t.gaps);
		if (csv_index(&d->index, &r->columns.dialect, t.p, t.n, columns, e) != 0)
			return -1;
	}
	if (d->why.status == 0 && c->row < d->index.rows) {
		size_t left = d->index.rows - c->row;
		int64_t rows = left < BATCH_ROWS ? (int64_t)left : BATCH_ROWS;

		*out = csv_fill(&d->fill, &d->index, t.p, c->row, &rows, &d->why);
		c->row += (size_t)rows;
		if (*out != NULL)
			return 1;
	}
	if (d->why.status != 0)
		return fail(r, d, c, e);
	if (d->index.fault == CSV_OK)
		return 0;
	csv_index_fault(&d->index, t.p, t.n, t.gaps, columns, e);
	return place(r, c, e);
}

/* The rows of c of which only the number is wanted. */
static int
take_count(struct rows *r, struct csv_piece *c, struct batch **out, struct err *e)
{
	int64_t n = (int64_t)(c->records - c->row);

	if (n == 0)
		return 0;
	c->row = c->records;
	if ((*out = batch_new(r->base.schema, n, e)) == NULL)
		return -1;
	for (size_t k = 0; k < r->base.schema->nfield; k++)
		column_absent(&(*out)->col[k], n);
	return 1;
}

/* What the end of c says: a record that does not end. */
static int
take_end(const struct rows *r, const struct csv_piece *c, struct err *e)
{
	if (c->too_long > 0)
		err_set(e, STATUS_DATA, "%s:%lld: a record of more than %zu MiB%s", r->base.name,
		    (long long)c->begun_line + 1, (c->too_long + 64) >> 20,
		    c->too_long < CSV_RECORD_MAX ? " (-m or SLUICE_MEMORY allows more)" : "");
	else if (c->open >= 0)
		err_set(e, STATUS_DATA, "%s:%lld: a quote that is never closed", r->base.name,
		    (long long)c->open + 1);
	else
		return 0;
	/* It has its place. */
	if (e != NULL)
		e->byte = 0;
	return -1;
}

static void
decoder_free(void *decoder)
{
	struct decoder *d = decoder;

	csv_fill_release(&d->fill);
	csv_index_release(&d->index);
	free(d);
}

static struct decoder *
decoder_of(struct rows *r, int w, struct err *e)
{
	struct decoder *d = r->decoders.of[w];

	if (d == NULL && (d = r->decoders.of[w] = mem_zero(1, sizeof(*d), e)) != NULL)
		csv_fill_init(&d->fill, &r->columns);
	return d;
}

/* -- the source -- */

static int
rows_next(struct source *s, struct raw **out, struct err *e)
{
	struct csv_piece *c;
	int rc = csv_pieces_next(((struct rows *)s)->pieces, &c, e);

	if (rc == 1)
		*out = &c->base;
	return rc;
}

static int
rows_scan(struct source *s, int w, struct raw *raw, struct err *e)
{
	(void)w;
	return csv_pieces_scan(((struct rows *)s)->pieces, (struct csv_piece *)raw, e);
}

static int
rows_link(struct source *s, struct raw *raw, struct err *e)
{
	return csv_pieces_link(((struct rows *)s)->pieces, (struct csv_piece *)raw, e);
}

static int
rows_decode(struct source *s, int w, struct raw *raw, struct batch **out, struct err *e)
{
	struct rows *r = (struct rows *)s;
	struct csv_piece *c = (struct csv_piece *)raw;
	struct decoder *d = decoder_of(r, w, e);
	int rc = d == NULL ? -1 : 0;

	if (c->too_long > 0)
		return take_end(r, c, e);
	if (rc == 0 && r->count_only)
		rc = take_count(r, c, out, e);
	for (; rc == 0 && !r->count_only && c->stage < TAKE_END; c->stage += rc == 0) {
		if (text_of(c, c->stage).n > 0)
			rc = take(r, d, c, out, e);
		if (rc == 0)
			c->row = 0;
	}
	return rc != 0 ? rc : take_end(r, c, e);
}

static void
rows_drop(struct source *s, struct raw *raw)
{
	csv_pieces_drop(((struct rows *)s)->pieces, (struct csv_piece *)raw);
}

static void
rows_done(struct source *s, struct raw *raw, int64_t rows)
{
	(void)raw;
	((struct rows *)s)->done += rows;
}

/* The line of row i of c, or 0 where it is not known any more. */
static int64_t
line_of_row(const struct rows *r, const struct csv_piece *c, size_t i)
{
	struct csv_index x = { 0 };
	int64_t line = 0;

	for (int stage = TAKE_BEGUN; stage < TAKE_END && line == 0 && !r->count_only; stage++) {
		const struct text t = text_of(c, stage);

		if (t.n == 0 || csv_index(&x, &r->columns.dialect, t.p, t.n,
		    r->base.schema->nfield, NULL) != 0)
			continue;
		if (i < x.rows)
			line = line_of(c, stage, ((const uint32_t *)(const void *)x.start.data)[i]);
		i -= x.rows;
	}
	csv_index_release(&x);
	return line;
}

/* What is wrong with the text has its place already. */
static void
rows_place(struct source *s, const struct raw *raw, struct err *e)
{
	struct rows *r = (struct rows *)s;
	int64_t line;

	if (e->byte >= 0)
		return;
	line = e->row < 0 ? 0 : line_of_row(r, (const struct csv_piece *)raw, (size_t)e->row);
	if (line > 0)
		err_prefix(e, "%s:%lld: ", s->name, (long long)line);
	else if (e->row >= 0)
		err_prefix(e, "%s: row %lld: ", s->name, (long long)(r->done + e->row + 1));
	else
		err_prefix(e, "%s: ", s->name);
}

static int
rows_plan(struct source *s, const struct want *w, struct err *e)
{
	struct rows *r = (struct rows *)s;

	(void)e;
	r->count_only = true;
	for (size_t i = 0; i < s->schema->nfield; i++) {
		r->used[i] = w->column[i];
		r->count_only &= !w->column[i];
	}
	r->columns.used = r->used;
	if (r->count_only)
		csv_pieces_count(r->pieces);
	return 0;
}

static void
rows_cancel(struct source *s)
{
	in_cancel(((struct rows *)s)->in);
}

static void
rows_free(struct source *s)
{
	struct rows *r = (struct rows *)s;

	worker_memory_release(&r->decoders, decoder_free);
	csv_pieces_free(r->pieces);
	schema_unref(s->schema);
	free(r->used);
	in_free(r->in);
	free(r);
}

static const struct source_ops rows_ops = {
	.next = rows_next,
	.scan = rows_scan,
	.link = rows_link,
	.decode = rows_decode,
	.drop = rows_drop,
	.done = rows_done,
	.free = rows_free,
	.place = rows_place,
	.plan = rows_plan,
	.cancel = rows_cancel,
};

int
csv_rows_look(struct in *in, const struct csv_rows_conf *conf, struct csv_types *types,
    struct err *e)
{
	const struct csv_pieces_conf how = { conf->dialect, conf->range, conf->memory, conf->most };
	struct csv_pieces *p = csv_pieces_new(in, &how, e);
	int rc = p == NULL ? -1 : csv_pieces_open(p, types, e);

	csv_pieces_free(p);
	return rc;
}

struct source *
csv_rows_source(struct in *in, const struct csv_rows_conf *conf, struct csv_types *types,
    int (*more)(void *arg, struct err *e), void *arg, struct err *e)
{
	const struct csv_pieces_conf how = { conf->dialect, conf->range, conf->memory, conf->most };
	struct rows *r = mem_zero(1, sizeof(*r), e);
	size_t *place = NULL;

	if (r == NULL) {
		in_free(in);
		return NULL;
	}
	r->in = in;
	r->base.ops = &rows_ops;
	r->base.name = in_name(in);
	r->base.size = in_size(in);
	if ((r->pieces = csv_pieces_new(in, &how, e)) == NULL ||
	    csv_pieces_open(r->pieces, types, e) != 0)
		goto fail;
	/* Looking at more inputs meets other orders. */
	place = csv_types_take_place(types);
	if ((more != NULL && !csv_types_enough(types) && more(arg, e) != 0) ||
	    (r->base.schema = csv_types_placed(types, place, e)) == NULL ||
	    (r->used = mem_zero(r->base.schema->nfield + 1, sizeof(*r->used), e)) == NULL)
		goto fail;
	free(place);
	r->columns = (struct csv_columns){ .dialect = conf->dialect,
		.schema = r->base.schema, .zone = conf->zone };
	return &r->base;
fail:
	free(place);
	rows_free(&r->base);
	return NULL;
}
