/* local_lmdb.h - what a transaction of the ledger is, for local_ledger*.c only. */
#ifndef SLUICE_LOG_LOCAL_LMDB_H
#define SLUICE_LOG_LOCAL_LMDB_H

#include <lmdb.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

#include "log/local_ledger.h"

#define LEDGER_MAP_LEAST ((size_t)16 << 20)

struct ledger {
	struct ledger *next;		/* of those that this process has open */
	int refs;
	dev_t dev;
	ino_t ino;
	char *dir, *file;
	int lock_fd;			/* DIR/commit.lock */
	int denied;			/* why the log can only be read, an errno; 0: it can be written */
	off_t reserved;			/* size of data.mdb when room was reserved behind it */
	MDB_env *env;
	MDB_dbi dbi[DB_COUNT];
	uint32_t format;
	pthread_mutex_t mutex;		/* one transaction at a time in this process */
	struct ledger_conf conf;
};

struct ledger_txn {
	MDB_txn *txn;
	const MDB_dbi *dbi;		/* by enum local_db */
	struct ledger *ledger;
	uint32_t format;
	bool full;			/* the map was: to be tried again with a larger one */
};

/* Words an LMDB code and notes a full map.  Returns -1. */
int ledger_fail(struct ledger_txn *t, int rc, const char *what, struct err *e);

/* STATUS_DATA: the ledger is damaged, in what.  Returns -1. */
int ledger_damaged(const struct ledger_txn *t, const char *what, struct err *e);

/* -- local_ledger.c, for local_ledger_txn.c -- */

/* Words what LMDB says in a code, or errno.  Returns -1. */
int ledger_env_fail(const char *dir, int rc, const char *what, struct err *e);

/*
 * The lock of those who commit: waits for conf.timeout_ms, with a word.  LMDB's own mutex
 * waits without end; behind this lock it is free, or its holder was killed and LMDB takes
 * it over.  0 or -1.
 */
int ledger_lock(struct ledger *l, struct err *e);
void ledger_unlock(struct ledger *l);

/* STATUS_SYSTEM: why the log can only be read.  Returns -1. */
int ledger_denied(const struct ledger *l, struct err *e);

/*
 * Holds data.mdb, open as fd, against the note of its last commit.  *lags: the note is
 * older.  0, or -1: the file does not begin with its last commit.
 */
int ledger_ask_witness(const struct ledger *l, int fd, bool *lags, struct err *e);

/*
 * The largest map up to want that the address space has room for (ulimit -v), and leaves
 * room beside; 0 where not even least fits.  Bytes.
 */
size_t ledger_map_fits(size_t want, size_t least);
int ledger_no_room(const char *dir, size_t least, struct err *e);

/* Around LMDB's work in this thread: see ledger_inside(). */
void ledger_enter(bool is);

/* -- local_records.c, local_check.c -- */

/* 1 found, 0 not there, -1; a record of another size than n is damage. */
int record_get(struct ledger_txn *t, enum local_db db, const void *key, size_t keylen,
    void *out, size_t n, struct err *e);
int record_put(struct ledger_txn *t, enum local_db db, const void *key, size_t keylen,
    const void *value, size_t n, struct err *e);

/* The sum that follows a value. */
uint64_t record_sum(enum local_db db, const MDB_val *key, const void *value, size_t n);

/* Checks a record's sum and cuts it off.  0 or -1. */
int record_check(const struct ledger_txn *t, enum local_db db, const MDB_val *key,
    MDB_val *val, struct err *e);

/* Whether the numbers of a record are such as are written. */
bool range_fits(const struct ledger_range *lr);
bool partition_fits(const struct rec_partition *p);
bool segment_fits(const struct rec_segment *s);
bool topic_fits(const struct ledger_topic *t);

/*
 * Whether n ranges, all that there are up to cap from offset on, follow one another and
 * end where the partition does.
 */
bool ranges_fit(const struct ledger_range *lr, size_t n, size_t cap,
    const struct rec_partition *p, int64_t offset);

/* -- local_migrate.c -- */

/*
 * Turns t->format into LOCAL_FORMAT, unless another process has done it: an action for
 * ledger_write().  0 or -1.
 */
int ledger_migrate(struct ledger_txn *t, void *arg, struct err *e);

/* The name of a database in a format. */
const char *ledger_db_name(uint32_t format, enum local_db db);

#endif
