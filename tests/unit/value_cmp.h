/* value_cmp.h - the order of two values, the naive way. */
#ifndef SLUICE_TESTS_VALUE_CMP_H
#define SLUICE_TESTS_VALUE_CMP_H

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "model/column.h"

static int value_cmp(const struct type *t, const struct column *a, int64_t i,
    const struct column *b, int64_t j, bool nulls_last);

static int
double_cmp(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(a) - isnan(b);
	return (a > b) - (a < b);
}

static int
decimal_cmp(const void *a, int64_t i, const void *b, int64_t j)
{
	int128_t x, y;

	memcpy(&x, (const char *)a + i * 16, 16);
	memcpy(&y, (const char *)b + j * 16, 16);
	return (x > y) - (x < y);
}

static int
list_cmp(const struct type *t, const struct column *a, int64_t i, const struct column *b,
    int64_t j)
{
	int64_t n = a->offsets[i + 1] - a->offsets[i], m = b->offsets[j + 1] - b->offsets[j];
	int c;

	for (int64_t k = 0; k < n && k < m; k++)
		if ((c = value_cmp(&t->child[0].type, a->child, a->offsets[i] + k, b->child,
		    b->offsets[j] + k, false)) != 0)
			return c;
	return (n > m) - (n < m);
}

/* The naive order of two values. */
static int
value_cmp(const struct type *t, const struct column *a, int64_t i, const struct column *b,
    int64_t j, bool nulls_last)
{
	bool na = t->id == TYPE_VOID || column_is_null(a, i);
	bool nb = t->id == TYPE_VOID || column_is_null(b, j);
	const char *p, *q;
	size_t n, m;
	int64_t x, y;
	int c = 0;

	if (na || nb)
		return nulls_last ? na - nb : nb - na;
	switch (t->id) {
	case TYPE_FLOAT:
		return double_cmp((double)((const float *)a->values)[i],
		    (double)((const float *)b->values)[j]);
	case TYPE_DOUBLE:
		return double_cmp(((const double *)a->values)[i], ((const double *)b->values)[j]);
	case TYPE_DECIMAL:
		return decimal_cmp(a->values, i, b->values, j);
	case TYPE_STRING:
	case TYPE_BINARY:
		p = column_bytes(a, i, &n);
		q = column_bytes(b, j, &m);
		return mem_compare(p, n, q, m);
	case TYPE_STRUCT:
		for (uint32_t k = 0; k < t->nchild && c == 0; k++)
			c = value_cmp(&t->child[k].type, &a->child[k], i, &b->child[k], j, false);
		return c;
	case TYPE_ARRAY:
	case TYPE_MAP:
		return list_cmp(t, a, i, b, j);
	default:
		x = column_i64(t->id, a->values, i);
		y = column_i64(t->id, b->values, j);
		return (x > y) - (x < y);
	}
}

#endif
