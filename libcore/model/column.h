/*
 * column.h - the values of one field for the rows of a batch, in Arrow's layout.
 *
 * Plain pointers for kernels, references to blocks for ownership.  There is no
 * element offset: a slice moves the pointers (and copies bitmaps where the cut
 * is not at a multiple of 8).  offsets[0] need not be 0; offsets is never NULL for
 * the types that have them, not even with no rows.
 */
#ifndef SLUICE_MODEL_COLUMN_H
#define SLUICE_MODEL_COLUMN_H

#include "base/block.h"
#include "model/type.h"

struct column {
	int64_t rows;
	int64_t nulls;			/* exact */
	const uint8_t *valid;		/* bitmap, 1 = present; NULL when nulls == 0 */
	const int32_t *offsets;		/* string, binary, array, map: rows + 1 of them */
	const void *values;		/* fixed width; boolean: bits; string, binary: bytes */
	struct column *child;		/* nested: owned array */
	uint32_t nchild;
	struct block *hold[3];		/* what valid, offsets, values point into; may be NULL */
	bool absent;			/* nobody wants it: it has rows, and no values at all */
};

static inline bool
column_is_null(const struct column *c, int64_t i)
{
	return c->valid != NULL && (c->valid[i >> 3] >> (i & 7) & 1) == 0;
}

static inline bool
column_bit(const void *bits, int64_t i)
{
	return ((const uint8_t *)bits)[i >> 3] >> (i & 7) & 1;
}

/* Value i of integers, booleans (0 or 1), dates and timestamps. */
static inline int64_t
column_i64(enum type_id id, const void *values, int64_t i)
{
	switch (id) {
	case TYPE_BOOLEAN:
		return column_bit(values, i);
	case TYPE_TINYINT:
		return ((const int8_t *)values)[i];
	case TYPE_SMALLINT:
		return ((const int16_t *)values)[i];
	case TYPE_INT:
	case TYPE_DATE:
		return ((const int32_t *)values)[i];
	default:
		return ((const int64_t *)values)[i];
	}
}

/* Bytes of value i of a string or binary column. */
static inline const char *
column_bytes(const struct column *c, int64_t i, size_t *n)
{
	*n = (size_t)(c->offsets[i + 1] - c->offsets[i]);
	return (const char *)c->values + c->offsets[i];
}

/* Child k, or what stands for it: an absent column has no children but absent ones. */
static inline const struct column *
column_child(const struct column *c, uint32_t k)
{
	return c->absent ? c : &c->child[k];
}

/*
 * Which of the rows from .. rows - 1 element (or byte) i belongs to: the last one that
 * begins at or before it; from - 1 when none does.
 */
int64_t column_row_of(const int32_t *offsets, int64_t from, int64_t rows, int64_t i);

/* Gives back every reference and the children; leaves an empty column. */
void column_release(struct column *c);

/* out becomes a second view of in (references taken, no data copied).  0 or -1. */
int column_share(struct column *out, const struct column *in, struct err *e);

/* out becomes rows [from, from + n) of in, sharing its memory.  0 or -1. */
int column_slice(struct column *out, const struct type *t, const struct column *in,
    int64_t from, int64_t n, struct err *e);

/*
 * out becomes the rows of in whose bit is set in sel (a bitmap of in->rows
 * bits), count of them.  Fresh memory.  0 or -1.
 */
int column_filter(struct column *out, const struct type *t, const struct column *in,
    const uint8_t *sel, int64_t count, struct err *e);

/*
 * out becomes n values of type t: row[i] of in[which[i]] (of in[0] where which is NULL), NULL
 * where row[i] is COLUMN_NO_ROW, whatever which[i] is then.  Fresh memory; NULL texts and
 * lists are empty.  Absent where a row is one of an absent column; so are the fields within.
 * Offsets that would pass 2^31 - 1 are STATUS_DATA.  0, or -1 with out empty.
 */
#define COLUMN_NO_ROW UINT32_MAX
int column_gather(struct column *out, const struct type *t, const struct column *const *in,
    const uint32_t *which, const uint32_t *row, int64_t n, struct err *e);

/*
 * out becomes the values of n columns of type t, those of in[0] first.  Whole buffers are
 * copied, what lies beneath a NULL with them; a column that alone has rows is shared.  Absent
 * where one that has rows is; so are the fields within.  Offsets that would pass 2^31 - 1 are
 * STATUS_DATA, before anything of that size is allocated.  0, or -1 with out empty.
 */
int column_concat(struct column *out, const struct type *t, const struct column *const *in,
    size_t n, struct err *e);

/*
 * Whether value i of a and value j of b, both of type t, are the same key, as for a hash
 * (HASH_OURS) or a sort key: NULL is NULL, NaNs are equal, -0.0 is 0.0, and so within nested
 * values; maps are equal if their entries are, in their order.  Nothing in a and b may be
 * absent (column_has_absent()).
 */
bool column_equal_rows(const struct type *t, const struct column *a, int64_t i,
    const struct column *b, int64_t j);

/* Whether c, or a field within it, is absent. */
bool column_has_absent(const struct column *c);

/* 0 where offsets may end at end, STATUS_DATA where they cannot. */
int column_check_end(int64_t end, struct err *e);

/* Bytes that rows from .. to - 1 of c take with all that is in them, but for validity. */
int64_t column_extent(const struct type *t, const struct column *c, int64_t from, int64_t to);

/*
 * Gives c, which has rows and no validity yet, that of bits, in hold (taken): none where no
 * row is NULL.
 */
void column_validity(struct column *c, const uint8_t *bits, struct block *hold);

/* A column of n rows that nobody wants, which costs nothing. */
void column_absent(struct column *out, int64_t n);

/* A column of n NULLs of type t. */
int column_nulls(struct column *out, const struct type *t, int64_t n, struct err *e);

/* Number of set bits among the first n of a bitmap. */
int64_t column_popcount(const uint8_t *bits, int64_t n);

#endif
