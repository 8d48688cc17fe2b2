/*
 * local_ledger.h - the ledger of the local log: what exists, and at which offset.
 *
 * Every look and every change is a function that runs inside one transaction of
 * its own: a look holds nothing once it returns, so a slow reader pins nothing;
 * a change is committed and on disk when ledger_write() returns.  Any thread.
 */
#ifndef SLUICE_LOG_LOCAL_LEDGER_H
#define SLUICE_LOG_LOCAL_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "log/local_format.h"

struct ledger;
struct ledger_txn;

struct ledger_conf {
	int64_t timeout_ms;		/* longest wait for another process; <= 0: none */
	void (*waiting)(void *arg, const char *what);	/* after 5 s; may be NULL */
	void (*tell)(void *arg, const char *line);	/* what was done unasked; may be NULL */
	void *arg;
	size_t map;			/* bytes of address space to begin with; 0: 1 GiB */
};

/*
 * Opens the ledger in the folder dir (which exists), made if it is not there.
 * A process has one per folder, however often it opens it.  One of an older format is
 * turned into today's.  0 or -1.
 */
int ledger_open(struct ledger **out, const char *dir, const struct ledger_conf *conf,
    struct err *e);
void ledger_free(struct ledger *l);

/*
 * Whether this thread works in LMDB's memory: a fault, or an abort(), is then what damage
 * to its pages does.  For signal handlers.
 */
bool ledger_inside(void);

/* A number that changes with every commit of any process. */
uint64_t ledger_version(struct ledger *l);

/*
 * The version that a transaction sees.  A commit is visible to ledger_version() a
 * moment before new transactions see it (and for long, where the one that commits is
 * stopped in between), so who waits for something new must compare with the version
 * that it has looked at, not with the one it expected.
 */
uint64_t ledger_txn_version(const struct ledger_txn *t);

/* 0, or -1: somebody removed it, and what is written to it now is lost. */
int ledger_check(struct ledger *l, struct err *e);

/* The file that is written by every commit; for inotify. */
const char *ledger_file(const struct ledger *l);

/* What is done inside a transaction; may run more than once.  0 or -1 (then nothing changes). */
typedef int ledger_fn(struct ledger_txn *t, void *arg, struct err *e);

/*
 * Sees the last commit that returned, and that of a process killed while it committed.
 * The snapshot may be older than a commit that is going on.
 */
int ledger_read(struct ledger *l, ledger_fn *fn, void *arg, struct err *e);

/*
 * As ledger_read(), in the place of one that commits: waits for its turn, and there is no
 * later commit while fn runs.  Only what this has not found may be cut off or unlinked.
 */
int ledger_read_last(struct ledger *l, ledger_fn *fn, void *arg, struct err *e);

/* *unknown (may be NULL): it failed, and yet others may see the change. */
int ledger_write(struct ledger *l, ledger_fn *fn, void *arg, bool *unknown,
    struct err *e);

/*
 * -- inside a transaction; get: 1 found, 0 not there, -1 --
 *
 * What is not as it was written is STATUS_DATA.
 */

struct ledger_topic {
	uint64_t id;
	int32_t partitions;
	const char *name;		/* not NUL-terminated; valid within the transaction */
	size_t namelen;
	const char *config;		/* nconfig strings, each with its NUL; as name */
	size_t nconfig, configlen;
};

int ledger_topic_get(struct ledger_txn *t, const char *name, struct ledger_topic *out,
    struct err *e);

/* Calls see (may be NULL) for each topic, by name; fails unless all are there. */
int ledger_topic_each(struct ledger_txn *t,
    int (*see)(void *arg, const struct ledger_topic *topic, struct err *e), void *arg,
    struct err *e);

/* Adds a topic under a new id; its name must not be there. */
int ledger_topic_add(struct ledger_txn *t, const char *name, int32_t partitions,
    const char *config, size_t configlen, size_t nconfig, struct err *e);

/* A piece of a segment that nothing refers to any more. */
struct ledger_span {
	uint64_t segment, from, to;
};
struct ledger_spans {
	struct ledger_span *v;
	size_t n, cap;
};

/* Removes a topic and all that belongs to it; where its ranges were is added to freed. */
int ledger_topic_remove(struct ledger_txn *t, const struct ledger_topic *topic,
    struct ledger_spans *freed, struct err *e);

int ledger_partition_get(struct ledger_txn *t, uint64_t topic, int32_t partition,
    struct rec_partition *out, struct err *e);
int ledger_partition_put(struct ledger_txn *t, uint64_t topic, int32_t partition,
    const struct rec_partition *p, struct err *e);

/*
 * Appends a range at the end of a partition: *base becomes its offset.  The
 * segment's record follows: its end is where this range ends.
 */
int ledger_range_add(struct ledger_txn *t, uint64_t topic, int32_t partition,
    const struct rec_range *r, int64_t *base, struct err *e);

struct ledger_range {
	int64_t base;
	struct rec_range r;
};

/*
 * Up to cap ranges of a partition from the one that holds offset (or the first there
 * is) on; *n tells how many.  They follow one another, and where they are fewer than cap
 * the last one ends where the partition does.
 */
int ledger_ranges(struct ledger_txn *t, uint64_t topic, int32_t partition,
    int64_t offset, struct ledger_range *out, size_t cap, size_t *n, struct err *e);

int ledger_segment_get(struct ledger_txn *t, uint64_t id, struct rec_segment *out,
    struct err *e);

/* 0, or -1: not every segment that the ledger has can be found in it. */
int ledger_segments_whole(struct ledger_txn *t, struct err *e);

/* Up to cap segments after the one named (0: from the first), with their ids. */
int ledger_segments(struct ledger_txn *t, uint64_t after, uint64_t *id,
    struct rec_segment *out, size_t cap, size_t *n, struct err *e);

#endif
