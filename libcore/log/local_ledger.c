/* local_ledger.c - the ledger's environment and its transactions. */
#include "log/local_ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "log/local_fs.h"
#include "log/local_lmdb.h"

/* The map is address space, not memory; it doubles when it is full. */
#define MAP_FIRST ((size_t)1 << 30)
#define READERS 1022
#define LOCK_BYTES 81920	/* room for that many in lock.mdb */
#define WAIT_WORDS_MS 5000

struct ledger {
	struct ledger *next;		/* of those that this process has open */
	int refs;
	dev_t dev;
	ino_t ino;
	char *dir, *file;
	int lock_fd;			/* DIR/commit.lock */
	MDB_env *env;
	MDB_dbi dbi[DB_COUNT];
	pthread_mutex_t mutex;		/* one transaction at a time in this process */
	struct ledger_conf conf;
};

/* LMDB must not have one environment open twice in a process. */
static pthread_mutex_t open_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct ledger *open_ledgers;

static const char *const db_name[DB_COUNT] = {
	"meta", "topics", "partitions", "ranges", "segments", "groups", "leases",
	"transactions"
};

static int
env_fail(const char *dir, int rc, const char *what, struct err *e)
{
	/* LMDB says EIO of a write that the disk cut short. */
	return err_set(e, STATUS_SYSTEM, "%s/ledger/data.mdb: %s: %s%s", dir, what,
	    mdb_strerror(rc), rc == EIO ? " (or the disk is full)" : "");
}

int
ledger_fail(struct ledger_txn *t, int rc, const char *what, struct err *e)
{
	if (rc == MDB_MAP_FULL)
		t->full = true;
	return env_fail(t->ledger->dir, rc, what, e);
}

/* -- the lock of those who commit -- */

/*
 * LMDB's own mutex waits without end and without a word; behind this lock it
 * is free, or its holder was killed and LMDB takes it over.
 */
static int
lock_commits(struct ledger *l, struct err *e)
{
	int64_t start = clock_ms(), spent;
	struct timespec nap = { 0, 100000 };
	bool told = false;
	char what[300];

	while (flock(l->lock_fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return err_sys(e, "local log %s: lock", l->dir);
		spent = clock_ms() - start;
		if (l->conf.timeout_ms > 0 && spent > l->conf.timeout_ms)
			return err_set(e, STATUS_SYSTEM, "local log %s: another process "
			    "has held the ledger for %lld ms", l->dir, (long long)spent);
		if (!told && spent > WAIT_WORDS_MS && l->conf.waiting != NULL) {
			snprintf(what, sizeof what, "the ledger of the local log %s, "
			    "which another process holds", l->dir);
			l->conf.waiting(l->conf.arg, what);
			told = true;
		}
		nanosleep(&nap, NULL);
		if (nap.tv_nsec < 4000000)
			nap.tv_nsec += nap.tv_nsec / 2;
	}
	return 0;
}

static void
unlock_commits(struct ledger *l)
{
	flock(l->lock_fd, LOCK_UN);
}

/* -- making and opening the environment -- */

/*
 * Room in lock.mdb before LMDB maps it: its own ftruncate() would leave a hole,
 * and touching that on a full disk is a SIGBUS.
 */
static int
reserve_lock_file(const char *path, struct err *e)
{
	char *name = mem_printf(e, "%s/lock.mdb", path);
	int fd, rc;

	if (name == NULL)
		return -1;
	fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	free(name);
	if (fd < 0)
		return err_sys(e, "%s/lock.mdb", path);
	rc = posix_fallocate(fd, 0, LOCK_BYTES);
	close(fd);
	if (rc != 0) {
		errno = rc;
		return err_sys(e, "%s/lock.mdb", path);
	}
	return 0;
}

static int
open_env(const char *dir, const char *path, size_t map, MDB_env **out, struct err *e)
{
	MDB_env *env;
	int rc;

	rc = mdb_env_create(&env);
	if (rc != 0)
		return env_fail(dir, rc, "create", e);
	mdb_env_set_maxdbs(env, DB_COUNT);
	mdb_env_set_maxreaders(env, READERS);
	mdb_env_set_mapsize(env, map);
	rc = mdb_env_open(env, path, MDB_NOTLS, 0600);
	if (rc != 0) {
		env_fail(dir, rc, "open", e);
		mdb_env_close(env);
		return -1;
	}
	*out = env;
	return 0;
}

/* Opens the databases in a transaction, creating them and the format if asked. */
static int
open_dbs(const char *dir, MDB_env *env, bool create, MDB_dbi *dbi, struct err *e)
{
	char name[] = "format";
	uint32_t format = LOCAL_FORMAT;
	MDB_val key = { sizeof name - 1, name }, val = { sizeof format, &format };
	MDB_txn *txn;
	int rc, i;

	rc = mdb_txn_begin(env, NULL, create ? 0 : MDB_RDONLY, &txn);
	if (rc == MDB_MAP_RESIZED && mdb_env_set_mapsize(env, 0) == 0)
		rc = mdb_txn_begin(env, NULL, create ? 0 : MDB_RDONLY, &txn);
	if (rc != 0)
		return env_fail(dir, rc, "begin", e);
	for (i = 0; i < DB_COUNT && rc == 0; i++)
		rc = mdb_dbi_open(txn, db_name[i], create ? MDB_CREATE : 0, &dbi[i]);
	if (rc == 0 && create)
		rc = mdb_put(txn, dbi[DB_META], &key, &val, 0);
	else if (rc == 0)
		rc = mdb_get(txn, dbi[DB_META], &key, &val);
	if (rc == 0 && val.mv_size == sizeof format)
		memcpy(&format, val.mv_data, sizeof format);
	if (rc != 0) {
		mdb_txn_abort(txn);
		if (rc == MDB_NOTFOUND)
			return err_set(e, STATUS_SYSTEM, "local log %s: ledger: damaged, or "
			    "not one of this program", dir);
		return env_fail(dir, rc, "open", e);
	}
	if (val.mv_size != sizeof format || format != LOCAL_FORMAT) {
		mdb_txn_abort(txn);
		return err_set(e, STATUS_SYSTEM, "local log %s: of format %u, this program "
		    "knows %d: made by a newer version?", dir, format, LOCAL_FORMAT);
	}
	rc = mdb_txn_commit(txn);
	return rc == 0 ? 0 : env_fail(dir, rc, "commit", e);
}

/*
 * Makes the ledger aside and then visible with one rename, so that whoever is
 * killed here leaves none or a whole one.  The caller holds the commit lock.
 */
static int
make_ledger(const char *dir, const char *path, size_t map, struct err *e)
{
	char *aside = mem_printf(e, "%s/ledger.new", dir);
	MDB_dbi dbi[DB_COUNT];
	MDB_env *env = NULL;
	int r = -1;

	if (aside == NULL)
		return -1;
	local_fs_remove(aside);
	if (mkdir(aside, 0700) != 0) {
		err_sys(e, "%s", aside);
		goto out;
	}
	if (reserve_lock_file(aside, e) != 0 || open_env(dir, aside, map, &env, e) != 0)
		goto out;
	r = open_dbs(dir, env, true, dbi, e);
	mdb_env_close(env);
	if (r == 0)
		r = local_fs_sync_dir(aside, e);
	if (r == 0 && rename(aside, path) != 0)
		r = err_sys(e, "%s", path);
	if (r == 0)
		r = local_fs_sync_dir(dir, e);
out:
	if (r != 0)
		local_fs_remove(aside);
	free(aside);
	return r;
}

static int
ledger_start(struct ledger *l, struct err *e)
{
	char *path = mem_printf(e, "%s/ledger", l->dir);
	int r = 0, dead;

	if (path == NULL)
		return -1;
	if (access(path, F_OK) != 0 && (r = lock_commits(l, e)) == 0) {
		if (access(path, F_OK) != 0)
			r = make_ledger(l->dir, path, l->conf.map, e);
		unlock_commits(l);
	}
	/* LMDB would make an empty one. */
	if (r == 0 && access(l->file, F_OK) != 0)
		r = err_sys(e, "local log: %s", l->file);
	if (r == 0)
		r = open_env(l->dir, path, l->conf.map, &l->env, e);
	if (r == 0) {
		mdb_reader_check(l->env, &dead);
		r = open_dbs(l->dir, l->env, false, l->dbi, e);
	}
	free(path);
	return r;
}

static struct ledger *
ledger_new(const char *dir, const struct stat *st, const struct ledger_conf *conf,
    struct err *e)
{
	struct ledger *l = mem_zero(1, sizeof *l, e);
	char *lock = NULL;

	if (l == NULL)
		return NULL;
	l->refs = 1;
	l->lock_fd = -1;
	l->dev = st->st_dev;
	l->ino = st->st_ino;
	l->conf = *conf;
	if (l->conf.map == 0)
		l->conf.map = MAP_FIRST;
	pthread_mutex_init(&l->mutex, NULL);
	l->dir = mem_dup(dir, strlen(dir), e);
	l->file = mem_printf(e, "%s/ledger/data.mdb", dir);
	lock = mem_printf(e, "%s/commit.lock", dir);
	if (l->dir != NULL && l->file != NULL && lock != NULL) {
		l->lock_fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (l->lock_fd < 0)
			err_sys(e, "local log: %s", lock);
	}
	free(lock);
	return l;
}

static void
ledger_destroy(struct ledger *l)
{
	if (l->env != NULL)
		mdb_env_close(l->env);
	if (l->lock_fd >= 0)
		close(l->lock_fd);
	pthread_mutex_destroy(&l->mutex);
	free(l->dir);
	free(l->file);
	free(l);
}

int
ledger_open(struct ledger **out, const char *dir, const struct ledger_conf *conf,
    struct err *e)
{
	struct ledger *l;
	struct stat st;
	int r = -1;

	if (stat(dir, &st) != 0)
		return err_sys(e, "local log %s", dir);
	pthread_mutex_lock(&open_mutex);
	for (l = open_ledgers; l != NULL; l = l->next) {
		if (l->dev == st.st_dev && l->ino == st.st_ino) {
			l->refs++;
			*out = l;
			r = 0;
			goto out;
		}
	}
	l = ledger_new(dir, &st, conf, e);
	if (l == NULL)
		goto out;
	if (l->lock_fd < 0 || ledger_start(l, e) != 0) {
		ledger_destroy(l);
		goto out;
	}
	l->next = open_ledgers;
	*out = open_ledgers = l;
	r = 0;
out:
	pthread_mutex_unlock(&open_mutex);
	return r;
}

void
ledger_free(struct ledger *l)
{
	struct ledger **at;

	if (l == NULL)
		return;
	pthread_mutex_lock(&open_mutex);
	if (--l->refs == 0) {
		for (at = &open_ledgers; *at != l; at = &(*at)->next)
			;
		*at = l->next;
		ledger_destroy(l);
	}
	pthread_mutex_unlock(&open_mutex);
}

int
ledger_check(struct ledger *l, struct err *e)
{
	struct stat st;
	mdb_filehandle_t fd;

	if (mdb_env_get_fd(l->env, &fd) == 0 && fstat(fd, &st) == 0 && st.st_nlink == 0)
		return err_set(e, STATUS_SYSTEM, "local log %s was removed", l->dir);
	return 0;
}

const char *
ledger_file(const struct ledger *l)
{
	return l->file;
}

uint64_t
ledger_version(struct ledger *l)
{
	MDB_envinfo info;

	if (mdb_env_info(l->env, &info) != 0)
		return 0;
	return info.me_last_txnid;
}

uint64_t
ledger_txn_version(const struct ledger_txn *t)
{
	return mdb_txn_id(t->txn);
}

/* -- transactions -- */

/* Begins; makes what LMDB asks for (a larger map, free reader slots) and tries again. */
static int
begin(struct ledger *l, unsigned flags, MDB_txn **txn, struct err *e)
{
	int rc = 0, dead, tries;

	if (ledger_check(l, e) != 0)
		return -1;
	for (tries = 0; tries < 100; tries++) {
		rc = mdb_txn_begin(l->env, NULL, flags, txn);
		if (rc == MDB_MAP_RESIZED) {
			rc = mdb_env_set_mapsize(l->env, 0);
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
	return rc == 0 ? 0 : env_fail(l->dir, rc, "begin", e);
}

int
ledger_read(struct ledger *l, ledger_fn *fn, void *arg, struct err *e)
{
	struct ledger_txn t = { .ledger = l, .dbi = l->dbi };
	int r;

	pthread_mutex_lock(&l->mutex);
	r = begin(l, MDB_RDONLY, &t.txn, e);
	if (r == 0) {
		r = fn(&t, arg, e);
		mdb_txn_abort(t.txn);
	}
	pthread_mutex_unlock(&l->mutex);
	return r;
}

static int
grow_map(struct ledger *l, struct err *e)
{
	MDB_envinfo info;
	int rc;

	mdb_env_info(l->env, &info);
	if (info.me_mapsize > SIZE_MAX / 4)
		return err_set(e, STATUS_SYSTEM, "local log %s: the ledger is full", l->dir);
	rc = mdb_env_set_mapsize(l->env, info.me_mapsize * 2);
	return rc == 0 ? 0 : env_fail(l->dir, rc, "grow", e);
}

/* One try.  1: the map was full. */
static int
write_once(struct ledger *l, ledger_fn *fn, void *arg, bool *unknown, struct err *e)
{
	struct ledger_txn t = { .ledger = l, .dbi = l->dbi };
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
	env_fail(l->dir, rc, "commit", e);
	/*
	 * Until it writes its last page, which makes the change visible, a commit
	 * that fails has changed nothing.  Past that LMDB panics.
	 */
	if (mdb_txn_begin(l->env, NULL, MDB_RDONLY, &t.txn) == 0)
		mdb_txn_abort(t.txn);
	else if (unknown != NULL)
		*unknown = true;
	return -1;
}

int
ledger_write(struct ledger *l, ledger_fn *fn, void *arg, bool *unknown, struct err *e)
{
	int r;

	pthread_mutex_lock(&l->mutex);
	r = lock_commits(l, e);
	if (r == 0) {
		while ((r = write_once(l, fn, arg, unknown, e)) == 1)
			if ((r = grow_map(l, e)) != 0)
				break;
		unlock_commits(l);
	}
	pthread_mutex_unlock(&l->mutex);
	return r;
}
