/* group_impl.h - what the files of the group operator share. */
#ifndef SLUICE_OPS_GROUP_IMPL_H
#define SLUICE_OPS_GROUP_IMPL_H

#include <stdatomic.h>

#include "model/sortkey.h"
#include "ops/group.h"
#include "ops/group_parts.h"

/* What one worker has. */
struct group_worker {
	struct sort_keys keys;		/* of the batch at hand */
	struct group_table table;	/* counts what comes in */
	int64_t added;			/* rows since that was emptied */
	int bypass;			/* batches that go past it, as it holds nothing twice */
	struct group_parts parts;
	struct group_table merge;	/* of a partition, made when the first one is merged */
	struct spill_worker *spill;
	int64_t rows, groups, most;
	char apart[128];
};

/* What end() has handed out last. */
enum group_phase {
	GROUP_GATHER,			/* nothing: batches come in */
	GROUP_ALL,			/* one task for all partitions, which have few entries */
	GROUP_JUDGE,			/* one task a partition: are there many groups? */
	GROUP_BY_KEY,			/* one task for the few */
	GROUP_BY_HASH			/* one task a partition */
};

struct group {
	struct op op;
	struct group_conf conf;
	struct schema *in;
	struct sort_term *term;		/* all columns of in */
	struct spill *spill;
	struct group_worker *worker;	/* jobs of them */
	size_t merge_room;
	enum group_phase phase;
	_Atomic int64_t groups, bytes;	/* so far, while they are judged */
	struct buf few[GROUP_PARTS];	/* entries of a partition, while they are few */
};

/* Entries that are put out together. */
struct group_list {
	const struct group_entry **entry;
	size_t n, cap;
};

/* -- group_merge.c -- */

/*
 * Merges partitions from .. to - 1 on worker w, piece by piece of the range of hashes, so
 * that each piece fits into the worker's table, and calls use() with it.  0 or -1.
 */
int group_merge(struct group *g, int w, int from, int to,
    int (*use)(void *arg, struct group_table *t, struct err *e), void *arg, struct err *e);

/* -- group_emit.c -- */

/* Puts out all of t, by hash and key.  0 or -1. */
int group_emit_table(struct group *g, struct group_table *t, struct emit *to, struct err *e);

/* Puts out what l has, sorted by key before.  0 or -1. */
int group_emit_sorted(struct group *g, struct group_list *l, struct emit *to, struct err *e);

#endif
