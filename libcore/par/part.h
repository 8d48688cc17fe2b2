/*
 * part.h - partition runner: the batches of a flow into accumulators, one per
 * worker, merged into one when the flow is over.
 *
 * For results that do not depend on the order of rows: counts, sums, sets.  It
 * is the map of a flow, so a failure is placed and wins as flow.h says, and
 * what an accumulator holds after a failure is of no use to anybody.
 */
#ifndef SLUICE_PAR_PART_H
#define SLUICE_PAR_PART_H

#include "model/batch.h"

struct part_job {
	size_t size;		/* bytes of an accumulator; all zero at the start */
	/* Serial, once per worker before the first batch; may be NULL. */
	int (*start)(void *acc, const void *arg, struct err *e);
	/* Any thread; acc is this worker's alone. */
	int (*add)(void *acc, const void *arg, const struct batch *b, struct err *e);
	/* Serial, after the flow: from into into. */
	int (*merge)(void *into, const void *from, struct err *e);
	/* Serial, once per started accumulator; may be NULL. */
	void (*release)(void *acc);
};

struct part {
	const struct part_job *job;	/* borrowed */
	const void *arg;		/* borrowed */
	unsigned char *acc;		/* jobs * stride bytes */
	size_t stride;
	int jobs, started;
};

/* Accumulators for jobs workers.  0, or -1 with p released. */
int part_init(struct part *p, const struct part_job *job, const void *arg, int jobs,
    struct err *e);

/* Shape of flow.map, with the struct part as ctx: puts nothing out. */
int part_map(void *part, int worker, const struct batch *in, struct batch_list *out,
    struct err *e);

/* Merges all accumulators into the first one; *total points at it until the release.  0 or -1. */
int part_total(struct part *p, const void **total, struct err *e);

/* Harmless on a zeroed struct. */
void part_release(struct part *p);

#endif
