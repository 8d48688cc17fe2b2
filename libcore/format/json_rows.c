/* json_rows.c - JSON text as rows. */
#include "format/json_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/idle.h"
#include "base/mem.h"
#include "json/fill.h"
#include "json/value.h"

/* What one thread works with; kept from one piece to the next. */
struct worker {
	struct idle idle;
	struct rows *owner;
	struct json_scan *scan;		/* without columns */
	struct json_rows rows;
	struct json_fill *fill;		/* with columns */
	const struct json_chunk *chunk;	/* at hand */
	size_t base;			/* of the text at hand in the chunk */
	struct batch_list *out;
	struct bad_list bad;
};

struct rows {
	struct source base;
	struct in *in;
	struct json_pieces *pieces;
	struct json_rows_conf conf;
	struct idle_list workers;
};

/* A piece and the key of its bad records. */
struct item {
	struct raw base;
	struct json_chunk *chunk;
	int64_t key;
};

/* -- batches -- */

/* Adds rows from .. from + n of the column values with those offsets. */
static int
add_values(struct rows *r, struct block *values, struct block *offsets, int64_t from,
    int64_t n, struct batch_list *out, struct err *e)
{
	struct batch *b = batch_new(r->base.schema, n, e);
	struct column *c;

	if (b == NULL)
		return -1;
	c = &b->col[0];
	c->rows = n;
	c->offsets = (const int32_t *)(const void *)offsets->data + from;
	c->values = values->data;
	c->hold[1] = block_ref(offsets);
	c->hold[2] = block_ref(values);
	return batch_list_add(out, b, e);
}

/* Moves the rows of w into batches. */
static int
take_values(struct rows *r, struct worker *w, struct batch_list *out, struct err *e)
{
	struct block *values = buf_to_block(&w->rows.text, e);
	struct block *offsets = values == NULL ? NULL : buf_to_block(&w->rows.offsets, e);
	int rc = offsets == NULL ? -1 : 0;
	int64_t rows = w->rows.rows;

	w->rows.rows = 0;
	for (int64_t at = 0; rc == 0 && at < rows; at += BATCH_ROWS)
		rc = add_values(r, values, offsets, at,
		    rows - at < BATCH_ROWS ? rows - at : BATCH_ROWS, out, e);
	block_unref(values);
	block_unref(offsets);
	return rc;
}

/* Moves the columns of w into a batch. */
static int
take_columns(struct rows *r, struct worker *w, struct err *e)
{
	struct batch *b;

	if (w->fill->rows == 0)
		return 0;
	if ((b = batch_new(r->base.schema, w->fill->rows, e)) == NULL)
		return -1;
	if (json_fill_finish(w->fill, b->col, e) != 0) {
		batch_free(b);
		return -1;
	}
	return batch_list_add(w->out, b, e);
}

static int
filled(struct json_fill *f, struct err *e)
{
	struct worker *w = f->ctx;

	if (f->rows < BATCH_ROWS && (f->rows % 64 != 0 || json_fill_size(f) < BATCH_BYTES))
		return 0;
	return take_columns(w->owner, w, e);
}

/* -- decoding -- */

/* Prefixes the place of byte at of the text at hand. */
static void
place(const struct worker *w, size_t at, struct err *e)
{
	char text[400];

	json_pieces_place(w->owner->base.name, w->chunk, w->base + at, text, sizeof(text));
	err_prefix(e, "%s: ", text);
	if (e != NULL)
		e->byte = w->chunk->byte + (int64_t)(w->base + at);
}

/* Scans a text of the chunk, or all of it; what is wrong is said in e with its place. */
static int
scan(struct worker *w, const struct json_piece *p, struct err *e)
{
	const struct json_scan *s = w->scan;
	char words[300];
	int rc;

	if (w->fill != NULL) {
		rc = json_fill_piece(w->fill, p, e);
		s = w->fill->scan;
	} else {
		rc = json_scan_rows(w->scan, p, &w->rows, e);
	}
	if (rc == 0)
		return 0;
	if (s->bad.fault != JSON_OK) {
		err_set(e, STATUS_DATA, "%s", json_pieces_words(p, &s->bad,
		    w->owner->conf.pieces.depth, words, sizeof(words)));
		place(w, s->bad.at, e);
	} else if (e != NULL && e->status == STATUS_DATA && e->byte >= 0) {
		place(w, (size_t)e->byte, e);
	}
	return -1;
}

/* -- line by line -- */

static int
add_bad(struct worker *w, size_t at, const char *reason, const uint8_t *p, size_t n,
    struct err *e)
{
	char text[400];

	json_pieces_place(w->owner->base.name, w->chunk, w->base + at, text, sizeof(text));
	return bad_list_add(&w->bad, text, reason, p, n, e);
}

/* A value that does not fit the columns. */
static int
misfit(struct json_fill *f, size_t at, struct err *e)
{
	struct worker *w = f->ctx;
	const uint8_t *p = f->tree.text + at;
	const uint8_t *end = w->chunk->piece.text + w->chunk->piece.len;

	return add_bad(w, f->why.byte < 0 ? at : (size_t)f->why.byte, f->why.msg, p,
	    (size_t)(json_value_end(p, end) - p), e);
}

/* One line: its rows, or a bad record. */
static int
line(struct worker *w, const struct json_piece *p, struct err *e)
{
	struct json_scan *s = w->fill != NULL ? w->fill->scan : w->scan;
	int64_t rows = w->rows.rows;
	char words[300];
	int rc;

	if (w->owner->conf.bad == NULL)
		return scan(w, p, e);
	/* A line that is JSON only at first must leave no rows. */
	if (w->fill == NULL)
		rc = json_scan_rows(s, p, &w->rows, e);
	else if ((rc = json_scan_check(s, p, e)) == 0)
		return json_fill_piece(w->fill, p, e);
	if (rc == 0 || s->bad.fault == JSON_OK)
		return rc;
	json_rows_cut(&w->rows, rows);
	json_pieces_words(p, &s->bad, w->owner->conf.pieces.depth, words, sizeof(words));
	return add_bad(w, s->bad.at, words, p->text, p->len, e);
}

static int
lines(struct worker *w, struct err *e)
{
	const uint8_t *text = w->chunk->piece.text, *end = text + w->chunk->piece.len;
	struct json_piece p = { .last = true };

	for (const uint8_t *t = text; t < end; t += p.len + 1) {
		const uint8_t *feed = memchr(t, '\n', (size_t)(end - t));

		p.text = t;
		p.len = (size_t)((feed == NULL ? end : feed) - t);
		w->base = (size_t)(t - text);
		if (line(w, &p, e) != 0)
			return -1;
	}
	return 0;
}

/* -- workers -- */

static void
worker_free(void *worker)
{
	struct worker *w = worker;

	json_scan_free(w->scan);
	json_rows_release(&w->rows);
	json_fill_free(w->fill);
	bad_list_release(&w->bad);
	free(w);
}

static struct worker *
worker_get(struct rows *r, struct err *e)
{
	struct worker *w = idle_take(&r->workers);

	if (w != NULL || (w = mem_zero(1, sizeof(*w), e)) == NULL)
		return w;
	w->owner = r;
	if (r->conf.cols == NULL) {
		w->scan = json_scan_new(r->conf.pieces.depth, e);
	} else if ((w->fill = json_fill_new(r->conf.cols, e)) != NULL) {
		w->fill->ctx = w;
		w->fill->filled = filled;
		w->fill->bad = r->conf.bad != NULL ? misfit : NULL;
	}
	if (w->scan == NULL && w->fill == NULL) {
		worker_free(w);
		return NULL;
	}
	return w;
}

/* -- the source -- */

static int
rows_read(struct source *s, struct raw **out, struct err *e)
{
	struct rows *r = (struct rows *)s;
	struct item *i = mem_zero(1, sizeof(*i), e);
	int rc;

	if (i == NULL)
		return -1;
	rc = json_pieces_next(r->pieces, &i->chunk, e);
	if (rc != 1) {
		free(i);
		return rc;
	}
	i->base = i->chunk->base;
	if (r->conf.bad != NULL)
		i->key = bad_log_key(r->conf.bad);
	*out = &i->base;
	return 1;
}

static void
rows_drop(struct source *s, struct raw *raw)
{
	struct item *i = (struct item *)raw;

	(void)s;
	json_pieces_drop(i->chunk);
	free(i);
}

static int
decode(struct rows *r, struct worker *w, const struct item *i, struct batch_list *out,
    struct err *e)
{
	int rc;

	w->chunk = i->chunk;
	w->base = 0;
	w->out = out;
	rc = r->conf.pieces.lines ? lines(w, e) : scan(w, &i->chunk->piece, e);
	/* The rows before a fault count. */
	if (w->fill != NULL ? take_columns(r, w, e) != 0 : take_values(r, w, out, e) != 0)
		return -1;
	if (rc == 0 && r->conf.bad != NULL)
		rc = bad_log_put(r->conf.bad, i->key, 1, &w->bad, e);
	return rc;
}

static int
rows_decode(struct source *s, struct raw *raw, struct batch_list *out, struct err *e)
{
	struct rows *r = (struct rows *)s;
	struct worker *w = worker_get(r, e);
	int rc = w == NULL ? -1 : decode(r, w, (struct item *)raw, out, e);

	rows_drop(s, raw);
	/* After a failure there may be half a row in it. */
	if (rc == 0)
		idle_give(&r->workers, w);
	else if (w != NULL)
		worker_free(w);
	return rc;
}

/* Faults of the text have their place already. */
static void
rows_place(struct source *s, struct err *e)
{
	if (e->byte < 0)
		err_prefix(e, "%s: ", s->name);
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

	idle_release(&r->workers, worker_free);
	json_pieces_free(r->pieces);
	schema_unref(s->schema);
	in_free(r->in);
	free(r);
}

static const struct source_ops rows_ops = {
	.read = rows_read,
	.decode = rows_decode,
	.drop = rows_drop,
	.free = rows_free,
	.place = rows_place,
	.cancel = rows_cancel,
};

static struct schema *
value_schema(struct err *e)
{
	struct schema *s = schema_new(e);

	if (s == NULL || schema_add_id(s, "value", TYPE_STRING, true, e) == NULL) {
		schema_unref(s);
		return NULL;
	}
	return s;
}

struct source *
json_rows_source(struct in *in, const struct json_rows_conf *conf, struct err *e)
{
	struct rows *r = mem_zero(1, sizeof(*r), e);

	if (r == NULL) {
		in_free(in);
		return NULL;
	}
	idle_init(&r->workers);
	r->in = in;
	r->conf = *conf;
	r->base.ops = &rows_ops;
	r->base.name = in_name(in);
	r->base.size = in_size(in);
	r->base.schema = conf->cols != NULL ? schema_ref(conf->cols->schema) :
	    value_schema(e);
	r->pieces = json_pieces_new(in, &conf->pieces, e);
	if (r->base.schema == NULL || r->pieces == NULL) {
		rows_free(&r->base);
		return NULL;
	}
	return &r->base;
}
