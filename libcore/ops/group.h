/*
 * group.h - the operator that counts rows by key, in bounded memory on all cores.
 *
 * All columns of its input are the key.  It puts out these and how many rows have them, a
 * bigint: up to GROUP_SORTED groups, whose keys take GROUP_SORTED_BYTES at most, by key;
 * more by a hash of the key, and by key where that is the same.  So the order depends on
 * the data alone, never on workers or memory.  NULL is a key like any other, NaN is one, and
 * -0.0 is 0.0.
 *
 * Workers count in small tables of their own; what finds no room there goes, by partition of
 * its hash, into memory and then to disk (io/spill.h).  At the end each partition is merged
 * by itself.
 */
#ifndef SLUICE_OPS_GROUP_H
#define SLUICE_OPS_GROUP_H

#include "par/op.h"

#define GROUP_SORTED 65536
#define GROUP_SORTED_BYTES (4 << 20)

/* Memory with which a worker works well, at least. */
#define GROUP_WORKER ((uint64_t)8 << 20)

struct group_conf {
	const char *count;		/* name of the column with the number of rows */
	uint64_t memory;		/* bytes for all workers together */
	int jobs;			/* workers of the flow */
	bool only_count;		/* groups are counted, and nothing is put out */
};

struct group_figures {
	int64_t rows, groups;
	int64_t most;			/* rows of the largest group */
	int64_t spilled, disk;		/* bytes, as they were in memory and on disk */
};

struct group;

/*
 * For batches of schema in.  Two columns of one name, and a map among them, are
 * STATUS_USAGE.  NULL on failure.
 */
struct group *group_new(const struct schema *in, const struct group_conf *conf, struct err *e);

/* NULL is harmless. */
void group_free(struct group *g);

/* The operator, which is g's; it ends epoch by epoch. */
struct op *group_op(struct group *g);

/* What all epochs so far came to; while no flow runs it. */
void group_figures(const struct group *g, struct group_figures *out);

#endif
