/* ipc_rows.c - the rows of a record batch, part by part. */
#include <stdlib.h>

#include "base/mem.h"
#include "wire/ipc.h"
#include "wire/ipc_dict.h"
#include "wire/ipc_foreign.h"
#include "wire/ipc_late.h"
#include "wire/ipc_views.h"

/* Bytes that what is late of a part may take, and of a part that is one row. */
#define PART_BYTES (INT64_C(64) << 20)
#define ROW_BYTES INT32_MAX

struct ipc_rows {
	struct schema *schema;
	const struct ipc_shape *shape;	/* NULL: nothing is late */
	struct batch *stored;		/* NULL once it is handed out whole */
	struct ipc_view_data *view;
	struct ipc_dicts *dicts;
	int64_t at;			/* the next row */
	int64_t step;			/* rows of a part that are likely to fit */
};

/* About n rows: such that bitmaps are cut at words. */
static int64_t
whole_words(int64_t n)
{
	return n > 64 ? n / 64 * 64 : n > 0 ? n : 1;
}

/* The rows of s, which come in shape (NULL: plain), in the metadata of a message. */
static struct ipc_rows *
rows_open(struct schema *s, const struct ipc_shape *shape, struct ipc_dicts *dicts,
    bool dictionary, const bool *used, const uint8_t *meta, size_t n, struct block *body,
    const struct ipc_parts *parts, struct err *e)
{
	struct ipc_reader in = { .body = body, .parts = parts, .dictionary = dictionary, .used = used,
	    .e = e };
	struct ipc_rows *r = mem_zero(1, sizeof(*r), e);

	if (r == NULL)
		return NULL;
	r->schema = schema_ref(s);
	r->step = INT64_MAX;
	if (shape != NULL && shape->stored != NULL) {
		r->shape = shape;
		r->dicts = ipc_dicts_ref(dicts);
		s = shape->stored;
		r->view = mem_zero(shape->nview, sizeof(*r->view), e);
		if (r->view == NULL)
			goto fail;
		in.view = r->view;
	}
	r->stored = ipc_reader_run(&in, s, shape != NULL ? &shape->root : &ipc_plain, meta, n);
	if (r->stored == NULL)
		goto fail;
	if (r->shape != NULL && body != NULL && body->size > PART_BYTES)
		r->step = whole_words(r->stored->rows / (int64_t)(body->size / PART_BYTES + 1));
	return r;
fail:
	ipc_rows_free(r);
	return NULL;
}

struct ipc_rows *
ipc_rows_new(struct schema *s, const struct ipc_foreign *how, struct ipc_dicts *dicts,
    const bool *used, const uint8_t *meta, size_t n, struct block *body,
    const struct ipc_parts *parts, struct err *e)
{
	return rows_open(s, how != NULL ? &how->rows : NULL, dicts, false, used, meta, n,
	    body, parts, e);
}

struct ipc_rows *
ipc_rows_values(const struct ipc_dict_type *t, struct ipc_dicts *dicts, const uint8_t *meta,
    size_t n, struct block *body, struct err *e)
{
	return rows_open(t->values, &t->shape, dicts, true, NULL, meta, n, body, NULL, e);
}

void
ipc_rows_free(struct ipc_rows *r)
{
	uint32_t i;

	if (r == NULL)
		return;
	for (i = 0; r->view != NULL && i < r->shape->nview; i++)
		ipc_view_data_release(&r->view[i]);
	free(r->view);
	ipc_dicts_unref(r->dicts);
	batch_free(r->stored);
	schema_unref(r->schema);
	free(r);
}

/* The n rows from r->at on, plain.  NULL on failure; *too_big: fewer may do. */
static struct batch *
plain_part(struct ipc_rows *r, int64_t n, bool *too_big, struct err *e)
{
	struct ipc_late late = { .view = r->view, .dicts = r->dicts, .room = n > 1 ? PART_BYTES : ROW_BYTES,
	    .e = e };
	const struct schema *stored = r->shape->stored;
	struct batch *in = batch_slice(r->stored, r->at, n, e), *out = NULL;
	size_t i;

	*too_big = false;
	if (in == NULL || (out = batch_new(r->schema, n, e)) == NULL)
		goto fail;
	for (i = 0; i < stored->nfield; i++) {
		if (in->col[i].absent)
			column_absent(&out->col[i], n);
		else if (ipc_late_column(&late, NULL, &r->schema->field[i], &stored->field[i],
		    ipc_child(&r->shape->root, i), &in->col[i], &out->col[i]) != 0) {
			*too_big = late.too_big;
			goto fail;
		}
	}
	batch_free(in);
	return out;
fail:
	batch_free(in);
	batch_free(out);
	return NULL;
}

/* As plain_part(), of at most n rows. */
static struct batch *
late_part(struct ipc_rows *r, int64_t n, struct err *e)
{
	struct batch *b;
	bool too_big;

	if (n > r->step)
		n = r->step;
	while ((b = plain_part(r, n, &too_big, e)) == NULL && too_big && n > 1) {
		n = whole_words(n / 2);
		r->step = n;
		if (e != NULL)
			err_clear(e);
	}
	if (b == NULL && e != NULL && e->row >= 0)
		e->row += r->at;
	return b;
}

int
ipc_rows_next(struct ipc_rows *r, int64_t max, struct batch **out, struct err *e)
{
	int64_t n;

	if (r->stored == NULL)
		return 0;
	n = r->stored->rows - r->at < max ? r->stored->rows - r->at : max;
	if (r->shape != NULL) {
		*out = late_part(r, n, e);
	} else if (r->at == 0 && (n == r->stored->rows || r->schema->nfield == 0)) {
		/* Rows without columns are only a number. */
		*out = r->stored;
		r->stored = NULL;
		return 1;
	} else {
		*out = batch_slice(r->stored, r->at, n, e);
	}
	if (*out == NULL)
		return -1;
	r->at += (*out)->rows;
	if (r->at == r->stored->rows) {
		batch_free(r->stored);
		r->stored = NULL;
	}
	return 1;
}
