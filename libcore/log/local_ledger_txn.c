/*
 * local_ledger_txn.c - the ledger's transactions.
 *
 * LMDB tells readers of a commit after it has written the page that makes it last: who is
 * killed in between leaves them with the commit before, until somebody begins to write.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "log/local_fs.h"
#include "log/local_lmdb.h"
#include "log/local_witness.h"

#define COMMIT_MADE 1		/* the commit that makes a ledger */
#define RESERVE_BYTES (256 << 10)

/* Another process made the file larger than the map; an LMDB code. */
static int
follow_map(struct ledger *l)
{
	mdb_filehandle_t fd;
	struct stat st;
	size_t least, size;

	if (mdb_env_get_fd(l->env, &fd) != 0 || fstat(fd, &st) != 0)
		return errno;
	least = (size_t)st.st_size;
	size = ledger_map_fits(least * 2 > l->conf.map ? least * 2 : l->conf.map, least);
	return size == 0 ? ENOMEM : mdb_env_set_mapsize(l->env, size);
}

/*
 * Begins; makes what LMDB asks for (a larger map, free reader slots) and tries again.
 *
 * 0, -1, or 1: this process cannot be a reader.  LMDB names readers by their process id
 * and locks a byte of lock.mdb for each, so that in another PID namespace (a container)
 * one of the same number has taken the name.  It can look as those do who commit.
 */
static int
begin(struct ledger *l, unsigned flags, MDB_txn **txn, struct err *e)
{
	int rc = 0, dead, tries;

	if (ledger_check(l, e) != 0)
		return -1;
	for (tries = 0; tries < 100; tries++) {
		rc = mdb_txn_begin(l->env, NULL, flags, txn);
		if (rc == MDB_MAP_RESIZED) {
			rc = follow_map(l);
			if (rc != 0)
				break;
		} else if (rc == MDB_READERS_FULL) {
			const struct timespec nap = { 0, 10000000 };

			mdb_reader_check(l->env, &dead);
			if (dead == 0)
				nanosleep(&nap, NULL);
		} else {
			break;
		}
	}
	if (rc == EAGAIN && flags & MDB_RDONLY)
		return 1;
	return rc == 0 ? 0 : ledger_env_fail(l->dir, rc, "begin", e);
}

/* Begins to write and does not, unless another process commits right now. */
static int
catch_up(struct ledger *l, struct err *e)
{
	MDB_txn *txn;
	int r;

	if (l->denied != 0 || flock(l->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return 0;
	r = begin(l, 0, &txn, e);
	if (r == 0)
		mdb_txn_abort(txn);
	ledger_unlock(l);
	return r;
}

static int
begin_read(struct ledger *l, MDB_txn **txn, struct err *e)
{
	int r = begin(l, MDB_RDONLY, txn, e);

	if (r != 0)
		return r;
	if (mdb_txn_id(*txn) >= ledger_version(l))
		return 0;
	mdb_txn_abort(*txn);
	return catch_up(l, e) == 0 ? begin(l, MDB_RDONLY, txn, e) : -1;
}

/*
 * A look by who may not write, and so cannot tell writers of it: what it saw counts if it
 * is over before they can have used its pages again, which is in the third commit after.
 */
static int
read_unseen(struct ledger *l, ledger_fn *fn, void *arg, struct err *e)
{
	struct ledger_txn t = { .ledger = l, .dbi = l->dbi, .format = l->format };
	uint64_t seen;
	int tries, r;

	for (tries = 0; tries < 1000; tries++) {
		if (begin(l, MDB_RDONLY, &t.txn, e) != 0)
			return -1;
		seen = mdb_txn_id(t.txn);
		r = fn(&t, arg, e);
		mdb_txn_abort(t.txn);
		if (ledger_version(l) <= seen + 1)
			return r;
	}
	return err_set(e, STATUS_SYSTEM, "local log %s: others commit faster than it can be read",
	    l->dir);
}

int
ledger_read(struct ledger *l, ledger_fn *fn, void *arg, struct err *e)
{
	struct ledger_txn t = { .ledger = l, .dbi = l->dbi, .format = l->format };
	int r;

	pthread_mutex_lock(&l->mutex);
	ledger_enter(true);
	if (l->denied != 0) {
		r = read_unseen(l, fn, arg, e);
		ledger_enter(false);
		pthread_mutex_unlock(&l->mutex);
		return r;
	}
	r = begin_read(l, &t.txn, e);
	if (r == 0) {
		r = fn(&t, arg, e);
		mdb_txn_abort(t.txn);
	}
	ledger_enter(false);
	pthread_mutex_unlock(&l->mutex);
	return r == 1 ? ledger_read_last(l, fn, arg, e) : r;
}

int
ledger_read_last(struct ledger *l, ledger_fn *fn, void *arg, struct err *e)
{
	struct ledger_txn t = { .ledger = l, .dbi = l->dbi, .format = l->format };
	int r;

	if (l->denied != 0)
		return ledger_denied(l, e);
	pthread_mutex_lock(&l->mutex);
	r = ledger_lock(l, e);
	ledger_enter(true);
	if (r == 0) {
		r = begin(l, 0, &t.txn, e);
		if (r == 0) {
			r = fn(&t, arg, e);
			mdb_txn_abort(t.txn);
		}
		ledger_unlock(l);
	}
	ledger_enter(false);
	pthread_mutex_unlock(&l->mutex);
	return r;
}

static int
grow_map(struct ledger *l, struct err *e)
{
	MDB_envinfo info;
	size_t least, size;
	int rc;

	mdb_env_info(l->env, &info);
	if (info.me_mapsize > SIZE_MAX / 4)
		return err_set(e, STATUS_SYSTEM, "local log %s: the ledger is full", l->dir);
	least = info.me_mapsize + LEDGER_MAP_LEAST;
	if ((size = ledger_map_fits(info.me_mapsize * 2, least)) == 0)
		return ledger_no_room(l->dir, least, e);
	rc = mdb_env_set_mapsize(l->env, size);
	return rc == 0 ? 0 : ledger_env_fail(l->dir, rc, "grow", e);
}

/*
 * Keeps blocks of the disk behind the end of data.mdb, where only the ledger grows into,
 * so that a delete can be committed on a full disk.  It may fail: it is for later.
 */
static void
reserve_room(struct ledger *l)
{
	mdb_filehandle_t fd;
	struct stat st;

	if (mdb_env_get_fd(l->env, &fd) != 0 || fstat(fd, &st) != 0 || st.st_size == l->reserved)
		return;
	(void)fallocate(fd, FALLOC_FL_KEEP_SIZE, st.st_size, RESERVE_BYTES);
	l->reserved = st.st_size;
}

/* One try.  1: the map was full. */
static int
write_once(struct ledger *l, ledger_fn *fn, void *arg, bool *unknown, struct err *e)
{
	struct ledger_txn t = { .ledger = l, .dbi = l->dbi, .format = l->format };
	int rc;

	if (begin(l, 0, &t.txn, e) != 0)
		return -1;
	if (fn(&t, arg, e) != 0) {
		mdb_txn_abort(t.txn);
		return t.full ? 1 : -1;
	}
	rc = mdb_txn_commit(t.txn);
	if (rc == 0)
		return 0;
	if (rc == MDB_MAP_FULL)
		return 1;
	ledger_env_fail(l->dir, rc, "commit", e);
	/*
	 * Until it writes its last page, which makes the change visible, a commit
	 * that fails has changed nothing.  Past that LMDB panics.
	 */
	if ((rc = mdb_txn_begin(l->env, NULL, MDB_RDONLY, &t.txn)) == EAGAIN)
		rc = mdb_txn_begin(l->env, NULL, 0, &t.txn);
	if (rc == 0)
		mdb_txn_abort(t.txn);
	else if (unknown != NULL)
		*unknown = true;
	return -1;
}

int
ledger_write(struct ledger *l, ledger_fn *fn, void *arg, bool *unknown, struct err *e)
{
	mdb_filehandle_t fd;
	bool lags;
	int r;

	if (l->denied != 0)
		return ledger_denied(l, e);
	mdb_env_get_fd(l->env, &fd);
	pthread_mutex_lock(&l->mutex);
	r = ledger_lock(l, e);
	ledger_enter(true);
	if (r == 0) {
		r = ledger_ask_witness(l, fd, &lags, e);
		/* What it does not know yet must not become two commits. */
		if (r == 0 && lags)
			witness_note(l->lock_fd, fd);
		if (r == 0 && ledger_version(l) <= COMMIT_MADE)
			r = local_fs_sync_up(l->dir, e);
		while (r == 0 && (r = write_once(l, fn, arg, unknown, e)) == 1)
			r = grow_map(l, e);
		if (r == 0) {
			witness_note(l->lock_fd, fd);
			reserve_room(l);
		}
		ledger_unlock(l);
	}
	ledger_enter(false);
	pthread_mutex_unlock(&l->mutex);
	return r;
}
