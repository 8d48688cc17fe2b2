/* json_rows.c - JSON text as rows. */
#include "format/json_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "json/fill.h"
#include "json/value.h"

/* A piece that is longer goes once its rows are made; then places are told by the row. */
#define KEPT_BYTES ((size_t)1 << 20)

/* What one thread works with; kept from one piece to the next. */
struct worker {
	struct rows *owner;
	struct json_scan *scan;		/* without columns */
	struct json_rows rows;
	struct json_fill *fill;		/* with columns */
	const struct json_chunk *chunk;	/* at hand */
	size_t base;			/* of the text at hand in the chunk */
	struct json_mark mark;		/* in the chunk */
	struct json_scan *judge;	/* finds what is good of a line */
	struct json_spans spans;
	struct batch_list *out;
	struct bad_list bad;
};

struct rows {
	struct source base;
	struct in *in;
	struct json_pieces *pieces;
	struct json_rows_conf conf;
	int64_t done;			/* rows */
	struct json_cols *narrow;	/* strict columns that plan() may narrow, or NULL */
	struct worker_memory workers;
};

/* A piece, the key of its bad records, and its batches. */
struct item {
	struct raw base;
	struct json_chunk *chunk;
	int64_t key;
	struct batch_queue ready;
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

	json_pieces_place(w->owner->base.name, w->chunk, w->base + at, NULL, text, sizeof(text));
	err_prefix(e, "%s: ", text);
	if (e != NULL)
		e->byte = w->chunk->byte + (int64_t)(w->base + at +
		    json_pieces_missing(w->chunk, w->base + at));
}

/* Scans a text of the chunk, or all of it; what is wrong is said in e with its place. */
static int
scan(struct worker *w, const struct json_piece *p, struct err *e)
{
	const struct json_scan *s = w->scan;
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
		json_pieces_refuse(w->owner->base.name, w->chunk, w->base, p, &s->bad,
		    w->owner->conf.pieces.depth, e);
	} else if (e != NULL && e->status == STATUS_DATA && e->byte >= 0) {
		place(w, (size_t)e->byte, e);
	}
	return -1;
}

/* -- bad records -- */

static int
add_bad(struct worker *w, size_t at, const char *reason, const uint8_t *p, size_t n,
    struct err *e)
{
	char text[400];

	json_pieces_place(w->owner->base.name, w->chunk, w->base + at, &w->mark, text,
	    sizeof(text));
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

/* The rows of the spans of text, which starts at byte base of the chunk. */
static int
spans(struct worker *w, const struct json_piece *text, const struct json_spans *l, size_t base,
    struct err *e)
{
	char words[400];
	int rc = 0;

	for (size_t i = 0; i < l->n && rc == 0; i++) {
		const struct json_span *s = &l->span[i];
		const struct json_piece good = { .text = text->text + s->at, .len = s->len,
			.from = s->from, .to = s->to };

		w->base = base;
		if (s->kind == JSON_GOOD) {
			w->base += s->at;
			rc = scan(w, &good, e);
			continue;
		}
		json_pieces_bad(text, s, w->owner->conf.pieces.depth, words, sizeof(words));
		if (s->kind == JSON_BAD) {
			rc = add_bad(w, s->why.at, words, text->text + s->at, s->len, e);
		} else {
			rc = err_set(e, STATUS_DATA, "%s", words);
			place(w, s->why.at, e);
		}
	}
	return rc;
}

/* -- line by line -- */

/* One line: its rows, and what is bad of it. */
static int
line(struct worker *w, const struct json_piece *p, struct err *e)
{
	struct json_recover r;
	size_t used, base = w->base;

	if (w->owner->conf.bad == NULL)
		return scan(w, p, e);
	json_recover_init(&r, w->judge, JSON_FORM_LINES);
	if (json_recover(&r, p->text, p->len, false, &w->spans, &used, e) != 0)
		return -1;
	return spans(w, p, &w->spans, base, e);
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
	json_scan_free(w->judge);
	json_spans_release(&w->spans);
	free(w);
}

static struct worker *
worker_get(struct rows *r, int number, struct err *e)
{
	struct worker *w = r->workers.of[number];

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
	if (r->conf.bad != NULL && r->conf.pieces.lines)
		w->judge = json_scan_new(r->conf.pieces.depth, e);
	if ((w->scan == NULL && w->fill == NULL) ||
	    (r->conf.bad != NULL && r->conf.pieces.lines && w->judge == NULL)) {
		worker_free(w);
		return NULL;
	}
	return r->workers.of[number] = w;
}

/* -- the source -- */

static int
rows_next(struct source *s, struct raw **out, struct err *e)
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
	batch_queue_release(&i->ready);
	free(i);
}

static int
decode(struct rows *r, struct worker *w, const struct item *i, struct batch_list *out,
    struct err *e)
{
	int rc;

	w->chunk = i->chunk;
	w->base = 0;
	w->mark = (struct json_mark){ 0 };
	w->out = out;
	rc = r->conf.pieces.lines ? lines(w, e) :
	    r->conf.pieces.recover ? spans(w, &i->chunk->piece, &i->chunk->spans, 0, e) :
	    scan(w, &i->chunk->piece, e);
	/* The rows before a fault count. */
	if (w->fill != NULL ? take_columns(r, w, e) != 0 : take_values(r, w, out, e) != 0)
		return -1;
	if (rc == 0 && r->conf.bad != NULL)
		rc = bad_log_put(r->conf.bad, i->key, 1, &w->bad, e);
	return rc;
}

/* All batches of a piece, which is let go. */
static int
fill(struct rows *r, int number, struct item *i, struct err *e)
{
	struct worker *w = worker_get(r, number, e);
	int rc = w == NULL ? -1 : decode(r, w, i, &i->ready.list, e);

	if (rc != 0 && w != NULL) {
		/* There may be half a row in it. */
		worker_free(w);
		r->workers.of[number] = NULL;
	}
	if (i->chunk->piece.len > KEPT_BYTES) {
		json_pieces_drop(i->chunk);
		i->chunk = NULL;
	}
	return rc;
}

static int
rows_decode(struct source *s, int w, struct raw *raw, struct batch **out, struct err *e)
{
	struct item *i = (struct item *)raw;

	if (!i->ready.filled)
		batch_queue_filled(&i->ready, fill((struct rows *)s, w, i, e), e);
	return batch_queue_next(&i->ready, out, e);
}

static void
rows_done(struct source *s, struct raw *raw, int64_t rows)
{
	(void)raw;
	((struct rows *)s)->done += rows;
}

/* A search for where a row starts. */
struct search {
	int64_t row;		/* rows before it that are left */
	size_t at;
};

static int
search_row(struct json_tree *t, struct err *e)
{
	struct search *s = t->ctx;

	(void)e;
	s->at = t->at;
	return s->row-- > 0 ? 0 : -1;
}

/* Where row number row of the piece starts. */
static size_t
row_at(const struct rows *r, const struct json_piece *p, int64_t row)
{
	struct json_scan *scan = json_scan_new(r->conf.pieces.depth, NULL);
	struct json_node *root = json_node_new(NULL);
	struct search s = { row, 0 };
	struct json_tree t;

	if (scan != NULL && root != NULL && json_tree_init(&t, root, 0, NULL) == 0) {
		t.row = search_row;
		t.ctx = &s;
		json_scan_tree(scan, p, &t, NULL);
		json_tree_release(&t);
	}
	json_node_free(root);
	json_scan_free(scan);
	return s.at;
}

/* Faults of the text have their place already; what goes wrong later has a row. */
static void
rows_place(struct source *s, const struct raw *raw, struct err *e)
{
	const struct rows *r = (const struct rows *)s;
	const struct item *i = (const struct item *)raw;
	bool plain = !r->conf.pieces.lines && !r->conf.pieces.recover;
	char place[400];

	if (e->byte >= 0)
		return;
	if (e->row >= 0 && plain && i->chunk != NULL)
		err_prefix(e, "%s: ", json_pieces_place(s->name, i->chunk,
		    row_at(r, &i->chunk->piece, e->row), NULL, place, sizeof(place)));
	else if (e->row >= 0)
		err_prefix(e, "%s: row %lld: ", s->name, (long long)(r->done + e->row + 1));
	else
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

	worker_memory_release(&r->workers, worker_free);
	json_pieces_free(r->pieces);
	schema_unref(s->schema);
	in_free(r->in);
	free(r);
}

static int
rows_plan(struct source *s, const struct want *w, struct err *e)
{
	struct rows *r = (struct rows *)s;

	(void)e;
	if (r->narrow != NULL)
		json_cols_use(r->narrow, w);
	return 0;
}

static const struct source_ops rows_ops = {
	.next = rows_next,
	.decode = rows_decode,
	.drop = rows_drop,
	.free = rows_free,
	.done = rows_done,
	.place = rows_place,
	.cancel = rows_cancel,
	.plan = rows_plan,
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

/* Takes in, on failure too. */
static struct rows *
rows_new(struct in *in, const struct json_rows_conf *conf, struct err *e)
{
	struct rows *r = mem_zero(1, sizeof(*r), e);

	if (r == NULL) {
		in_free(in);
		return NULL;
	}
	r->in = in;
	r->conf = *conf;
	r->base.ops = &rows_ops;
	r->base.name = in_name(in);
	r->base.size = in_size(in);
	r->base.schema = conf->cols != NULL ? schema_ref(conf->cols->schema) :
	    value_schema(e);
	if (r->base.schema == NULL) {
		rows_free(&r->base);
		return NULL;
	}
	return r;
}

struct source *
json_rows_source(struct in *in, const struct json_rows_conf *conf, struct err *e)
{
	struct rows *r = rows_new(in, conf, e);
	struct json_pieces_conf how = conf->pieces;

	if (r == NULL)
		return NULL;
	/* A piece is a batch or a few.  Columns are smaller than their text, a value is not. */
	if (how.len == 0 && conf->cols != NULL)
		how.len = BATCH_BYTES;
	if ((r->pieces = json_pieces_new(in, &how, e)) == NULL) {
		rows_free(&r->base);
		return NULL;
	}
	return &r->base;
}

struct source *
json_rows_typed(struct in *in, struct json_pieces *pieces, struct json_cols *c,
    unsigned depth, struct err *e)
{
	const struct json_rows_conf conf = { .pieces.depth = depth, .cols = c };
	struct rows *r = rows_new(in, &conf, e);

	if (r == NULL) {
		json_pieces_free(pieces);
		return NULL;
	}
	r->pieces = pieces;
	r->narrow = c;
	return &r->base;
}
