/* map.h - a compiled expression as the map of a flow. */
#ifndef SLUICE_EXPR_MAP_H
#define SLUICE_EXPR_MAP_H

#include "expr/expr.h"
#include "model/stream.h"

/* An expression with the working memory of each worker. */
struct expr_map {
	const struct expr *expr;	/* borrowed */
	struct expr_scratch **scratch;	/* jobs of them */
	int64_t *count;			/* jobs * EXPR_MAP_STRIDE: rows per worker */
	int jobs;
};

/* Counters of different workers lie on different cache lines. */
#define EXPR_MAP_STRIDE 16

/* 0 or -1. */
int expr_map_init(struct expr_map *m, const struct expr *x, int jobs, struct err *e);
void expr_map_release(struct expr_map *m);

/*
 * Tells source which fields m's expression looks at (all of its outputs, or with
 * filter_only its filter alone) and which rows it keeps.  0 or -1.
 */
int expr_map_push(const struct expr_map *m, struct source *s, bool filter_only,
    struct err *e);

/* Shape of flow.map with the expr_map as ctx: the outputs of the rows that are kept. */
int expr_map_rows(void *ctx, int worker, struct batch *in, struct batch_list *out,
    struct err *e);

/* The same, but counts the rows that are kept and puts nothing out. */
int expr_map_count(void *ctx, int worker, struct batch *in, struct batch_list *out,
    struct err *e);

/* What expr_map_count counted, after the flow. */
int64_t expr_map_total(const struct expr_map *m);

#endif
