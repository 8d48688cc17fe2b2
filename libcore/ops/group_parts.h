/*
 * group_parts.h - entries of groups by partition of their hash, in bounded memory.
 *
 * Each worker gathers entries for itself; what finds no room in its share is spilled, all
 * of it at once.  A group may be in many entries until they are merged.
 */
#ifndef SLUICE_OPS_GROUP_PARTS_H
#define SLUICE_OPS_GROUP_PARTS_H

#include "base/buf.h"
#include "io/spill.h"
#include "ops/group_table.h"

/* The upper bits of a hash choose the partition. */
#define GROUP_PARTS 256
#define GROUP_PART(hash) ((hash) >> 56)

struct group_chunk;

struct group_part {
	struct group_chunk *chunk;	/* in memory; the first is being filled */
	struct spill_extent *extent;	/* spilled */
	size_t nextent, capextent;
	int64_t entries, bytes;		/* of all of these */
};

/* What one worker has. */
struct group_parts {
	struct group_part part[GROUP_PARTS];
	struct spill *spill;		/* borrowed */
	struct spill_worker *worker;
	size_t held, most;		/* bytes of memory, and how many there may be */
	struct group_chunk *idle;	/* chunks of the usual size */
	void **slab;			/* what those were cut from */
	size_t nslab, capslab;
	struct buf piece;
	int64_t entries, bytes;
	bool spilled;
};

/* An empty one for one worker, which may take so many bytes.  0, or -1 with p released. */
int group_parts_init(struct group_parts *p, struct spill *s, size_t most, struct err *e);

/* Harmless on a zeroed struct. */
void group_parts_release(struct group_parts *p);

/* Adds an entry.  A key that no memory suffices for is STATUS_SYSTEM.  0 or -1. */
int group_parts_add(struct group_parts *p, uint64_t hash, const void *key, size_t len,
    int64_t count, struct err *e);

/* Every entry is forgotten; the memory is kept. */
void group_parts_clear(struct group_parts *p);

/*
 * Calls use() with each entry of a partition, in no order that means anything, until it
 * returns something else than 0, which is returned.  w is of the thread that calls.
 */
int group_parts_each(const struct group_parts *p, int part, struct spill_worker *w,
    int (*use)(void *arg, const struct group_entry *g), void *arg, struct err *e);

#endif
