/* column_equal.c - whether two values are the same key. */
#include <string.h>

#include "base/num.h"
#include "model/column.h"

static inline bool
equal_double(double x, double y)
{
	return x == y || (x != x && y != y);
}

static bool
equal_bytes(const struct column *a, int64_t i, const struct column *b, int64_t j)
{
	size_t n, m;
	const char *p = column_bytes(a, i, &n), *q = column_bytes(b, j, &m);

	return n == m && (n == 0 || memcmp(p, q, n) == 0);
}

static bool
equal_fields(const struct type *t, const struct column *a, int64_t i, const struct column *b,
    int64_t j)
{
	uint32_t k;

	for (k = 0; k < t->nchild; k++) {
		if (!column_equal_rows(&t->child[k].type, &a->child[k], i, &b->child[k], j))
			return false;
	}
	return true;
}

static bool
equal_elements(const struct type *t, const struct column *a, int64_t i,
    const struct column *b, int64_t j)
{
	int64_t from = a->offsets[i], at = b->offsets[j], n = a->offsets[i + 1] - from, k;

	if (b->offsets[j + 1] - at != n)
		return false;
	for (k = 0; k < n; k++) {
		if (!column_equal_rows(&t->child->type, a->child, from + k, b->child, at + k))
			return false;
	}
	return true;
}

bool
column_equal_rows(const struct type *t, const struct column *a, int64_t i,
    const struct column *b, int64_t j)
{
	bool null = column_is_null(a, i);

	if (t->id == TYPE_VOID)
		return true;
	if (null || column_is_null(b, j))
		return null && column_is_null(b, j);
	switch (t->id) {
	case TYPE_BOOLEAN:
		return column_bit(a->values, i) == column_bit(b->values, j);
	case TYPE_FLOAT:
		return equal_double((double)((const float *)a->values)[i],
		    (double)((const float *)b->values)[j]);
	case TYPE_DOUBLE:
		return equal_double(((const double *)a->values)[i],
		    ((const double *)b->values)[j]);
	case TYPE_DECIMAL:
		return ((const int128_t *)a->values)[i] == ((const int128_t *)b->values)[j];
	case TYPE_STRING:
	case TYPE_BINARY:
		return equal_bytes(a, i, b, j);
	case TYPE_STRUCT:
		return equal_fields(t, a, i, b, j);
	case TYPE_ARRAY:
	case TYPE_MAP:
		return equal_elements(t, a, i, b, j);
	default:
		return column_i64(t->id, a->values, i) == column_i64(t->id, b->values, j);
	}
}
