/* column.c - sharing and slicing columns, and columns without values. */
#include "model/column.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/bits.h"

int64_t
column_row_of(const int32_t *offsets, int64_t from, int64_t rows, int64_t i)
{
	int64_t lo = from, hi = rows;

	while (lo < hi) {
		int64_t mid = lo + (hi - lo) / 2;

		if (offsets[mid] <= i)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo - 1;
}

void
column_release(struct column *c)
{
	uint32_t i;

	for (i = 0; i < c->nchild; i++)
		column_release(&c->child[i]);
	free(c->child);
	for (i = 0; i < 3; i++)
		block_unref(c->hold[i]);
	memset(c, 0, sizeof(*c));
}

/* Copies what is not a child and takes the references; out has no children yet. */
static int
share_shallow(struct column *out, const struct column *in, struct err *e)
{
	int i;

	*out = *in;
	out->child = NULL;
	out->nchild = 0;
	for (i = 0; i < 3; i++)
		block_ref(out->hold[i]);
	if (in->nchild == 0)
		return 0;
	if ((out->child = mem_zero(in->nchild, sizeof(*out->child), e)) == NULL) {
		column_release(out);
		return -1;
	}
	return 0;
}

int
column_share(struct column *out, const struct column *in, struct err *e)
{
	if (share_shallow(out, in, e) != 0)
		return -1;
	for (; out->nchild < in->nchild; out->nchild++) {
		if (column_share(&out->child[out->nchild], &in->child[out->nchild], e) != 0) {
			column_release(out);
			return -1;
		}
	}
	return 0;
}

/* Points *bits at bit from of what it points at, copying where that is no whole byte. */
static int
slice_bits(const uint8_t **bits, struct block **hold, int64_t from, int64_t n,
    struct err *e)
{
	struct block *b;

	if ((from & 7) == 0) {
		*bits += from >> 3;
		return 0;
	}
	if ((b = block_new(bits_bytes(n), e)) == NULL)
		return -1;
	bits_copy(b->data, *bits, from, n);
	block_unref(*hold);
	*hold = b;
	*bits = b->data;
	return 0;
}

int
column_slice(struct column *out, const struct type *t, const struct column *in,
    int64_t from, int64_t n, struct err *e)
{
	const uint8_t *bits;

	if (share_shallow(out, in, e) != 0)
		return -1;
	out->rows = n;
	if (out->valid != NULL) {
		if (slice_bits(&out->valid, &out->hold[0], from, n, e) != 0)
			goto fail;
		column_validity(out, out->valid, out->hold[0]);
	} else if (t->id == TYPE_VOID) {
		out->nulls = n;
	}
	if (out->offsets != NULL)
		out->offsets += from;
	if (t->id == TYPE_BOOLEAN && out->values != NULL) {
		bits = out->values;
		if (slice_bits(&bits, &out->hold[2], from, n, e) != 0)
			goto fail;
		out->values = bits;
	} else if (type_width(t->id) > 0 && out->values != NULL) {
		out->values = (const char *)out->values + (size_t)from * type_width(t->id);
	}
	/* Lists keep their elements: the offsets say which; a struct is cut with its children. */
	for (; out->nchild < in->nchild; out->nchild++) {
		const struct column *c = &in->child[out->nchild];

		if (t->id == TYPE_STRUCT ?
		    column_slice(&out->child[out->nchild], &t->child[out->nchild].type, c,
		    from, n, e) != 0 :
		    column_share(&out->child[out->nchild], c, e) != 0)
			goto fail;
	}
	return 0;
fail:
	column_release(out);
	return -1;
}

void
column_validity(struct column *c, const uint8_t *bits, struct block *hold)
{
	c->nulls = c->rows - column_popcount(bits, c->rows);
	c->valid = c->nulls > 0 ? bits : NULL;
	c->hold[0] = c->nulls > 0 ? hold : NULL;
	if (c->nulls == 0)
		block_unref(hold);
}

void
column_absent(struct column *out, int64_t n)
{
	*out = (struct column){ .rows = n, .absent = true };
}

bool
column_has_absent(const struct column *c)
{
	uint32_t i;

	for (i = 0; i < c->nchild; i++) {
		if (column_has_absent(&c->child[i]))
			return true;
	}
	return c->absent;
}

int
column_check_end(int64_t end, struct err *e)
{
	return end <= INT32_MAX ? 0 : err_set(e, STATUS_DATA, "%" PRId64 " bytes or elements in "
	    "a column: up to %" PRId32 " fit", end, INT32_MAX);
}

int
column_nulls(struct column *out, const struct type *t, int64_t n, struct err *e)
{
	struct block *zero;
	size_t size;
	uint32_t i;

	memset(out, 0, sizeof(*out));
	out->rows = out->nulls = n;
	if (t->id == TYPE_VOID || n == 0) {
		if (n == 0)
			out->nulls = 0;
		if (t->id == TYPE_VOID)
			return 0;
	}
	size = ((size_t)n + 1) * 16;
	if ((zero = block_new(size, e)) == NULL)
		return -1;
	memset(zero->data, 0, size);
	if (n > 0) {
		out->hold[0] = zero;
		out->valid = zero->data;
	}
	if (type_is_bytes(t->id) || t->id == TYPE_ARRAY || t->id == TYPE_MAP) {
		out->offsets = (const int32_t *)(const void *)zero->data;
		out->hold[1] = n > 0 ? block_ref(zero) : zero;
	}
	if (t->id != TYPE_STRUCT) {
		out->values = zero->data;
		out->hold[2] = n > 0 || out->hold[1] != NULL ? block_ref(zero) : zero;
	} else if (n == 0) {
		block_unref(zero);
	}
	if (t->nchild == 0)
		return 0;
	if ((out->child = mem_zero(t->nchild, sizeof(*out->child), e)) == NULL)
		goto fail;
	for (i = 0; i < t->nchild; i++, out->nchild++) {
		if (column_nulls(&out->child[i], &t->child[i].type,
		    t->id == TYPE_STRUCT ? n : 0, e) != 0)
			goto fail;
	}
	return 0;
fail:
	column_release(out);
	return -1;
}
