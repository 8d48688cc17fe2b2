/*
 * column_rows.h - whether rows of columns are what they should be, for tests of what makes
 * columns of others; columns some fields of which are absent.
 */
#ifndef SLUICE_TESTS_COLUMN_ROWS_H
#define SLUICE_TESTS_COLUMN_ROWS_H

#include "arrow_dump.h"
#include "random_columns.h"

/* What holds for every column that is made; where compact, NULLs have nothing beneath. */
static inline void
check_sound(const struct type *t, const struct column *c, int64_t rows, bool compact)
{
	int64_t i, nulls = 0;
	uint32_t k;

	CHECK_INT(c->rows, rows);
	if (t->id == TYPE_VOID || c->absent)
		return;
	for (i = 0; i < rows; i++)
		nulls += column_is_null(c, i);
	CHECK_INT(c->nulls, nulls);
	CHECK((c->valid == NULL) == (nulls == 0));
	CHECK_INT(c->nchild, t->nchild);
	if (type_is_bytes(t->id) || t->id == TYPE_ARRAY || t->id == TYPE_MAP) {
		for (i = 0; i < rows; i++) {
			CHECK(c->offsets[i] <= c->offsets[i + 1]);
			if (compact && column_is_null(c, i))
				CHECK_INT(c->offsets[i], c->offsets[i + 1]);
		}
	}
	for (k = 0; k < c->nchild; k++)
		check_sound(&t->child[k].type, &c->child[k],
		    t->id == TYPE_STRUCT ? rows : c->child[k].rows, compact);
	if (t->id == TYPE_ARRAY || t->id == TYPE_MAP)
		CHECK(c->child[0].rows >= c->offsets[rows]);
}

/* Row i of a is row j of b, with the same fields absent. */
static inline bool
check_row(const struct type *t, const struct column *a, int64_t i, const struct column *b,
    int64_t j)
{
	struct buf want = BUF_INIT, got = BUF_INIT;
	bool same = true;
	int64_t k;

	if (a->absent || b->absent)
		return CHECK_INT(a->absent, b->absent);
	if (t->id == TYPE_VOID)
		return true;
	if (column_is_null(a, i) || column_is_null(b, j))
		return CHECK_INT(column_is_null(a, i), column_is_null(b, j));
	if (t->id == TYPE_STRUCT) {
		for (k = 0; same && k < t->nchild; k++)
			same = check_row(&t->child[k].type, &a->child[k], i, &b->child[k], j);
		return same;
	}
	if (type_is_nested(t->id)) {
		const int32_t *o = a->offsets + i, *p = b->offsets + j;

		same = CHECK_INT(o[1] - o[0], p[1] - p[0]);
		for (k = 0; same && k < o[1] - o[0]; k++)
			same = check_row(&t->child->type, a->child, o[0] + k, b->child, p[0] + k);
		return same;
	}
	dump_value(&got, t, a, i);
	dump_value(&want, t, b, j);
	same = CHECK_MEM(got.data, got.len, want.data, want.len);
	buf_release(&want);
	buf_release(&got);
	return same;
}

/* Makes about one of often fields of c absent, the same ones with the same seed; of 0 none. */
static inline void
drop_fields(struct column *c, const struct type *t, uint32_t often, uint64_t *seed)
{
	int64_t rows = c->rows;
	uint32_t k;

	*seed = *seed * UINT64_C(6364136223846793005) + 1;
	if (often > 0 && (*seed >> 33) % often == 0) {
		column_release(c);
		column_absent(c, rows);
	}
	/* As far for an absent column as for one that is there. */
	for (k = 0; k < t->nchild; k++) {
		struct column none = { .absent = true };

		drop_fields(c->nchild > 0 ? &c->child[k] : &none, &t->child[k].type, often, seed);
	}
}

#endif
