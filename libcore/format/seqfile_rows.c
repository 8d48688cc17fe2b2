/* seqfile_rows.c - the records of a SequenceFile as rows. */
#include "format/seqfile_rows.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/text.h"
#include "seqfile/classes.h"

enum { KEY, VALUE };

/* What one thread works with; kept from one piece to the next. */
struct worker {
	struct seq_decoder *decoder;
	struct batch_builder rows;
	size_t last[2];			/* bytes of text that the last batch had: room for as many */
	size_t bytes;			/* serialized, of the batch so far */
	int fault;			/* which column the last fault was in */
};

/* A piece, and the batches of it. */
struct item {
	struct raw base;
	struct seqfile_piece *piece;
	struct batch_queue ready;
};

struct rows {
	struct source base;
	struct in *in;
	struct seqfile_pieces *pieces;
	struct writable class[2];
	enum writable_view view;
	size_t limit;
	bool used[2];
	struct seqfile_piece *kept;	/* was looked at when the source was opened */
	int64_t done;			/* rows */
	struct worker_memory workers;
};

/* -- workers -- */

/* What is wanted of each record. */
static unsigned
parts(const struct rows *r)
{
	return (r->used[KEY] ? SEQ_KEYS : 0) | (r->used[VALUE] ? SEQ_VALUES : 0);
}

static void
worker_free(void *worker)
{
	struct worker *w = worker;

	seq_decoder_free(w->decoder);
	batch_builder_release(&w->rows);
	free(w);
}

static struct worker *
worker_get(struct rows *r, int number, struct err *e)
{
	struct worker *w = r->workers.of[number];

	if (w != NULL || (w = mem_zero(1, sizeof(*w), e)) == NULL)
		return w;
	w->decoder = seq_decoder_new(seqfile_pieces_header(r->pieces), parts(r), r->limit, e);
	if (w->decoder == NULL || batch_builder_init(&w->rows, r->base.schema, e) != 0) {
		worker_free(w);
		return NULL;
	}
	return r->workers.of[number] = w;
}

/* -- batches -- */

/* Batches of n rows in which nothing is looked at. */
static int
add_absent(struct rows *r, int64_t n, struct batch_list *out, struct err *e)
{
	struct batch *b;

	for (int64_t now; n > 0; n -= now) {
		now = n < BATCH_ROWS ? n : BATCH_ROWS;
		if ((b = batch_new(r->base.schema, now, e)) == NULL)
			return -1;
		for (size_t i = 0; i < r->base.schema->nfield; i++)
			column_absent(&b->col[i], now);
		if (batch_list_add(out, b, e) != 0)
			return -1;
	}
	return 0;
}

/* -- naming a record by its key -- */

/* The key as a column of one row.  0 or -1. */
static int
key_column(struct rows *r, const struct seq_record *rec, struct column *out)
{
	struct builder b;
	int rc;

	if (builder_init(&b, &r->base.schema->field[KEY].type, NULL) != 0)
		return -1;
	rc = writable_add(&r->class[KEY], r->view, rec->key, rec->nkey, &b, NULL);
	if (rc == 0)
		rc = builder_finish(&b, out, NULL);
	builder_release(&b);
	return rc;
}

/*
 * Puts the key of record number row of the piece of n bytes at p before the message, as
 * far as there is one that can be read.
 */
static void
name_key(struct rows *r, const uint8_t *p, size_t n, int64_t row, struct err *e)
{
	struct seq_decoder *d = seq_decoder_new(seqfile_pieces_header(r->pieces), SEQ_KEYS,
	    r->limit, NULL);
	struct seq_record rec;
	struct column key;

	if (d != NULL && seq_decoder_start(d, p, n, NULL) == 0) {
		while (row >= 0 && seq_decoder_next(d, &rec, NULL) == 1)
			row--;
		if (row < 0 && key_column(r, &rec, &key) == 0) {
			text_key(&r->base.schema->field[KEY].type, &key, 0, e);
			column_release(&key);
		}
	}
	seq_decoder_free(d);
}

/* The same of a piece that is read again from the file, where that can be. */
static void
name_key_again(struct rows *r, const struct seqfile_piece *piece, int64_t row, struct err *e)
{
	struct seqfile_piece k = { .byte = piece->byte, .span = piece->span };
	struct buf b = BUF_INIT;
	const uint8_t *data;
	size_t n;

	if (in_plain_fd(r->in) < 0)
		return;
	if (seqfile_pieces_whole(r->pieces, &k, &b, &data, &n, NULL) == 0)
		name_key(r, data, n, row, e);
	buf_release(&b);
}

/* -- faults of records -- */

/* A string that is not UTF-8 in row of the batch, which is cut there. */
static int
not_utf8(struct worker *w, int column, int64_t row, struct err *e)
{
	const struct builder *b = &w->rows.col[column];
	char q[200];

	if (b->type->id == TYPE_STRING) {
		const int32_t *o = (const int32_t *)(const void *)b->offsets.data;

		err_quote(q, sizeof(q), b->values.data + o[row], (size_t)(o[row + 1] - o[row]));
	}
	return err_set(e, STATUS_DATA, "%s is not UTF-8 (-i seqfile-bytes takes any)%s%s",
	    column == KEY ? "the key" : "the value", b->type->id == TYPE_STRING ? ": " : "",
	    b->type->id == TYPE_STRING ? q : "");
}

/* Cuts rows off from the first one with a string that is no text; *bad becomes that row. */
static int
check_text(struct rows *r, struct worker *w, int64_t *bad, struct err *e)
{
	int rc = 0;

	for (int i = 0; i < 2; i++) {
		int64_t rows = w->rows.col[0].rows;
		int64_t good = r->used[i] ? writable_valid(&w->rows.col[i], 0) : rows;

		if (good == rows)
			continue;
		rc = not_utf8(w, i, good, e);
		w->fault = i;
		*bad = good;
		builder_cut(&w->rows.col[KEY], good);
		builder_cut(&w->rows.col[VALUE], good);
	}
	return rc;
}

/*
 * Moves what was built into a batch.  -1 also for a string that is no text: then *bad
 * becomes its row, and the rows before it are moved.
 */
static int
take(struct rows *r, struct worker *w, struct batch_list *out, int64_t *bad, struct err *e)
{
	struct batch *b;
	size_t size;
	int rc = 0;

	w->bytes = 0;
	if (r->view == WRITABLE_AS_TYPES || r->view == WRITABLE_AS_TEXT)
		rc = check_text(r, w, bad, e);
	if (w->rows.col[0].rows == 0)
		return rc;
	for (int i = 0; i < 2; i++)
		w->last[i] = w->rows.col[i].values.len;
	b = batch_builder_finish(&w->rows, rc == 0 ? e : NULL);
	if (b == NULL || batch_list_add(out, b, rc == 0 ? e : NULL) != 0)
		return -1;
	for (int i = 0; i < 2; i++) {
		size = w->last[i] < 2 * BATCH_BYTES ? w->last[i] : 2 * BATCH_BYTES;
		if (buf_reserve(&w->rows.col[i].values, size, rc == 0 ? e : NULL) != 0)
			return -1;
	}
	return rc;
}

/* -- records -- */

static int
add_item(struct rows *r, struct worker *w, int i, const uint8_t *p, size_t n,
    struct err *e)
{
	struct builder *b = &w->rows.col[i];

	if (!r->used[i])
		return builder_null(b, e);
	if (writable_add(&r->class[i], r->view, p, n, b, e) == 0)
		return 0;
	err_prefix(e, i == KEY ? "the key: " : "the value: ");
	w->fault = i;
	return -1;
}

/* Adds a record whole or not at all. */
static int
add_record(struct rows *r, struct worker *w, const struct seq_record *rec, struct err *e)
{
	int64_t row = w->rows.col[0].rows;

	if (add_item(r, w, KEY, rec->key, rec->nkey, e) == 0 &&
	    add_item(r, w, VALUE, rec->value, rec->nvalue, e) == 0) {
		w->bytes += rec->nkey + rec->nvalue;
		return 0;
	}
	builder_cut(&w->rows.col[KEY], row);
	builder_cut(&w->rows.col[VALUE], row);
	return -1;
}

/*
 * The place of record number row of the piece, where nothing in it was out of its
 * frame: e->row and e->byte become those, from the start of the piece; its key is named
 * where the value is at fault.
 */
static void
find(struct rows *r, struct worker *w, const struct seqfile_piece *k, int64_t row, struct err *e)
{
	struct seq_record rec;
	int64_t at = 0;

	if (e == NULL || e->status != STATUS_DATA)
		return;
	if (w->fault == VALUE)
		name_key(r, k->data, k->len, row, e);
	e->row = row;
	e->byte = 0;
	if (seq_decoder_start(w->decoder, k->data, k->len, NULL) != 0)
		return;
	while (at <= row && seq_decoder_next(w->decoder, &rec, NULL) == 1)
		if (at++ == row)
			e->byte = (int64_t)rec.at;
}

/*
 * Adds the records of a piece, the batches that are full to out.  *first becomes the
 * record that row 0 of what is left in w is; *bad as take() has it.
 */
static int
records(struct rows *r, struct worker *w, const struct seqfile_piece *k,
    struct batch_list *out, int64_t *first, int64_t *bad, struct err *e)
{
	struct seq_record rec;
	int64_t row = 0;
	int rc;

	*first = 0;
	if (seq_decoder_start(w->decoder, k->data, k->len, e) != 0)
		return -1;
	while ((rc = seq_decoder_next(w->decoder, &rec, e)) == 1) {
		if (add_record(r, w, &rec, e) != 0) {
			find(r, w, k, row, e);
			return -1;
		}
		row++;
		if (w->bytes < BATCH_BYTES && row - *first < BATCH_ROWS)
			continue;
		if (take(r, w, out, bad, e) != 0)
			return -1;
		*first = row;
	}
	return rc;
}

/* A piece into batches; the place of what is wrong counts from its start. */
static int
decode(struct rows *r, struct worker *w, const struct seqfile_piece *k,
    struct batch_list *out, struct err *e)
{
	struct err last = ERR_INIT;
	int64_t first, bad = -1;
	int rc = records(r, w, k, out, &first, &bad, e);

	/* The rows before a fault count; a fault among them is the one to tell. */
	if (take(r, w, out, &bad, &last) != 0)
		rc = err_copy(e, &last);
	if (bad >= 0)
		find(r, w, k, first + bad, e);
	return rc;
}

/* How many records a piece has, where nothing more is asked. */
static int
count(struct rows *r, struct worker *w, const struct seqfile_piece *k,
    struct batch_list *out, struct err *e)
{
	struct seq_record rec;
	int rc;

	if (seq_decoder_start(w->decoder, k->data, k->len, e) != 0)
		return -1;
	if (seqfile_pieces_header(r->pieces)->layout == SEQ_BLOCK)
		return add_absent(r, (int64_t)seq_decoder_count(w->decoder), out, e);
	while ((rc = seq_decoder_next(w->decoder, &rec, e)) == 1)
		;
	if (add_absent(r, (int64_t)seq_decoder_count(w->decoder), out, rc == 0 ? e : NULL) != 0)
		return -1;
	return rc;
}

/* -- the source -- */

static int
rows_next(struct source *s, struct raw **out, struct err *e)
{
	struct rows *r = (struct rows *)s;
	struct item *i = mem_zero(1, sizeof(*i), e);
	int rc = 1;

	if (i == NULL)
		return -1;
	i->piece = r->kept;
	r->kept = NULL;
	if (i->piece == NULL && (rc = seqfile_pieces_next(r->pieces, &i->piece, e)) != 1) {
		free(i);
		return rc;
	}
	i->base = i->piece->base;
	*out = &i->base;
	return 1;
}

static void
rows_drop(struct source *s, struct raw *raw)
{
	struct item *i = (struct item *)raw;

	(void)s;
	seqfile_pieces_drop(i->piece);
	batch_queue_release(&i->ready);
	free(i);
}

/* All batches of a piece, whose bytes are let go. */
static int
fill(struct rows *r, int number, struct item *i, struct err *e)
{
	struct seqfile_piece *k = i->piece;
	struct worker *w = worker_get(r, number, e);
	int rc = w == NULL ? -1 : parts(r) == 0 ? count(r, w, k, &i->ready.list, e) :
	    decode(r, w, k, &i->ready.list, e);

	if (rc != 0 && w != NULL) {
		/* There may be half a record in it. */
		worker_free(w);
		r->workers.of[number] = NULL;
	}
	if (rc != 0 && e != NULL && e->status == STATUS_DATA) {
		seqfile_pieces_place(r->base.name, k, e);
		e->row = -1;
	}
	block_unref(k->block);
	k->block = NULL;
	k->data = NULL;
	return rc;
}

static int
rows_decode(struct source *s, int w, struct raw *raw, struct batch **out, struct err *e)
{
	struct item *i = (struct item *)raw;

	if (!i->ready.filled)
		batch_queue_filled(&i->ready,
		    i->piece->len == 0 ? 0 : fill((struct rows *)s, w, i, e), e);
	return batch_queue_next(&i->ready, out, e);
}

static void
rows_done(struct source *s, struct raw *raw, int64_t rows)
{
	(void)raw;
	((struct rows *)s)->done += rows;
}

/* Faults of the file have their place already, and who read the key has named it. */
static void
rows_place(struct source *s, const struct raw *raw, struct err *e)
{
	struct rows *r = (struct rows *)s;

	if (e->row >= 0) {
		if (!r->used[KEY])
			name_key_again(r, ((const struct item *)raw)->piece, e->row, e);
		err_prefix(e, "%s: record %" PRId64 ": ", s->name, r->done + e->row + 1);
	} else if (e->byte < 0) {
		err_prefix(e, "%s: ", s->name);
	}
}

static int
rows_plan(struct source *s, const struct want *w, struct err *e)
{
	struct rows *r = (struct rows *)s;

	(void)e;
	memcpy(r->used, w->column, sizeof(r->used));
	seqfile_pieces_want(r->pieces, parts(r));
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

	worker_memory_release(&r->workers, worker_free);
	seqfile_pieces_drop(r->kept);
	seqfile_pieces_free(r->pieces);
	writable_release(&r->class[KEY]);
	writable_release(&r->class[VALUE]);
	schema_unref(s->schema);
	in_free(r->in);
	free(r);
}

static const struct source_ops rows_ops = {
	.next = rows_next,
	.decode = rows_decode,
	.drop = rows_drop,
	.done = rows_done,
	.free = rows_free,
	.place = rows_place,
	.plan = rows_plan,
	.cancel = rows_cancel,
};

/* -- classes -- */

static int
find_class(struct writable *w, const struct seq_header *h, const char *given, int i,
    struct err *e)
{
	return given != NULL ? writable_parse(w, given, e) : seq_class_find(w, h, i == VALUE, e);
}

static int
learn_records(struct rows *r, struct seq_decoder *d, struct err *e)
{
	bool open[2] = { writable_open(&r->class[KEY]), writable_open(&r->class[VALUE]) };
	struct seq_record rec;
	int rc;

	for (int n = 0; n < SEQFILE_ROWS_LEARN && (open[KEY] || open[VALUE]) &&
	    seq_decoder_next(d, &rec, NULL) == 1; n++) {
		for (int i = 0; i < 2; i++) {
			if (!open[i])
				continue;
			rc = writable_learn(&r->class[i], i == KEY ? rec.key : rec.value,
			    i == KEY ? rec.nkey : rec.nvalue, e);
			if (rc < 0)
				return -1;
			open[i] = rc == 0;
		}
	}
	return 0;
}

/* Learns from the records of the first piece, which is kept.  What is wrong there is said later. */
static int
learn(struct rows *r, struct err *e)
{
	struct seq_decoder *d;
	int rc;

	do {
		seqfile_pieces_drop(r->kept);
		r->kept = NULL;
		if ((rc = seqfile_pieces_next(r->pieces, &r->kept, e)) != 1)
			return rc;
	} while (r->kept->len == 0);
	if ((d = seq_decoder_new(seqfile_pieces_header(r->pieces), SEQ_ALL, r->limit, e)) == NULL)
		return -1;
	rc = 0;
	if (seq_decoder_start(d, r->kept->data, r->kept->len, NULL) == 0)
		rc = learn_records(r, d, e);
	seq_decoder_free(d);
	writable_settle(&r->class[KEY]);
	writable_settle(&r->class[VALUE]);
	return rc;
}

static int
add_field(struct rows *r, int i, struct err *e)
{
	static const char *const name[] = { "key", "value" };
	struct buf spec = BUF_INIT;
	struct field *f = NULL;
	struct type t;
	bool nullable;
	int rc = -1;

	if (writable_type(&r->class[i], r->view, &t, &nullable, e) == 0 &&
	    (r->view != WRITABLE_AS_RAW || buf_printf(&spec, e, "%s", WRITABLE_META_RAW) == 0) &&
	    writable_spec(&r->class[i], &spec, e) == 0 &&
	    (f = schema_add(r->base.schema, name[i], &t, nullable, e)) != NULL)
		rc = 0;
	/* Text is no item of the class any more. */
	if (rc == 0 && r->view != WRITABLE_AS_TEXT)
		rc = meta_add(&f->meta, WRITABLE_META, strlen(WRITABLE_META), spec.data, spec.len, e);
	type_release(&t);
	buf_release(&spec);
	return rc;
}

static int
open_rows(struct rows *r, const struct seqfile_rows_conf *conf, struct err *e)
{
	const struct seq_header *h;

	if ((r->pieces = seqfile_pieces_new(r->in, &conf->pieces, e)) == NULL)
		return -1;
	h = seqfile_pieces_header(r->pieces);
	if (find_class(&r->class[KEY], h, conf->key_class, KEY, e) != 0 ||
	    find_class(&r->class[VALUE], h, conf->value_class, VALUE, e) != 0)
		return -1;
	if ((r->view == WRITABLE_AS_TYPES || r->view == WRITABLE_AS_BYTES) &&
	    (writable_open(&r->class[KEY]) || writable_open(&r->class[VALUE])) &&
	    learn(r, e) != 0)
		return -1;
	if ((r->base.schema = schema_new(e)) == NULL)
		return -1;
	return add_field(r, KEY, e) != 0 ? -1 : add_field(r, VALUE, e);
}

struct source *
seqfile_rows_source(struct in *in, const struct seqfile_rows_conf *conf, struct err *e)
{
	static const struct seqfile_rows_conf plain;
	struct rows *r = mem_zero(1, sizeof(*r), e);

	if (r == NULL) {
		in_free(in);
		return NULL;
	}
	if (conf == NULL)
		conf = &plain;
	r->in = in;
	r->view = conf->view;
	r->limit = conf->limit;
	r->used[KEY] = r->used[VALUE] = true;
	r->base.ops = &rows_ops;
	r->base.name = in_name(in);
	r->base.keyed = true;
	r->base.size = in_size(in);
	if (open_rows(r, conf, e) != 0) {
		rows_free(&r->base);
		return NULL;
	}
	return &r->base;
}
