/* batch.c - batches and lists of them. */
#include "model/batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct batch *
batch_new(struct schema *s, int64_t rows, struct err *e)
{
	struct batch *b = mem_zero(1, sizeof(*b), e);

	if (b == NULL)
		return NULL;
	b->col = mem_zero(s->nfield, sizeof(*b->col), e);
	if (b->col == NULL) {
		free(b);
		return NULL;
	}
	b->schema = schema_ref(s);
	b->rows = rows;
	b->partition = -1;
	b->first = -1;
	return b;
}

void
batch_free(struct batch *b)
{
	size_t i;

	if (b == NULL)
		return;
	for (i = 0; i < b->schema->nfield; i++)
		column_release(&b->col[i]);
	free(b->col);
	schema_unref(b->schema);
	free(b);
}

void
batch_inherit(struct batch *to, const struct batch *from)
{
	to->partition = from->partition;
	to->first = from->first;
}

struct batch *
batch_slice(const struct batch *b, int64_t from, int64_t n, struct err *e)
{
	struct batch *out = batch_new(b->schema, n, e);
	size_t i;

	if (out == NULL)
		return NULL;
	batch_inherit(out, b);
	if (out->first >= 0)
		out->first += from;
	for (i = 0; i < b->schema->nfield; i++) {
		if (column_slice(&out->col[i], &b->schema->field[i].type, &b->col[i],
		    from, n, e) != 0) {
			batch_free(out);
			return NULL;
		}
	}
	return out;
}

struct batch *
batch_filter(const struct batch *b, const uint8_t *sel, int64_t count, struct err *e)
{
	struct batch *out = batch_new(b->schema, count, e);
	size_t i;

	if (out == NULL)
		return NULL;
	batch_inherit(out, b);
	for (i = 0; i < b->schema->nfield; i++) {
		if (column_filter(&out->col[i], &b->schema->field[i].type, &b->col[i],
		    sel, count, e) != 0) {
			batch_free(out);
			return NULL;
		}
	}
	return out;
}

/* As batch_inherit(), from many. */
static void
inherit_all(struct batch *to, const struct batch *const *in, size_t n)
{
	size_t k;

	batch_inherit(to, in[0]);
	for (k = 1; k < n; k++) {
		if (in[k]->partition != to->partition)
			to->partition = -1;
		if (in[k - 1]->first < 0 || in[k]->first != in[k - 1]->first + in[k - 1]->rows)
			to->first = -1;
	}
}

struct batch *
batch_concat(const struct batch *const *in, size_t n, struct err *e)
{
	const struct column **col = mem_zero(n, sizeof(*col), e);
	struct batch *out = col == NULL ? NULL : batch_new(in[0]->schema, 0, e);
	size_t i, k;

	for (k = 0; out != NULL && k < n; k++)
		out->rows += in[k]->rows;
	if (out != NULL)
		inherit_all(out, in, n);
	for (i = 0; out != NULL && i < out->schema->nfield; i++) {
		for (k = 0; k < n; k++)
			col[k] = &in[k]->col[i];
		if (column_concat(&out->col[i], &out->schema->field[i].type, col, n, e) != 0) {
			batch_free(out);
			out = NULL;
		}
	}
	free(col);
	return out;
}

struct batch *
batch_visible(const struct batch *b, struct schema *visible, struct err *e)
{
	struct batch *out = batch_new(visible, b->rows, e);
	size_t i, k = 0;

	if (out == NULL)
		return NULL;
	batch_inherit(out, b);
	for (i = 0; i < b->schema->nfield; i++) {
		if (field_is_implied(&b->schema->field[i]))
			continue;
		if (column_share(&out->col[k++], &b->col[i], e) != 0) {
			batch_free(out);
			return NULL;
		}
	}
	return out;
}

int
batch_list_add(struct batch_list *l, struct batch *b, struct err *e)
{
	if (mem_grow(&l->batch, &l->cap, l->n + 1, sizeof(struct batch *), e) != 0) {
		batch_free(b);
		return -1;
	}
	l->batch[l->n++] = b;
	return 0;
}

void
batch_list_release(struct batch_list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		batch_free(l->batch[i]);
	free(l->batch);
	memset(l, 0, sizeof(*l));
}
