/* tally.h - an operator that counts the rows which a filter keeps, and puts out nothing. */
#ifndef SLUICE_EXPR_TALLY_H
#define SLUICE_EXPR_TALLY_H

#include "expr/expr.h"
#include "par/op.h"

struct expr_tally {
	struct op op;
	const struct expr *expr;	/* borrowed */
	struct expr_tally_worker *worker;	/* jobs of them */
	int jobs;
};

/* For a flow of jobs workers.  0, or -1 with t released. */
int expr_tally_init(struct expr_tally *t, const struct expr *x, int jobs, struct err *e);

/* After the flow: how many rows there were.  0, or -1: more than 2^63 - 1. */
int expr_tally_rows(const struct expr_tally *t, int64_t *rows, struct err *e);

/* Harmless on a zeroed struct. */
void expr_tally_release(struct expr_tally *t);

#endif
