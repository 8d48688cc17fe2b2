/*
 * ipc_dicts.c - the dictionaries of a stream.
 *
 * What stands at a place is counted and never changes while more than one holds it, so that
 * batches are decoded on any thread with the dictionaries that were there when they came.
 *
 * A dictionary is a few columns: what a delta brings is another one, and becomes one with
 * those before it that are not twice as long, so that there are few of them and each value
 * is copied few times.
 */
#include "wire/ipc_dict.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "wire/arrow.h"
#include "wire/ipc.h"

/* Bytes from which on two columns do not become one. */
#define PIECE_BYTES (INT64_C(1) << 30)

static void
dict_unref(struct ipc_dict *d)
{
	size_t i;

	if (d == NULL || atomic_fetch_sub(&d->refs, 1) != 1)
		return;
	for (i = 0; i < d->n; i++)
		column_release(&d->piece[i].col);
	free(d->piece);
	free(d);
}

/* A dictionary of its own with the values of in, which may be NULL.  NULL on failure. */
static struct ipc_dict *
dict_copy(const struct ipc_dict *in, struct err *e)
{
	struct ipc_dict *d = mem_zero(1, sizeof(*d), e);

	if (d == NULL)
		return NULL;
	atomic_init(&d->refs, 1);
	if (in == NULL)
		return d;
	if (mem_grow(&d->piece, &d->cap, in->n + 1, sizeof(*d->piece), e) != 0)
		goto fail;
	for (; d->n < in->n; d->n++) {
		if (column_share(&d->piece[d->n].col, &in->piece[d->n].col, e) != 0)
			goto fail;
		d->piece[d->n].end = in->piece[d->n].end;
	}
	d->rows = in->rows;
	d->bytes = in->bytes;
	return d;
fail:
	dict_unref(d);
	return NULL;
}

/* Makes the last two columns one.  0 or -1. */
static int
join_last(struct ipc_dict *d, const struct type *t, struct err *e)
{
	struct ipc_dict_piece *a = &d->piece[d->n - 2], *b = &d->piece[d->n - 1];
	const struct column *const in[2] = { &a->col, &b->col };
	struct column both;

	if (column_concat(&both, t, in, 2, e) != 0)
		return -1;
	column_release(&a->col);
	column_release(&b->col);
	a->col = both;
	a->end = b->end;
	d->n--;
	return 0;
}

/* Whether the last two columns are better off as one. */
static bool
joins(const struct ipc_dict *d, const struct type *t)
{
	const struct column *a = &d->piece[d->n - 2].col, *b = &d->piece[d->n - 1].col;

	return a->rows / 2 < b->rows && column_extent(t, a, 0, a->rows) +
	    column_extent(t, b, 0, b->rows) <= PIECE_BYTES;
}

/* Appends values, which are taken, up to max bytes in all.  0 or -1. */
static int
dict_append(struct ipc_dict *d, const struct type *t, struct column *values, int64_t max,
    struct err *e)
{
	d->rows += values->rows;
	d->bytes += column_extent(t, values, 0, values->rows);
	if (d->rows > IPC_ROWS_MAX || d->bytes > max || d->n == DICT_PIECES)
		return err_set(e, STATUS_DATA, "dictionaries of more than %d values or %" PRId64
		    " bytes", IPC_ROWS_MAX, IPC_BODY_MAX);
	if (values->rows == 0)
		return 0;
	if (mem_grow(&d->piece, &d->cap, d->n + 1, sizeof(*d->piece), e) != 0)
		return -1;
	d->piece[d->n++] = (struct ipc_dict_piece){ *values, d->rows };
	memset(values, 0, sizeof(*values));
	while (d->n > 1 && joins(d, t)) {
		if (join_last(d, t, e) != 0)
			return -1;
	}
	return 0;
}

struct ipc_dicts *
ipc_dicts_ref(struct ipc_dicts *s)
{
	if (s != NULL)
		atomic_fetch_add(&s->refs, 1);
	return s;
}

void
ipc_dicts_unref(struct ipc_dicts *s)
{
	uint32_t i;

	if (s == NULL || atomic_fetch_sub(&s->refs, 1) != 1)
		return;
	for (i = 0; i < s->n; i++)
		dict_unref(s->dict[i]);
	free(s->dict);
	free(s);
}

/* Makes *s one that only the caller holds, of n.  0 or -1. */
static int
dicts_own(struct ipc_dicts **s, uint32_t n, struct err *e)
{
	struct ipc_dicts *old = *s, *own;
	uint32_t i;

	if (old != NULL && atomic_load(&old->refs) == 1)
		return 0;
	if ((own = mem_zero(1, sizeof(*own), e)) == NULL)
		return -1;
	atomic_init(&own->refs, 1);
	if ((own->dict = mem_zero(n, sizeof(struct ipc_dict *), e)) == NULL) {
		free(own);
		return -1;
	}
	own->n = n;
	own->bytes = old == NULL ? 0 : old->bytes;
	for (i = 0; old != NULL && i < n; i++) {
		own->dict[i] = old->dict[i];
		if (own->dict[i] != NULL)
			atomic_fetch_add(&own->dict[i]->refs, 1);
	}
	ipc_dicts_unref(old);
	*s = own;
	return 0;
}

/* Appends the values in a dictionary message, up to max bytes in all.  0 or -1. */
static int
read_values(struct ipc_dict *d, const struct ipc_dict_type *t, struct ipc_dicts *dicts,
    int64_t max, const uint8_t *meta, size_t n, struct block *body, struct err *e)
{
	struct ipc_rows *rows = ipc_rows_values(t, dicts, meta, n, body, e);
	struct batch *b;
	int rc = -1;

	while (rows != NULL && (rc = ipc_rows_next(rows, INT64_MAX, &b, e)) == 1) {
		rc = dict_append(d, &t->values->field[0].type, &b->col[0], max, e);
		batch_free(b);
		if (rc != 0)
			break;
	}
	ipc_rows_free(rows);
	if (rc != 0 && e != NULL && e->row >= 0) {
		/* No row of the stream. */
		err_prefix(e, "value %" PRId64 ": ", e->row);
		e->row = -1;
	}
	return rc;
}

/* What a dictionary message is about.  0 or -1. */
static int
read_header(const uint8_t *meta, size_t n, int64_t *id, bool *delta, struct err *e)
{
	struct ipc_envelope m;
	struct fb f;
	int64_t flag;

	fb_init(&f, meta, n, e);
	if (ipc_envelope_read(&f, &m) != 0 ||
	    fb_int(&f, &m.header, DICTIONARY_ID, 8, 0, id) != 0 ||
	    fb_int(&f, &m.header, DICTIONARY_DELTA, 1, 0, &flag) != 0)
		return -1;
	*delta = flag != 0;
	return 0;
}

int
ipc_dicts_add(struct ipc_dicts **dicts, const struct ipc_foreign *how, bool once,
    const uint8_t *meta, size_t n, struct block *body, struct err *e)
{
	const struct ipc_dict *old;
	struct ipc_dict *d;
	int64_t id, at, others;
	bool delta;

	if (read_header(meta, n, &id, &delta, e) != 0)
		return -1;
	if (how == NULL || (at = ipc_dict_find(how, id)) < 0)
		return err_set(e, STATUS_DATA, "dictionary %" PRId64 ", which no column of the "
		    "schema has", id);
	old = *dicts != NULL ? (*dicts)->dict[at] : NULL;
	if (delta && old == NULL)
		return err_set(e, STATUS_DATA, "more of dictionary %" PRId64 ", which has not "
		    "come", id);
	if (!delta && once && old != NULL)
		return err_set(e, STATUS_DATA, "dictionary %" PRId64 " a second time, which "
		    "Arrow's file format does not have", id);
	others = *dicts == NULL ? 0 : (*dicts)->bytes - (old == NULL ? 0 : old->bytes);
	if ((d = dict_copy(delta ? old : NULL, e)) == NULL)
		return -1;
	if (read_values(d, &how->dict[at], *dicts, IPC_BODY_MAX - others, meta, n, body, e) != 0 ||
	    dicts_own(dicts, how->ndict, e) != 0) {
		dict_unref(d);
		return -1;
	}
	dict_unref((*dicts)->dict[at]);
	(*dicts)->dict[at] = d;
	(*dicts)->bytes = others + d->bytes;
	return 0;
}

