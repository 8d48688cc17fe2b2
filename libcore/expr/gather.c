/* gather.c - columns put together from rows of others. */
#include "expr/gather.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/bits.h"
#include "model/builder.h"

/* Where the rows of a result come from: row at[i] of from[i]; NULL where that is NULL. */
struct origin {
	const struct column **from;
	const int32_t *at;		/* NULL: row i itself */
};

void
piece_release(struct piece *p)
{
	vec_release(&p->v);
	block_unref(p->rows);
	p->rows = NULL;
}

static int append_value(struct builder *b, const struct column *in, int64_t row, struct err *e);

static int
append_list(struct builder *b, const struct column *in, int64_t row, struct err *e)
{
	int32_t i;

	for (i = in->offsets[row]; i < in->offsets[row + 1]; i++) {
		if (append_value(&b->child[0], &in->child[0], i, e) != 0)
			return -1;
	}
	return builder_row(b, e);
}

static int
append_value(struct builder *b, const struct column *in, int64_t row, struct err *e)
{
	const char *p;
	uint32_t i;
	size_t n;

	if (b->type->id == TYPE_VOID || column_is_null(in, row))
		return builder_null(b, e);
	switch (b->type->id) {
	case TYPE_FLOAT:
		return builder_f64(b, (double)((const float *)in->values)[row], e);
	case TYPE_DOUBLE:
		return builder_f64(b, ((const double *)in->values)[row], e);
	case TYPE_DECIMAL: {
		int128_t v;

		memcpy(&v, (const char *)in->values + row * 16, 16);
		return builder_decimal(b, v, e);
	}
	case TYPE_STRING:
	case TYPE_BINARY:
		p = column_bytes(in, row, &n);
		return builder_bytes(b, p, n, e);
	case TYPE_ARRAY:
	case TYPE_MAP:
		return append_list(b, in, row, e);
	case TYPE_STRUCT:
		for (i = 0; i < b->nchild; i++) {
			if (append_value(&b->child[i], &in->child[i], row, e) != 0)
				return -1;
		}
		return builder_row(b, e);
	default:
		return builder_i64(b, column_i64(b->type->id, in->values, row), e);
	}
}

/* Types whose values have no fixed width. */
static int
gather_built(struct eval *v, const struct type *t, const struct origin *o, int64_t rows,
    struct column *out)
{
	struct builder b;
	int64_t i;
	int rc = -1;

	if (builder_init(&b, t, v->e) != 0)
		return -1;
	for (i = 0; i < rows; i++) {
		const struct column *in = o->from[i];

		if ((in == NULL ? builder_null(&b, v->e) :
		    append_value(&b, in, o->at != NULL ? o->at[i] : i, v->e)) != 0) {
			/* What a builder refuses is a column too long. */
			if (v->s != NULL)
				v->s->too_big = true;
			goto done;
		}
	}
	rc = builder_finish(&b, out, v->e);
done:
	builder_release(&b);
	return rc;
}

/* The i-th value of a fixed width. */
static inline void
copy_value(char *to, const char *from, size_t width)
{
	switch (width) {
	case 1:
		memcpy(to, from, 1);
		break;
	case 2:
		memcpy(to, from, 2);
		break;
	case 4:
		memcpy(to, from, 4);
		break;
	case 8:
		memcpy(to, from, 8);
		break;
	default:
		memcpy(to, from, 16);
		break;
	}
}

static int
gather_fixed(struct eval *v, const struct type *t, const struct origin *o, int64_t rows,
    struct column *out)
{
	size_t width = type_width(t->id), bytes = (size_t)(rows + 63) / 64 * 8;
	struct block *values, *valid;
	int64_t i, at, nulls = 0;

	if ((values = block_new(width > 0 ? (size_t)rows * width : bytes, v->e)) == NULL)
		return -1;
	if ((valid = block_new(bytes, v->e)) == NULL) {
		block_unref(values);
		return -1;
	}
	memset(values->data, 0, values->size);
	memset(valid->data, 0, bytes);
	for (i = 0; i < rows; i++) {
		const struct column *in = o->from[i];

		at = o->at != NULL ? o->at[i] : i;
		if (in == NULL || column_is_null(in, at)) {
			nulls++;
			continue;
		}
		bits_set(valid->data, i);
		if (width > 0)
			copy_value((char *)values->data + (size_t)i * width,
			    (const char *)in->values + (size_t)at * width, width);
		else if (column_bit(in->values, at))
			bits_set(values->data, i);
	}
	memset(out, 0, sizeof(*out));
	out->rows = rows;
	out->values = values->data;
	out->hold[2] = values;
	out->nulls = nulls;
	if (nulls == 0) {
		block_unref(valid);
		return 0;
	}
	out->valid = valid->data;
	out->hold[0] = valid;
	return 0;
}

static int
gather(struct eval *v, const struct type *t, const struct origin *o, int64_t rows,
    struct column *out)
{
	if (t->id == TYPE_VOID)
		return column_nulls(out, t, rows, v->e);
	if (t->id == TYPE_BOOLEAN || type_width(t->id) > 0)
		return gather_fixed(v, t, o, rows, out);
	return gather_built(v, t, o, rows, out);
}

/* Values of a fixed width, piece by piece. */
static int
pieces_fixed(struct eval *v, size_t width, const struct piece *piece, size_t n,
    struct vec *out)
{
	size_t bytes = (size_t)(v->rows + 63) / 64 * 8, k;
	struct block *values = block_new((size_t)v->rows * width, v->e);
	struct block *valid = block_new(bytes, v->e);
	struct active a;
	int64_t i;

	if (values == NULL || valid == NULL) {
		block_unref(values);
		block_unref(valid);
		return -1;
	}
	memset(values->data, 0, values->size);
	memset(valid->data, 0, bytes);
	for (k = 0; k < n; k++) {
		const struct column *c = piece[k].v.c;
		const size_t step = piece[k].v.constant ? 0 : width;

		a = active_start(piece[k].rows == NULL ? NULL : piece[k].rows->data, v->rows);
		while ((i = active_next(&a)) >= 0) {
			if (column_is_null(c, step > 0 ? i : 0))
				continue;
			bits_set(valid->data, i);
			copy_value((char *)values->data + (size_t)i * width,
			    (const char *)c->values + (size_t)i * step, width);
		}
	}
	vec_set_bits(out, v->rows, values, valid);
	return 0;
}

int
gather_pieces(struct eval *v, const struct type *t, const struct piece *piece, size_t n,
    struct vec *out)
{
	struct origin o;
	struct active a;
	int32_t *at;
	int64_t i;
	size_t k;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	if (n == 0)
		return vec_set_null(out, t, v->e);
	if (type_width(t->id) > 0)
		return pieces_fixed(v, type_width(t->id), piece, n, out);
	o.from = mem_zero((size_t)v->rows, sizeof(*o.from), v->e);
	at = mem_zero((size_t)v->rows, sizeof(*at), v->e);
	if (o.from == NULL || at == NULL)
		goto done;
	for (k = 0; k < n; k++) {
		a = active_start(piece[k].rows == NULL ? NULL : piece[k].rows->data, v->rows);
		while ((i = active_next(&a)) >= 0) {
			o.from[i] = piece[k].v.c;
			at[i] = piece[k].v.constant ? 0 : (int32_t)i;
		}
	}
	o.at = at;
	out->c = &out->own;
	rc = gather(v, t, &o, v->rows, &out->own);
	if (rc != 0)
		out->c = NULL;
done:
	free(o.from);
	free(at);
	return rc;
}

int
gather_rows(struct eval *v, const struct type *t, const struct column *in,
    const int32_t *index, int64_t rows, struct column *out)
{
	struct origin o = { .at = index };
	int64_t i;
	int rc;

	if ((o.from = mem_zero((size_t)rows, sizeof(*o.from), v->e)) == NULL)
		return -1;
	for (i = 0; i < rows; i++) {
		if (index[i] >= 0)
			o.from[i] = in;
	}
	rc = gather(v, t, &o, rows, out);
	free(o.from);
	return rc;
}

int
gather_repeat(struct eval *v, const struct type *t, const struct column *in,
    int64_t rows, struct column *out)
{
	int32_t *index;
	int rc;

	if (t->id == TYPE_VOID || column_is_null(in, 0))
		return column_nulls(out, t, rows, v->e);
	if ((index = mem_zero((size_t)rows, sizeof(*index), v->e)) == NULL)
		return -1;
	rc = gather_rows(v, t, in, index, rows, out);
	free(index);
	return rc;
}
