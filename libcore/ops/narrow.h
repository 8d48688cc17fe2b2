/*
 * narrow.h - an expression as the map of a flow: every worker has its own
 * scratch memory.
 */
#ifndef SLUICE_OPS_NARROW_H
#define SLUICE_OPS_NARROW_H

#include "base/err.h"
#include "expr/expr.h"
#include "model/stream.h"

struct narrow {
	const struct expr *expr;	/* borrowed */
	struct narrow_worker *worker;
	int jobs;
};

/* For expr on up to jobs workers.  0 or -1. */
int narrow_init(struct narrow *n, const struct expr *expr, int jobs, struct err *e);
void narrow_release(struct narrow *n);

/*
 * Tells s which columns expr needs and what it filters by (push-down).  values
 * false: only the number of its rows matters, not what is in them.
 */
int narrow_push(const struct expr *expr, struct source *s, bool values, struct err *e);

/* The shape of flow.map; ctx is the struct narrow.  Puts out what expr makes of in. */
int narrow_map(void *ctx, int worker, struct batch *in, struct batch_list *out,
    struct err *e);

/* As narrow_map, but only counts the rows and puts nothing out. */
int narrow_count(void *ctx, int worker, struct batch *in, struct batch_list *out,
    struct err *e);

/* What narrow_count counted, all workers together, once they have ended. */
int64_t narrow_total(const struct narrow *n);

#endif
