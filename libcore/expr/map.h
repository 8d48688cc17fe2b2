/* map.h - a compiled expression as the map of a flow, or as a job of the partition runner. */
#ifndef SLUICE_EXPR_MAP_H
#define SLUICE_EXPR_MAP_H

#include "expr/expr.h"
#include "model/stream.h"
#include "par/part.h"

/* An expression with the working memory of each worker. */
struct expr_map {
	const struct expr *expr;	/* borrowed */
	struct expr_scratch **scratch;	/* jobs of them */
	int jobs;
};

/* 0 or -1. */
int expr_map_init(struct expr_map *m, const struct expr *x, int jobs, struct err *e);
void expr_map_release(struct expr_map *m);

/* Shape of flow.map with the expr_map as ctx: the outputs of the rows that are kept. */
int expr_map_rows(void *ctx, int worker, const struct batch *in, struct batch_list *out,
    struct err *e);

/* Counts the rows that a filter keeps. */
struct expr_tally {
	struct expr_scratch *scratch;
	int64_t rows;
};

/* arg is the struct expr, an accumulator a struct expr_tally. */
extern const struct part_job expr_tally_job;

#endif
