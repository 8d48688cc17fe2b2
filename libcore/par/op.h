/*
 * op.h - an operator: batches in, batches out, with state of its own.
 *
 * A flow (par/flow.h) runs them between its sources and a sink.  A narrow one makes
 * of each batch what it puts out (a selection, a filter) and keeps nothing.  A stateful one
 * gathers first (a group, a sort); when its input or an epoch of it has ended, and every
 * worker is quiet, it says how many tasks there are, which put out what it came to, again
 * on all workers.
 */
#ifndef SLUICE_PAR_OP_H
#define SLUICE_PAR_OP_H

#include "model/batch.h"

struct op;

/* What add() says besides 0 and -1: nothing more is wanted of that input. */
#define OP_ENOUGH 1

/* Where an operator puts out; whoever runs it embeds it as the first member of its own. */
struct emit {
	int (*put)(struct emit *to, struct batch *b, struct err *e);
};

/*
 * Takes b, on failure too.  In the order of the calls.  It may wait until what comes before
 * is written, without a slot.  0; -1, after which the operator returns -1 as well.
 */
static inline int
emit(struct emit *to, struct batch *b, struct err *e)
{
	return to->put(to, b, e);
}

struct op_ops {
	/*
	 * Worker w: b, the caller's, is the next batch of an input (numbered from 0).  What
	 * is put out may share its memory.  Row numbers in e count from the start of b, -1:
	 * the failure has no row.  0, OP_ENOUGH or -1.
	 */
	int (*add)(struct op *o, int w, int input, const struct batch *b, struct emit *to,
	    struct err *e);
	/*
	 * No worker is in o: an input has ended, or only an epoch of it (of number 0) unless
	 * last.  *tasks becomes how many tasks are to run, which then do; asked again until that is 0.
	 * NULL for narrow ones.  0 or -1.
	 */
	int (*end)(struct op *o, int input, bool last, int *tasks, struct err *e);
	/* Worker w: what task k (from 0) puts out comes before that of task k + 1.  0 or -1. */
	int (*task)(struct op *o, int w, int k, struct emit *to, struct err *e);
	/* May be NULL where the operator is part of something else. */
	void (*free)(struct op *o);
};

/* add() may be called again with some of the rows of a batch for which it has failed. */
#define OP_PURE 1

struct op {
	const struct op_ops *ops;
	struct schema *schema;		/* of what it puts out, a reference; NULL: nothing */
	unsigned flags;
};

#endif
