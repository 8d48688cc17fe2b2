/*
 * newest.c - the last records of topics by time, over all partitions.
 *
 * A partition's end is read from n offsets before it on; where fewer than n records come
 * of that and there are offsets before, everything is read again from further back.
 */
#include "log/newest.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "log/source.h"

/* How much further back the next try begins. */
#define FURTHER 8

struct newest {
	struct source source;
	struct log *log;
	struct log_read read;		/* with the column timestamp */
	struct log_point from;
	const char **column;		/* of read, where the caller named some */
	int time;			/* index of the column timestamp */
	bool hide;			/* nobody asked for it */
	int64_t n;
	struct source *inner;		/* NULL once all was read */
	pthread_mutex_t lock;		/* over inner, against cancel() */
	bool cancelled, ready;
	struct batch_list rows;		/* what was read, then what is given */
	size_t at;
};

/* A record that was read. */
struct record {
	int64_t time;			/* us; the least for none */
	size_t batch;
	int64_t row;
};

struct newest_raw {
	struct raw raw;
	struct batch *batch;
};

/* -- reading -- */

static int
open_inner(struct newest *w, struct err *e)
{
	struct source *s;

	if (log_source_new(w->log, &w->read, &s, e) != 0)
		return -1;
	pthread_mutex_lock(&w->lock);
	w->inner = s;
	if (w->cancelled)
		s->ops->cancel(s);
	pthread_mutex_unlock(&w->lock);
	return 0;
}

static void
close_inner(struct newest *w)
{
	struct source *s;

	pthread_mutex_lock(&w->lock);
	s = w->inner;
	w->inner = NULL;
	pthread_mutex_unlock(&w->lock);
	source_free(s);
}

/* Whether some partition has fewer than n records here, and others before. */
static int
lacks_some(const struct newest *w, bool *lacks, struct err *e)
{
	const struct log_source *s = (const struct log_source *)w->inner;
	int64_t *count = NULL;
	size_t cap = 0, used = 0, i;
	int32_t index;
	bool whole;

	*lacks = false;
	for (i = 0; i < w->rows.n; i++) {
		index = w->rows.batch[i]->partition;
		if (index < 0)
			continue;
		if (mem_grow(&count, &cap, (size_t)index + 1, sizeof *count, e) != 0) {
			free(count);
			return -1;
		}
		for (; used <= (size_t)index; used++)
			count[used] = 0;
		count[index] += w->rows.batch[i]->rows;
	}
	for (i = 0; !*lacks && s->part(s, i, &index, &whole); i++)
		*lacks = !whole && ((size_t)index >= used || count[index] < w->n);
	free(count);
	return 0;
}

/* Reads all, again from further back as long as records are missing. */
static int
read_all(struct newest *w, struct err *e)
{
	bool lacks;
	int got;

	for (;;) {
		while ((got = source_next(w->inner, &w->rows, NULL, e)) == 1)
			;
		if (got < 0 || lacks_some(w, &lacks, e) != 0)
			return -1;
		close_inner(w);
		if (!lacks)
			return 0;
		batch_list_release(&w->rows);
		if (__builtin_mul_overflow(w->from.value, FURTHER, &w->from.value))
			w->from.kind = LOG_EARLIEST;
		if (open_inner(w, e) != 0)
			return -1;
	}
}

/* -- choosing -- */

/* The later one first; of one time that which was read later. */
static int
by_time(const void *a, const void *b)
{
	const struct record *x = a, *y = b;

	if (x->time != y->time)
		return x->time > y->time ? -1 : 1;
	if (x->batch != y->batch)
		return x->batch > y->batch ? -1 : 1;
	return (x->row < y->row) - (x->row > y->row);
}

/* A view of n rows of b without the column that nobody asked for. */
static struct batch *
cut(struct newest *w, const struct batch *b, int64_t from, int64_t n, struct err *e)
{
	struct batch *part = batch_slice(b, from, n, e), *out;
	size_t i;

	if (part == NULL || !w->hide)
		return part;
	if ((out = batch_new(w->source.schema, n, e)) == NULL)
		goto out;
	batch_inherit(out, part);
	for (i = 0; i < w->source.schema->nfield; i++) {
		if (column_share(&out->col[i], &part->col[i + (i >= (size_t)w->time)], e) != 0) {
			batch_free(out);
			out = NULL;
			break;
		}
	}
out:
	batch_free(part);
	return out;
}

/* Replaces the rows by the n latest, the oldest of them first. */
static int
choose(struct newest *w, struct err *e)
{
	struct batch_list chosen = { 0 };
	struct record *r, *first;
	size_t total = 0, n = 0, i, run;
	struct batch *b;
	int bad = 0;

	for (i = 0; i < w->rows.n; i++)
		total += (size_t)w->rows.batch[i]->rows;
	if ((r = mem_zero(total, sizeof *r, e)) == NULL)
		return -1;
	for (i = 0; i < w->rows.n; i++) {
		const struct column *c = &w->rows.batch[i]->col[w->time];
		int64_t k;

		for (k = 0; k < w->rows.batch[i]->rows; k++)
			r[n++] = (struct record){ column_is_null(c, k) ? INT64_MIN :
			    ((const int64_t *)c->values)[k], i, k };
	}
	if (n > 0)
		qsort(r, n, sizeof *r, by_time);
	if (n > (uint64_t)w->n)
		n = (size_t)w->n;
	/* r[n - 1] is the oldest; rows that follow each other there are one batch. */
	for (; n > 0 && bad == 0; n -= run) {
		first = &r[n - 1];
		for (run = 1; run < n && r[n - 1 - run].batch == first->batch &&
		    r[n - 1 - run].row == first->row + (int64_t)run; run++)
			;
		b = cut(w, w->rows.batch[first->batch], first->row, (int64_t)run, e);
		bad = b == NULL ? -1 : batch_list_add(&chosen, b, e);
	}
	free(r);
	batch_list_release(&w->rows);
	w->rows = chosen;
	return bad;
}

/* -- the source -- */

static int
newest_next(struct source *s, struct raw **out, struct err *e)
{
	struct newest *w = (struct newest *)s;
	struct newest_raw *r;

	if (!w->ready && (read_all(w, e) != 0 || choose(w, e) != 0))
		return -1;
	w->ready = true;
	if (w->at == w->rows.n)
		return 0;
	if ((r = mem_zero(1, sizeof *r, e)) == NULL)
		return -1;
	r->batch = w->rows.batch[w->at];
	w->rows.batch[w->at++] = NULL;
	*out = &r->raw;
	return 1;
}

static int
newest_decode(struct source *s, int worker, struct raw *raw, struct batch **out, struct err *e)
{
	struct newest_raw *r = (struct newest_raw *)raw;

	(void)s;
	(void)worker;
	(void)e;
	*out = r->batch;
	r->batch = NULL;
	return *out != NULL;
}

static void
newest_drop(struct source *s, struct raw *raw)
{
	(void)s;
	batch_free(((struct newest_raw *)raw)->batch);
	free(raw);
}

static void
newest_cancel(struct source *s)
{
	struct newest *w = (struct newest *)s;

	pthread_mutex_lock(&w->lock);
	w->cancelled = true;
	if (w->inner != NULL)
		w->inner->ops->cancel(w->inner);
	pthread_mutex_unlock(&w->lock);
}

static void
newest_free(struct source *s)
{
	struct newest *w = (struct newest *)s;

	close_inner(w);
	batch_list_release(&w->rows);
	schema_unref(s->schema);
	pthread_mutex_destroy(&w->lock);
	free(w->column);
	free(w);
}

static const struct source_ops ops = {
	.next = newest_next,
	.decode = newest_decode,
	.drop = newest_drop,
	.place = log_source_place,
	.cancel = newest_cancel,
	.free = newest_free
};

/* Sees to it that the records have their time. */
static int
add_time(struct newest *w, const struct log_read *r, struct err *e)
{
	size_t i;

	for (i = 0; i < r->ncolumn; i++)
		if (strcmp(r->column[i], log_column_name[LOG_TIMESTAMP]) == 0)
			return 0;
	if (r->ncolumn == 0)
		return 0;
	if ((w->column = mem_zero(r->ncolumn + 1, sizeof *w->column, e)) == NULL)
		return -1;
	memcpy(w->column, r->column, r->ncolumn * sizeof *w->column);
	w->column[r->ncolumn] = log_column_name[LOG_TIMESTAMP];
	w->read.column = w->column;
	w->read.ncolumn++;
	w->hide = true;
	return 0;
}

int
log_newest_new(struct log *l, const struct log_read *r, int64_t n, struct source **out,
    struct err *e)
{
	struct newest *w = mem_zero(1, sizeof *w, e);

	if (w == NULL)
		return -1;
	pthread_mutex_init(&w->lock, NULL);
	w->source.ops = &ops;
	w->source.size = -1;
	w->source.name = "topics";
	w->log = l;
	w->n = n;
	w->read = *r;
	w->from = (struct log_point){ LOG_TAIL, n, -1 };
	w->read.from = &w->from;
	w->read.nfrom = 1;
	if (add_time(w, r, e) != 0 || open_inner(w, e) != 0)
		goto fail;
	w->time = schema_find(w->inner->schema, log_column_name[LOG_TIMESTAMP]);
	w->source.schema = w->hide ? log_read_schema(r, e) : schema_ref(w->inner->schema);
	w->source.partitions = w->inner->partitions;
	if (w->source.schema == NULL)
		goto fail;
	*out = &w->source;
	return 0;
fail:
	newest_free(&w->source);
	return -1;
}
