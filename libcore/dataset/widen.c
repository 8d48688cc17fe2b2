/* widen.c - types that hold the values of two, and columns as them. */
#include "dataset/widen.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/num.h"

int
widen_find(const struct field *f, size_t n, const char *name)
{
	int exact = -1, near = -1;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(f[i].name, name) == 0)
			exact = exact == -1 ? (int)i : -2;
		else if (strcasecmp(f[i].name, name) == 0)
			near = near == -1 ? (int)i : -2;
	}
	return exact != -1 ? exact : near;
}

/* -- types -- */

/* The digits that an integer may have. */
static int
digits(enum type_id id)
{
	return id == TYPE_TINYINT ? 3 : id == TYPE_SMALLINT ? 5 : id == TYPE_INT ? 10 : 19;
}

static int
widen_decimal(struct type *a, const struct type *b)
{
	int scale[2], whole[2], s, p;

	for (int i = 0; i < 2; i++) {
		const struct type *t = i == 0 ? a : b;

		scale[i] = t->id == TYPE_DECIMAL ? t->scale : 0;
		whole[i] = t->id == TYPE_DECIMAL ? t->precision - t->scale : digits(t->id);
	}
	s = scale[0] > scale[1] ? scale[0] : scale[1];
	p = s + (whole[0] > whole[1] ? whole[0] : whole[1]);
	if (p > 38)
		return 0;
	a->id = TYPE_DECIMAL;
	a->precision = (uint8_t)p;
	a->scale = (uint8_t)s;
	return 1;
}

/* Both are numbers. */
static int
widen_number(struct type *a, const struct type *b)
{
	enum type_id low = a->id < b->id ? a->id : b->id, high = a->id < b->id ? b->id : a->id;

	if (high == TYPE_DECIMAL)
		return low == TYPE_FLOAT || low == TYPE_DOUBLE ? 0 : widen_decimal(a, b);
	if ((high == TYPE_FLOAT || high == TYPE_DOUBLE) && low == TYPE_BIGINT)
		return 0;
	a->id = high == TYPE_FLOAT && low == TYPE_INT ? TYPE_DOUBLE : high;
	return 1;
}

/* The child k of a and of b, which are arrays, maps or the entries of maps. */
static int
widen_child(struct type *a, const struct type *b, uint32_t k, bool missing, struct err *e)
{
	a->child[k].nullable = a->child[k].nullable || b->child[k].nullable;
	return widen_type(&a->child[k].type, &b->child[k].type, missing, e);
}

/* A field that not both have. */
static int
add_field(struct type *a, const struct field *f, struct err *e)
{
	if (type_struct_add(a, f, e) != 0)
		return -1;
	a->child[a->nchild - 1].nullable = true;
	return 1;
}

static int
widen_struct(struct type *a, const struct type *b, bool missing, struct err *e)
{
	const uint32_t n = a->nchild;
	uint32_t found = 0;
	int rc = 1;

	for (uint32_t i = 0; i < n && rc == 1; i++) {
		int k = widen_find(b->child, b->nchild, a->child[i].name);

		if (k == -2 || (k == -1 && !missing))
			return 0;
		if (k == -1) {
			a->child[i].nullable = true;
			continue;
		}
		/* Not one field for two. */
		if (widen_find(a->child, n, b->child[k].name) != (int)i)
			return 0;
		found++;
		a->child[i].nullable = a->child[i].nullable || b->child[k].nullable;
		rc = widen_type(&a->child[i].type, &b->child[k].type, missing, e);
	}
	if (rc == 1 && found < b->nchild && !missing)
		return 0;
	for (uint32_t k = 0; k < b->nchild && rc == 1 && found < b->nchild; k++) {
		int i = widen_find(a->child, n, b->child[k].name);

		/* Nor two for one. */
		if (i != -1 && (i == -2 ||
		    widen_find(b->child, b->nchild, a->child[i].name) != (int)k))
			return 0;
		if (i == -1)
			rc = add_field(a, &b->child[k], e);
	}
	return rc;
}

static int
widen_copy(struct type *a, const struct type *b, bool missing, struct err *e)
{
	if (type_is_number(a->id) && type_is_number(b->id))
		return widen_number(a, b);
	if (a->id != b->id)
		return 0;
	switch (a->id) {
	case TYPE_ARRAY:
		return widen_child(a, b, 0, missing, e);
	case TYPE_MAP: {
		struct type *x = &a->child[0].type;
		const struct type *y = &b->child[0].type;
		int rc = x->nchild != 2 || y->nchild != 2 ? 0 : widen_child(x, y, 0, missing, e);

		a->keys_sorted = a->keys_sorted && b->keys_sorted;
		return rc == 1 ? widen_child(x, y, 1, missing, e) : rc;
	}
	case TYPE_STRUCT:
		return widen_struct(a, b, missing, e);
	default:
		return 1;
	}
}

int
widen_type(struct type *a, const struct type *b, bool missing, struct err *e)
{
	struct type t;
	int rc;

	if (type_equal(a, b, true) || b->id == TYPE_VOID)
		return 1;
	if (type_copy(&t, a->id == TYPE_VOID ? b : a, e) != 0)
		return -1;
	rc = a->id == TYPE_VOID ? 1 : widen_copy(&t, b, missing, e);
	if (rc != 1) {
		type_release(&t);
		return rc;
	}
	type_release(a);
	*a = t;
	return 1;
}

/* -- columns -- */

static double
real_at(const struct column *in, enum type_id id, int64_t i)
{
	return id == TYPE_FLOAT ? (double)((const float *)in->values)[i] :
	    (double)column_i64(id, in->values, i);
}

/* Value i of in as an integer that decimals of another scale are made of. */
static int128_t
whole_at(const struct column *in, enum type_id id, int64_t i)
{
	int128_t v;

	if (id != TYPE_DECIMAL)
		return column_i64(id, in->values, i);
	memcpy(&v, (const char *)in->values + (size_t)i * sizeof(v), sizeof(v));
	return v;
}

/* Decimals without bounds: what stands where a value is NULL may be anything. */
static void
put_decimals(uint8_t *p, const struct type *to, const struct column *in, const struct type *from)
{
	const int128_t by = num_pow10(to->scale - (from->id == TYPE_DECIMAL ? from->scale : 0));

	for (int64_t i = 0; i < in->rows; i++, p += sizeof(int128_t)) {
		int128_t v = column_is_null(in, i) ? 0 :
		    (int128_t)((uint128_t)whole_at(in, from->id, i) * (uint128_t)by);

		memcpy(p, &v, sizeof(v));
	}
}

static void
put_numbers(void *p, const struct type *to, const struct column *in, const struct type *from)
{
	const int64_t n = in->rows;

	switch (to->id) {
	case TYPE_SMALLINT:
		for (int64_t i = 0; i < n; i++)
			((int16_t *)p)[i] = (int16_t)column_i64(from->id, in->values, i);
		break;
	case TYPE_INT:
		for (int64_t i = 0; i < n; i++)
			((int32_t *)p)[i] = (int32_t)column_i64(from->id, in->values, i);
		break;
	case TYPE_BIGINT:
		for (int64_t i = 0; i < n; i++)
			((int64_t *)p)[i] = column_i64(from->id, in->values, i);
		break;
	case TYPE_FLOAT:
		for (int64_t i = 0; i < n; i++)
			((float *)p)[i] = (float)column_i64(from->id, in->values, i);
		break;
	case TYPE_DOUBLE:
		for (int64_t i = 0; i < n; i++)
			((double *)p)[i] = real_at(in, from->id, i);
		break;
	default:
		put_decimals(p, to, in, from);
	}
}

/* out is a view of in, whose values become those of another number. */
static int
numbers(struct column *out, const struct type *to, const struct column *in,
    const struct type *from, struct err *e)
{
	struct block *b = block_new((size_t)in->rows * type_width(to->id), e);

	if (b == NULL)
		return -1;
	put_numbers(b->data, to, in, from);
	block_unref(out->hold[2]);
	out->hold[2] = b;
	out->values = b->data;
	return 0;
}

/* Where child k of to stands in from, or -1: by name in a struct, else by number. */
static int
child_at(const struct type *to, const struct type *from, uint32_t k, bool by_name)
{
	return by_name ? widen_find(from->child, from->nchild, to->child[k].name) : (int)k;
}

/* out is a view of in, whose children become those of to. */
static int
children(struct column *out, const struct type *to, const struct column *in,
    const struct type *from, bool by_name, struct err *e)
{
	struct column *c = mem_zero(to->nchild, sizeof(*c), e);

	if (c == NULL)
		return -1;
	for (uint32_t i = 0; i < out->nchild; i++)
		column_release(&out->child[i]);
	free(out->child);
	out->child = c;
	for (out->nchild = 0; out->nchild < to->nchild; out->nchild++) {
		const struct type *t = &to->child[out->nchild].type;
		int at = child_at(to, from, out->nchild, by_name);

		if (at < 0 ? column_nulls(c++, t, in->rows, e) != 0 :
		    widen_column(c++, t, &in->child[at], &from->child[at].type, e) != 0)
			return -1;
	}
	return 0;
}

/* The entries of a map are a struct whose two fields have any names. */
static int
entries(struct column *out, const struct type *to, const struct column *in,
    const struct type *from, struct err *e)
{
	return children(&out->child[0], &to->child[0].type, &in->child[0], &from->child[0].type,
	    false, e);
}

int
widen_column(struct column *out, const struct type *to, const struct column *in,
    const struct type *from, struct err *e)
{
	int rc;

	memset(out, 0, sizeof(*out));
	if (in->absent) {
		column_absent(out, in->rows);
		return 0;
	}
	if (from->id == TYPE_VOID && to->id != TYPE_VOID)
		return column_nulls(out, to, in->rows, e);
	if (column_share(out, in, e) != 0)
		return -1;
	if (type_equal(to, from, false))
		return 0;
	rc = to->id == TYPE_MAP ? entries(out, to, in, from, e) :
	    type_is_nested(to->id) ? children(out, to, in, from, to->id == TYPE_STRUCT, e) :
	    numbers(out, to, in, from, e);
	if (rc != 0)
		column_release(out);
	return rc;
}
