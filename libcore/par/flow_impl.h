/*
 * flow_impl.h - what the files of a flow share.
 *
 * An item of the ordered map is a group of units, each a raw and what comes of it: small
 * ones go together, because handing over costs more than working on them.  A failure in a
 * worker travels in its unit, after the batches that were ready before it: only when its
 * turn to be written comes is the place known, and whether a limit was reached before.
 */
#ifndef SLUICE_PAR_FLOW_IMPL_H
#define SLUICE_PAR_FLOW_IMPL_H

#include "par/flow.h"

/* Which part of a row's way failed, and so what its number counts. */
enum flow_stage { FLOW_DECODE, FLOW_OP, FLOW_ENCODE };

struct flow_trouble {
	enum flow_stage stage;
	int64_t before;			/* rows of the same raw before the batch at fault */
	int64_t first;			/* its batch->first */
	int64_t written;		/* rows of it that are written all the same */
	struct err err;
};

/* A batch that goes out. */
struct flow_piece {
	int64_t rows;
	struct chunk *chunk;		/* NULL without a sink */
	struct batch *batch;		/* only where a limit may cut it */
};

struct flow_unit {
	struct raw *raw;		/* NULL: a task of an operator */
	int task;
	struct flow_piece *piece;
	size_t n, cap;
	int64_t rows_in;
	struct flow_trouble *trouble;	/* NULL: all is well */
	bool enough;			/* the limit was reached while it was worked on */
	int satisfied;			/* > 0: operators up to step satisfied - 1 want no more */
};

/* How many units, and about how many bytes of input, one item has. */
#define FLOW_GROUP_UNITS 64
#define FLOW_GROUP_BYTES (1 << 20)

/* How many files of many the items under way have open at a time, but one each. */
#define FLOW_FILES 40

struct flow_group {
	int n;				/* units that are looked at */
	int worker;
	struct batch_list made;		/* what a pure first operator makes of the batch at hand */
	struct flow_unit unit[FLOW_GROUP_UNITS];
};

/* An operator, and as which of its inputs rows come into it. */
struct flow_step {
	struct op *op;
	int input;
};

/* One run, a line at a time; what follows step is only used in order. */
struct flow_run {
	struct flow *f;
	struct source *source;		/* of the line */
	bool side;			/* it is one */
	struct flow_step *step;		/* nstep of them: its way to the sink */
	int nstep;
	int nend;			/* so many steps end with the line */
	bool pauses;			/* at a barrier: an operator is stateful */
	int over;			/* what next() said after the last unit: 0, -1; else 1 */
	struct err why;			/* of -1 */
	struct raw *barrier;		/* over is 0: the run pauses at it; else NULL */
	bool enough;			/* the limit is reached */
	bool satisfied;			/* an operator wants no more of the line */
	int at, tasks, next_task;	/* the operator whose tasks run */
	bool began;			/* a raw with rows has been read */
	int64_t rows_in, rows_out;
	bool dirty;			/* written, not flushed */
};

/* -- flow_group.c -- */

/* Frees the pieces of u. */
void flow_unit_clear(struct flow_run *r, struct flow_unit *u);

/* Frees what u holds. */
void flow_unit_release(struct flow_run *r, struct flow_unit *u);

/* Frees g with its units from number from on; those before are released. */
void flow_group_free(struct flow_run *r, struct flow_group *g, int from);

/* What follows unit i is never looked at: it is released. */
void flow_group_cut(struct flow_run *r, struct flow_group *g, int i);

/* ordmap.read and its drops, with a struct flow_run as ctx: groups of units. */
int flow_group_read(void *ctx, void **item, struct err *e);
void flow_group_drop(void *ctx, void *group);

/* ordmap.read: the tasks of an operator, a group each. */
int flow_task_read(void *ctx, void **item, struct err *e);

/* -- flow_chain.c: operators and encoding; on the workers -- */

/* Keeps what e says of the batch that comes next of u.  -1 only without memory to keep it in. */
int flow_trouble(struct flow_unit *u, enum flow_stage stage, int64_t before, int64_t first,
    const struct err *e);

/*
 * Lets b, which is taken, a batch of the source, go all the way.  0, also with trouble in
 * u; -1 without memory for it.
 */
int flow_chain(struct flow_run *r, struct flow_group *g, struct flow_unit *u, struct batch *b,
    struct err *e);

/* Runs the task of u.  As flow_chain(), but that -1 may also be a failure to write. */
int flow_chain_task(struct flow_run *r, struct flow_group *g, struct flow_unit *u,
    struct err *e);

/* -- flow_work.c: ordmap.work and the stages after it; on the workers -- */

int flow_work(void *ctx, int worker, void *item, void **result, struct err *e);
int flow_work_task(void *ctx, int worker, void *item, void **result, struct err *e);
int flow_link(void *ctx, int worker, void *result, struct err *e);
int flow_finish(void *ctx, int worker, void *result, struct err *e);

/* -- flow_write.c: ordmap.write; in order -- */

int flow_write(void *ctx, void *result, bool last, struct err *e);

/* Writes what u has so far, whose turn it is, early.  0, 1 when that was enough, -1. */
int flow_write_early(struct flow_run *r, struct flow_group *g, struct flow_unit *u,
    struct err *e);

/* The epoch ends at which a stateful flow has paused.  0 or -1. */
int flow_write_barrier(struct flow_run *r, struct err *e);

#endif
