/* local_dest.h - the topics that a producer of the local log writes to. */
#ifndef SLUICE_LOG_LOCAL_DEST_H
#define SLUICE_LOG_LOCAL_DEST_H

#include "log/local_stock.h"

/* A topic and what waits for each of its partitions. */
struct dest {
	char *name;
	uint64_t id;
	int32_t partitions;
	int32_t sticky;			/* where records without a key go now */
	struct local_config config;
	struct stock **stock;		/* by partition; NULL: nothing came yet */
};

/* All topics of a producer, sorted by name. */
struct dests {
	struct dest **dest;
	size_t n, cap;
};

void dests_release(struct dests *s);

/*
 * The topic of that name (namelen bytes), looked up in the ledger when it is
 * new; create makes a missing one with its default of one partition.  NULL on failure:
 * an unknown topic is STATUS_SYSTEM with near names.  It is valid until
 * dests_release().
 */
struct dest *dests_find(struct dests *s, struct local *lo, const char *name,
    size_t namelen, bool create, struct err *e);

/* The stock of a partition, made when there is none; NULL on failure. */
struct stock *dest_stock(struct dest *d, int32_t partition, const struct local *lo,
    struct err *e);

/* Records without a key go to the next partition from now on. */
void dest_turn(struct dest *d, int32_t partition);

#endif
