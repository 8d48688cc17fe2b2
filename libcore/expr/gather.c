/* gather.c - columns put together from rows of others. */
#include "expr/gather.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/bits.h"

void
gather_piece_release(struct gather_piece *p)
{
	vec_release(&p->v);
	block_unref(p->rows);
	p->rows = NULL;
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

/* As column_gather(); notes when what stood in the way was the number of rows. */
static int
gather(struct eval *v, const struct type *t, const struct column *const *in,
    const uint32_t *which, const uint32_t *row, int64_t n, struct column *out)
{
	struct err why = ERR_INIT;

	if (column_gather(out, t, in, which, row, n, &why) == 0)
		return 0;
	if (why.status == STATUS_DATA && v->s != NULL)
		v->s->too_big = true;
	return err_copy(v->e, &why);
}

/* Values of a fixed width, piece by piece. */
static int
pieces_fixed(struct eval *v, size_t width, const struct gather_piece *piece, size_t n,
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
gather_pieces(struct eval *v, const struct type *t, const struct gather_piece *piece, size_t n,
    struct vec *out)
{
	const struct column **in;
	uint32_t *which, *row;
	struct active a;
	int64_t i;
	size_t k;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	if (n == 0)
		return vec_set_null(out, t, v->e);
	if (type_width(t->id) > 0)
		return pieces_fixed(v, type_width(t->id), piece, n, out);
	in = mem_zero(n, sizeof(*in), v->e);
	which = mem_zero((size_t)v->rows, sizeof(*which), v->e);
	row = mem_zero((size_t)v->rows, sizeof(*row), v->e);
	if (in == NULL || which == NULL || row == NULL)
		goto done;
	memset(row, 0xff, (size_t)v->rows * sizeof(*row));
	for (k = 0; k < n; k++) {
		in[k] = piece[k].v.c;
		a = active_start(piece[k].rows == NULL ? NULL : piece[k].rows->data, v->rows);
		while ((i = active_next(&a)) >= 0) {
			which[i] = (uint32_t)k;
			row[i] = piece[k].v.constant ? 0 : (uint32_t)i;
		}
	}
	rc = gather(v, t, in, which, row, v->rows, &out->own);
	if (rc == 0)
		out->c = &out->own;
done:
	free(in);
	free(which);
	free(row);
	return rc;
}

int
gather_rows(struct eval *v, const struct type *t, const struct column *in,
    const uint32_t *row, int64_t rows, struct column *out)
{
	return gather(v, t, &in, NULL, row, rows, out);
}

int
gather_repeat(struct eval *v, const struct type *t, const struct column *in,
    int64_t rows, struct column *out)
{
	uint32_t *row;
	int rc;

	if (t->id == TYPE_VOID || column_is_null(in, 0))
		return column_nulls(out, t, rows, v->e);
	if ((row = mem_zero((size_t)rows, sizeof(*row), v->e)) == NULL)
		return -1;
	rc = gather_rows(v, t, in, row, rows, out);
	free(row);
	return rc;
}
