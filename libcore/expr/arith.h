/* arith.h - arithmetic kernels; both sides have the type of the result unless said. */
#ifndef SLUICE_EXPR_ARITH_H
#define SLUICE_EXPR_ARITH_H

#include "expr/cast.h"
#include "expr/node.h"

enum arith_op {
	ARITH_ADD,
	ARITH_SUB,
	ARITH_MUL,
	ARITH_DIV,		/* float, double, decimal */
	ARITH_MOD,
	ARITH_AND,		/* bits of integers */
	ARITH_OR,
	ARITH_XOR,
	ARITH_INTDIV,		/* bigint, decimal: a bigint */
	ARITH_NEG,		/* one argument from here on */
	ARITH_ABS,
	ARITH_NOT
};

/* The kernel of op for a type that is not decimal; NULL: none. */
kernel_fn *arith_kernel(enum arith_op op, enum type_id id);

/* Of decimals, whose two sides and result have their own precision and scale; no data. */
kernel_fn *arith_decimal_kernel(enum arith_op op);

/* Spark's precision and scale of a op b. */
void arith_decimal_type(enum arith_op op, const struct type *a, const struct type *b,
    struct type *out);

/* The errors, with the operands of row i in words.  -1. */
int arith_overflow(struct expr_call *c, int64_t i, const char *op);
int arith_zero(struct expr_call *c, int64_t i);

/* Rounds to digits after the point, half up (away from zero); for round(x, n). */
kernel_fn arith_round;

#endif
