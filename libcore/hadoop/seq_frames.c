/*
 * seq_frames.c - the rows of a data frame as the records of a SequenceFile.
 *
 * Rows are serialized as they are read, which costs no more than copying them, into
 * pieces as those of a file without compression; the rest is seq_recode()'s.
 */
#include "hadoop/seq_frames.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seqfile/classes.h"
#include "seqfile/vint.h"
#include "seqfile/writable.h"

/* A piece has about so many bytes. */
#define PIECE_SIZE BATCH_BYTES

enum { KEY, VALUE };

/* A column that becomes keys or values. */
struct half {
	int column;			/* -1: there is none */
	const struct type *type;
	struct writable class;
};

struct frames {
	struct source *source;
	struct half half[2];
	struct seq_header plain;	/* of the pieces */
	struct raw *raw;		/* in hand, NULL: none */
	struct batch *batch;		/* of it, NULL: none */
	int64_t row;			/* of that, which comes next */
	int64_t before;			/* rows of the raw before that batch */
	int64_t done;			/* rows of the units before */
	int64_t bytes;			/* of input not accounted for yet */
	bool idle, over;
};

/* -- columns and classes -- */

static int
find_column(const struct source *s, const char *name, const char *what, struct err *e)
{
	char hint[400];
	int i = schema_find(s->schema, name);

	if (i >= 0)
		return i;
	if (i == -2)
		return err_set(e, STATUS_USAGE, "option --%s: %s has several columns \"%s\"", what,
		    s->name, name);
	return err_set(e, STATUS_USAGE, "option --%s: %s has no column \"%s\"%s", what, s->name,
	    name, schema_hint(s->schema, name, hint, sizeof(hint)));
}

static int
init_half(struct half *h, const struct source *s, const char *name, const char *class,
    const char *what, struct err *e)
{
	const struct field *f;

	h->column = -1;
	if (name == NULL && class != NULL) {
		if (writable_parse(&h->class, class, e) != 0)
			return -1;
		if (h->class.id == WRITABLE_NULL)
			return 0;
		return err_set(e, STATUS_USAGE, "option --%s-class: %s has no column for the %s",
		    what, s->name, what);
	}
	if (name == NULL) {
		h->class.id = WRITABLE_NULL;
		return 0;
	}
	if ((h->column = find_column(s, name, what, e)) < 0)
		return -1;
	f = &s->schema->field[h->column];
	h->type = &f->type;
	return writable_for(&h->class, f, class != NULL ? class :
	    meta_get(&f->meta, WRITABLE_META), class != NULL, e);
}

/* The header of the output, and of the pieces. */
static int
make_headers(struct frames *f, const struct seq_header *from, struct seq_header *h,
    struct err *e)
{
	const char *key = writable_name(&f->half[KEY].class);
	const char *value = writable_name(&f->half[VALUE].class);

	if (seq_header_copy(h, from, e) != 0)
		return -1;
	if (seq_header_classes(h, key, value, e) == 0 &&
	    seq_header_classes(&f->plain, key, value, e) == 0 &&
	    seq_class_keep(h, false, &f->half[KEY].class, e) == 0 &&
	    seq_class_keep(h, true, &f->half[VALUE].class, e) == 0)
		return 0;
	seq_header_release(h);
	return -1;
}

/* -- rows -- */

/* Puts the place of row `row` of the raw unit, or -1, before the words. */
static int
place(struct frames *f, int64_t row, struct err *e)
{
	struct source *s = f->source;

	if (e == NULL)
		return -1;
	e->row = row;
	if (row >= 0)
		e->byte = -1;
	if (s->ops->place != NULL)
		s->ops->place(s, f->raw, e);
	else if (row >= 0)
		err_prefix(e, "%s: row %" PRId64 ": ", s->name, f->done + row + 1);
	else
		err_prefix(e, "%s: ", s->name);
	return -1;
}

/* Lets go of the raw in hand. */
static void
end_raw(struct frames *f)
{
	batch_free(f->batch);
	f->batch = NULL;
	if (f->raw != NULL)
		source_drop(f->source, f->raw);
	f->raw = NULL;
}

/* Takes the next raw in hand: 1, 0 at the end, -1. */
static int
next_raw(struct frames *f, struct err *e)
{
	struct source *s = f->source;
	int rc = s->ops->next(s, &f->raw, e);

	f->before = 0;
	if (rc != 1)
		return rc;
	f->bytes += f->raw->bytes;
	f->idle = f->raw->idle;
	if (f->raw->barrier == NULL && ((s->ops->scan != NULL && s->ops->scan(s, 0, f->raw, e) != 0) ||
	    (s->ops->link != NULL && s->ops->link(s, f->raw, e) != 0)))
		return e != NULL && (e->flags & ERR_UPSTREAM) != 0 ? -1 :
		    place(f, e != NULL ? e->row : -1, e);
	return 1;
}

/* The next batch: 1, 0 none in this raw, -1. */
static int
next_batch(struct frames *f, struct err *e)
{
	struct source *s = f->source;
	int rc = f->raw->barrier != NULL ? 0 : s->ops->decode(s, 0, f->raw, &f->batch, e);

	f->row = 0;
	if (rc < 0)
		return e != NULL && (e->flags & ERR_UPSTREAM) != 0 ? -1 :
		    place(f, e != NULL ? e->row : -1, e);
	if (rc == 0) {
		if (s->ops->done != NULL)
			s->ops->done(s, f->raw, f->before);
		f->done += f->before;
		end_raw(f);
	}
	return rc;
}

/* Appends the key or the value of a row to out. */
static int
put_half(struct frames *f, const struct half *h, const struct batch *b, const char *name,
    struct buf *out, struct err *e)
{
	if (h->column < 0 ||
	    writable_put(&h->class, h->type, &b->col[h->column], f->row, out, e) == 0)
		return 0;
	if (e != NULL && e->status == STATUS_DATA)
		err_prefix(e, "the %s: ", name);
	return place(f, f->before + f->row, e);
}

/* Appends the row that comes next as a record. */
static int
put_row(struct frames *f, const struct batch *b, struct buf *out, struct err *e)
{
	size_t at = out->len, key;

	if (buf_zero(out, 8, e) != 0 || put_half(f, &f->half[KEY], b, "key", out, e) != 0)
		return -1;
	key = out->len - at - 8;
	if (put_half(f, &f->half[VALUE], b, "value", out, e) != 0)
		return -1;
	if (out->len - at - 8 > SEQ_RECORD_MAX) {
		err_set(e, STATUS_DATA, "key and value have %zu bytes, and a record at most %zu",
		    out->len - at - 8, SEQ_RECORD_MAX);
		return place(f, f->before + f->row, e);
	}
	seq_put_i32(out->data + at, (int32_t)(out->len - at - 8));
	seq_put_i32(out->data + at + 4, (int32_t)key);
	return 0;
}

/* Fills out with rows; *rows becomes how many. */
static int
fill(struct frames *f, struct buf *out, int64_t *rows, struct err *e)
{
	int rc;

	for (*rows = 0; out->len < PIECE_SIZE && *rows < BATCH_ROWS; ) {
		if (f->raw == NULL) {
			if (f->over || (*rows > 0 && f->idle))
				return 0;
			if ((rc = next_raw(f, e)) <= 0) {
				f->over = true;
				return rc;
			}
		}
		if (f->batch == NULL) {
			if (next_batch(f, e) < 0) {
				f->over = true;
				return -1;
			}
			continue;
		}
		if (f->row == f->batch->rows) {
			f->before += f->batch->rows;
			batch_free(f->batch);
			f->batch = NULL;
			continue;
		}
		if (put_row(f, f->batch, out, e) != 0)
			return -1;
		f->row++;
		++*rows;
	}
	return 0;
}

static int
next_piece(void *ctx, struct seqfile_piece **out, struct err *e)
{
	struct frames *f = ctx;
	struct seqfile_piece *k = mem_zero(1, sizeof(*k), e);
	struct buf bytes = BUF_INIT;
	int rc = -1;

	if (k == NULL)
		return -1;
	if (buf_reserve(&bytes, PIECE_SIZE + PIECE_SIZE / 8, e) != 0 ||
	    fill(f, &bytes, &k->records, e) != 0)
		goto out;
	rc = 0;
	if (k->records == 0)
		goto out;
	k->len = bytes.len;
	if ((k->block = buf_to_block(&bytes, e)) == NULL) {
		rc = -1;
		goto out;
	}
	k->data = k->block->data;
	k->base.bytes = f->bytes;
	f->bytes = 0;
	*out = k;
	return 1;
out:
	buf_release(&bytes);
	free(k);
	return rc;
}

static void
cancel(void *ctx)
{
	struct source *s = ((struct frames *)ctx)->source;

	if (s->ops->cancel != NULL)
		s->ops->cancel(s);
}

/* -- all of it -- */

/* Tells the source which columns are looked at. */
static int
plan(struct frames *f, struct err *e)
{
	struct source *s = f->source;
	bool *used = mem_zero(s->schema->nfield + 1, sizeof(*used), e);
	const struct want w = { .column = used };
	int rc;

	if (used == NULL)
		return -1;
	for (int i = 0; i < 2; i++)
		if (f->half[i].column >= 0)
			used[f->half[i].column] = true;
	rc = source_plan(s, &w, e);
	free(used);
	return rc;
}

static int
write_all(struct frames *f, const struct seq_frames_conf *conf, const struct seq_header *h,
    struct seqfile_out_counts *counts, struct err *e)
{
	const struct seq_recode_input in = { .name = f->source->name, .header = &f->plain,
	    .next = next_piece, .cancel = cancel, .ctx = f };
	struct seqfile_out_conf out = conf->out;
	struct seq_recode_conf recode = {
		.encode = { .layout = h->layout, .codec = h->codec, .level = conf->level },
		.block_size = conf->block_size, .jobs = conf->jobs, .stats = conf->stats
	};
	struct seqfile_out *o;

	out.header = h;
	if ((o = seqfile_out_new(&out, e)) == NULL)
		return -1;
	recode.encode.order = seqfile_out_order(o);
	if (seq_recode(&in, o, &recode, e) != 0) {
		seqfile_out_abort(o);
		return -1;
	}
	if (counts != NULL)
		*counts = seqfile_out_counts(o);
	return seqfile_out_commit(o, e);
}

int
seq_frames(struct source *s, const struct seq_frames_conf *conf,
    struct seqfile_out_counts *counts, struct err *e)
{
	struct frames f = { .source = s };
	struct seq_header h;
	int rc = -1;

	seq_header_init(&f.plain);
	if (init_half(&f.half[KEY], s, conf->key, conf->key_class, "key", e) != 0 ||
	    init_half(&f.half[VALUE], s, conf->value, conf->value_class, "value", e) != 0 ||
	    plan(&f, e) != 0)
		goto out;
	if (make_headers(&f, conf->out.header, &h, e) == 0) {
		rc = write_all(&f, conf, &h, counts, e);
		seq_header_release(&h);
	}
out:
	end_raw(&f);
	writable_release(&f.half[KEY].class);
	writable_release(&f.half[VALUE].class);
	seq_header_release(&f.plain);
	return rc;
}
