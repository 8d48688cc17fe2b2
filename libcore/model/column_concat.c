/* column_concat.c - many columns made one. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/bits.h"
#include "model/column.h"

/* Rows [from, from + rows) of c. */
struct part {
	const struct column *c;
	int64_t from, rows;
};

/* Parts in their order, and the rows of all. */
struct parts {
	const struct part *part;
	size_t n;
	int64_t rows;
};

static int concat(struct column *out, const struct type *t, const struct parts *p,
    struct err *e);

/* Whether a part that has rows is absent; where none has rows, whether any is. */
static bool
any_absent(const struct parts *p)
{
	size_t k;

	for (k = 0; k < p->n; k++) {
		if (p->part[k].c->absent && (p->part[k].rows > 0 || p->rows == 0))
			return true;
	}
	return false;
}

/* Packs the bits of all parts at out: validity, or the values of a boolean. */
static void
put_bits(const struct parts *p, bool validity, uint8_t *out)
{
	int64_t at = 0;
	size_t k;

	for (k = 0; k < p->n; at += p->part[k++].rows) {
		const struct part *q = &p->part[k];
		const uint8_t *bits = validity ? q->c->valid : q->c->values;

		if (bits != NULL)
			bits_put(out, at, bits, q->from, q->rows);
		else
			bits_fill(out, at, q->rows);
	}
}

static int
concat_valid(const struct parts *p, struct column *out, struct err *e)
{
	struct block *b;
	size_t k;

	for (k = 0; k < p->n && (p->part[k].rows == 0 || p->part[k].c->valid == NULL); k++)
		;
	if (k == p->n)
		return 0;
	if ((b = block_new(bits_bytes(p->rows), e)) == NULL)
		return -1;
	put_bits(p, true, b->data);
	column_validity(out, b->data, b);
	return 0;
}

/* Values of a fixed width, or bytes of text; of booleans, whose width is 0, the bits. */
static int
concat_fixed(const struct parts *p, size_t width, struct column *out, struct err *e)
{
	struct block *b = block_new(width > 0 ? (size_t)p->rows * width : bits_bytes(p->rows), e);
	uint8_t *to;
	size_t k;

	if (b == NULL)
		return -1;
	out->hold[2] = b;
	out->values = to = b->data;
	if (width == 0)
		put_bits(p, false, to);
	for (k = 0; width > 0 && k < p->n; k++) {
		const struct part *q = &p->part[k];

		if (q->rows == 0)
			continue;
		memcpy(to, (const char *)q->c->values + (size_t)q->from * width,
		    (size_t)q->rows * width);
		to += (size_t)q->rows * width;
	}
	return 0;
}

/*
 * The offsets of out, and in of, which has p->n, the bytes or elements of each part, of a
 * column or of its child.  0 or -1.
 */
static int
concat_offsets(const struct parts *p, struct part *of, struct parts *all, struct column *out,
    struct err *e)
{
	const int32_t *o;
	struct block *b;
	int32_t *to, shift;
	int64_t i, sum = 0;
	size_t k;

	for (k = 0; k < p->n; k++) {
		const struct part *q = &p->part[k];

		of[k] = (struct part){ q->c, 0, 0 };
		if (q->rows == 0)
			continue;
		of[k].from = q->c->offsets[q->from];
		of[k].rows = q->c->offsets[q->from + q->rows] - of[k].from;
		sum += of[k].rows;
	}
	*all = (struct parts){ of, p->n, sum };
	if (column_check_end(sum, e) != 0 ||
	    (b = block_new(((size_t)p->rows + 1) * sizeof(*to), e)) == NULL)
		return -1;
	out->hold[1] = b;
	to = (int32_t *)(void *)b->data;
	out->offsets = to;
	*to++ = 0;
	for (k = 0, sum = 0; k < p->n; sum += of[k++].rows) {
		o = p->part[k].rows == 0 ? NULL : p->part[k].c->offsets + p->part[k].from;
		shift = (int32_t)(sum - of[k].from);
		for (i = 1; i <= p->part[k].rows; i++)
			*to++ = o[i] + shift;
	}
	return 0;
}

/* Child k of out: the same rows, of that child of each part.  own has room for the parts. */
static int
concat_child(const struct parts *p, const struct type *t, uint32_t k, struct part *own,
    struct column *out, struct err *e)
{
	const struct parts child = { own, p->n, p->rows };
	size_t i;

	for (i = 0; i < p->n; i++)
		own[i] = (struct part){ column_child(p->part[i].c, k), p->part[i].from,
		    p->part[i].rows };
	if (concat(&out->child[k], &t->child[k].type, &child, e) != 0)
		return -1;
	out->nchild++;
	return 0;
}

/* What has children, or offsets. */
static int
concat_nested(const struct parts *p, const struct type *t, struct column *out, struct err *e)
{
	struct part *own = mem_zero(p->n, sizeof(*own), e);
	struct parts in = *p;
	int rc = own == NULL ? -1 : 0;
	uint32_t k;

	if (rc == 0 && t->id != TYPE_STRUCT)
		rc = concat_offsets(p, own, &in, out, e);
	if (rc == 0 && t->nchild > 0 &&
	    (out->child = mem_zero(t->nchild, sizeof(*out->child), e)) == NULL)
		rc = -1;
	if (rc == 0 && type_is_bytes(t->id))
		rc = concat_fixed(&in, 1, out, e);
	for (k = 0; rc == 0 && k < t->nchild; k++)
		rc = concat_child(&in, t, k, own, out, e);
	free(own);
	return rc;
}

static int
concat(struct column *out, const struct type *t, const struct parts *p, struct err *e)
{
	int rc;

	if (any_absent(p)) {
		column_absent(out, p->rows);
		return 0;
	}
	if (t->id == TYPE_VOID)
		return column_nulls(out, t, p->rows, e);
	memset(out, 0, sizeof(*out));
	out->rows = p->rows;
	rc = concat_valid(p, out, e);
	if (rc == 0)
		rc = type_is_bytes(t->id) || type_is_nested(t->id) ?
		    concat_nested(p, t, out, e) :
		    concat_fixed(p, type_width(t->id), out, e);
	if (rc != 0)
		column_release(out);
	return rc;
}

/* The only column that has rows, any where none has; NULL where there are more. */
static const struct column *
only_one(const struct column *const *in, size_t n)
{
	const struct column *one = in[0];
	size_t k;

	for (k = 1; k < n; k++) {
		if (in[k]->rows == 0)
			continue;
		if (one->rows > 0)
			return NULL;
		one = in[k];
	}
	return one;
}

int
column_concat(struct column *out, const struct type *t, const struct column *const *in,
    size_t n, struct err *e)
{
	const struct column *one = n == 0 ? NULL : only_one(in, n);
	struct parts all = { NULL, n, 0 };
	struct part *part;
	size_t k;
	int rc;

	if (n == 0)
		return column_nulls(out, t, 0, e);
	if (one != NULL)
		return column_share(out, one, e);
	if ((part = mem_zero(n, sizeof(*part), e)) == NULL)
		return -1;
	for (k = 0; k < n; k++) {
		part[k] = (struct part){ in[k], 0, in[k]->rows };
		all.rows += in[k]->rows;
	}
	all.part = part;
	rc = concat(out, t, &all, e);
	free(part);
	return rc;
}
