/*
 * compare.h - comparison of vectors into bitmaps.
 *
 * The order is Spark's: NaN equals NaN and is greater than every number, the two
 * zeros are equal, text and binary compare by bytes, false is less than true.
 */
#ifndef SLUICE_EXPR_COMPARE_H
#define SLUICE_EXPR_COMPARE_H

#include "expr/node.h"

/* Every other one is the opposite of one of these, or one with its sides changed. */
enum compare_op {
	COMPARE_EQ,
	COMPARE_LT,
	COMPARE_GT
};

struct compare {
	const struct type *type;	/* of both sides */
	enum compare_op op;
	bool negate;
};

/*
 * Sets the bit of each row of c for which c->arg[0] op c->arg[1]; words has whole
 * 64-bit words, bits past the rows are zero.  Rows that are not active get
 * any bit.  0 or -1.
 */
int compare_bits(struct expr_call *c, const struct compare *op, uint64_t *words);

/* The kernel of = < > and, negated, of their opposites; data: struct compare. */
kernel_fn compare_kernel;

/* -1, 0, 1 for row i of a against row j of b, neither of them NULL, of any type but map. */
int compare_values(const struct type *t, const struct column *a, int64_t i,
    const struct column *b, int64_t j);

/* Bits of n values of a fixed width against those of b, or against its first one. */
typedef void compare_fn(const void *a, const void *b, bool one, int64_t n, uint64_t *out);

/* By type and op; NULL where there is none.  The AVX2 ones need that CPU. */
compare_fn *compare_portable(enum type_id id, enum compare_op op);
compare_fn *compare_avx2(enum type_id id, enum compare_op op);

#endif
