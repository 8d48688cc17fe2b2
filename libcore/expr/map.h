/* map.h - a compiled expression as an operator: the outputs of the rows that its filter keeps. */
#ifndef SLUICE_EXPR_MAP_H
#define SLUICE_EXPR_MAP_H

#include "expr/expr.h"
#include "par/op.h"

/* An expression with the working memory of each worker. */
struct expr_map {
	struct op op;
	const struct expr *expr;	/* borrowed */
	struct expr_map_worker *worker;	/* jobs of them */
	int jobs;
};

/* For a flow of jobs workers.  0, or -1 with m released. */
int expr_map_init(struct expr_map *m, const struct expr *x, int jobs, struct err *e);

/* Harmless on a zeroed struct. */
void expr_map_release(struct expr_map *m);

#endif
