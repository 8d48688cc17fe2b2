/* local_ledger.c - the ledger's environment: made, opened, locked, shared by one process. */
#include "log/local_ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "log/local_fs.h"
#include "log/local_lmdb.h"
#include "log/local_witness.h"

/* The map is address space, not memory; it doubles when it is full. */
#define MAP_FIRST ((size_t)1 << 30)
#define READERS 1022
#define LOCK_BYTES 81920	/* room for that many in lock.mdb */
#define WAIT_WORDS_MS 5000

/* LMDB must not have one environment open twice in a process. */
static pthread_mutex_t open_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct ledger *open_ledgers;

/* LMDB trusts its pages: what happens meanwhile is their damage. */
static _Thread_local volatile bool inside;

void
ledger_enter(bool is)
{
	inside = is;
}

bool
ledger_inside(void)
{
	return inside;
}

/* LMDB does this by itself, after a line of its own. */
static void
on_assert(MDB_env *env, const char *text)
{
	(void)env;
	(void)text;
	raise(SIGABRT);
}

int
ledger_env_fail(const char *dir, int rc, const char *what, struct err *e)
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
	return ledger_env_fail(t->ledger->dir, rc, what, e);
}

int
ledger_damaged(const struct ledger_txn *t, const char *what, struct err *e)
{
	return err_set(e, STATUS_DATA, "%s: damaged: %s", t->ledger->file, what);
}

/* -- the lock of those who commit -- */

/*
 * LMDB's own mutex waits without end and without a word; behind this lock it
 * is free, or its holder was killed and LMDB takes it over.
 */
int
ledger_lock(struct ledger *l, struct err *e)
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

void
ledger_unlock(struct ledger *l)
{
	flock(l->lock_fd, LOCK_UN);
}

int
ledger_denied(const struct ledger *l, struct err *e)
{
	errno = l->denied;
	return err_sys(e, "local log %s: cannot be written", l->dir);
}

/* -- the witness -- */

/* Whether the file, opened for it or by LMDB, ends with a commit that is known to be last. */
int
ledger_ask_witness(const struct ledger *l, int fd, bool *lags, struct err *e)
{
	enum witness w = witness_ask(l->lock_fd, fd);

	*lags = w == WITNESS_LAGS;
	return w != WITNESS_DAMAGED ? 0 : err_set(e, STATUS_DATA, "%s: damaged: it does not "
	    "begin with its last commit; where an older copy was put in its place, remove "
	    "%s/commit.lock", l->file, l->dir);
}

/* Asks before LMDB opens the file: with the lock where it is not clear at once. */
static int
check_start(struct ledger *l, struct err *e)
{
	int fd = open(l->file, O_RDONLY | O_CLOEXEC), r;
	bool lags;

	if (fd < 0)
		return err_sys(e, "local log: %s", l->file);
	r = ledger_ask_witness(l, fd, &lags, NULL);
	if (r != 0 && (r = ledger_lock(l, e)) == 0) {
		r = ledger_ask_witness(l, fd, &lags, e);
		ledger_unlock(l);
	}
	close(fd);
	return r;
}

/* -- making and opening the environment -- */

/*
 * The largest map up to want that the address space has room for (ulimit -v), and leaves
 * room beside; 0 where not even least fits.
 */
size_t
ledger_map_fits(size_t want, size_t least)
{
	struct rlimit r;
	void *p;

	if (getrlimit(RLIMIT_AS, &r) == 0 && r.rlim_cur != RLIM_INFINITY)
		while (want > r.rlim_cur / 4 && want / 2 >= least)
			want /= 2;
	for (; want >= least && want > 0; want /= 2) {
		p = mmap(NULL, want, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (p != MAP_FAILED) {
			munmap(p, want);
			return want;
		}
	}
	return 0;
}

int
ledger_no_room(const char *dir, size_t least, struct err *e)
{
	return err_set(e, STATUS_SYSTEM, "local log %s: the ledger needs %zu MiB of address "
	    "space, and there is less (ulimit -v)", dir, (least >> 20) + 1);
}

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
open_env(const char *dir, const char *path, size_t map, unsigned flags, MDB_env **out,
    struct err *e)
{
	size_t least = LEDGER_MAP_LEAST;
	struct stat st;
	char *file;
	MDB_env *env;
	int rc;

	if ((file = mem_printf(e, "%s/data.mdb", path)) == NULL)
		return -1;
	if (stat(file, &st) == 0 && (size_t)st.st_size > least)
		least = (size_t)st.st_size;
	free(file);
	if ((map = ledger_map_fits(map > least ? map : least, least)) == 0)
		return ledger_no_room(dir, least, e);
	rc = mdb_env_create(&env);
	if (rc != 0)
		return ledger_env_fail(dir, rc, "create", e);
	mdb_env_set_assert(env, on_assert);
	mdb_env_set_maxdbs(env, 2 * DB_COUNT);	/* while they are migrated */
	mdb_env_set_maxreaders(env, READERS);
	mdb_env_set_mapsize(env, map);
	rc = mdb_env_open(env, path, MDB_NOTLS | flags, 0600);
	if (rc != 0) {
		ledger_env_fail(dir, rc, "open", e);
		mdb_env_close(env);
		return -1;
	}
	*out = env;
	return 0;
}

/*
 * Opens the databases in a transaction with those flags, creating them and the format if
 * asked.  *found becomes the format, which may be an older one.  0, -1, or 1: see begin().
 */
static int
open_dbs(const char *dir, MDB_env *env, unsigned flags, bool create, MDB_dbi *dbi,
    uint32_t *found, struct err *e)
{
	char name[] = "format";
	uint32_t format = LOCAL_FORMAT;
	MDB_val key = { sizeof name - 1, name }, val = { sizeof format, &format };
	MDB_txn *txn;
	int rc, i;

	rc = mdb_txn_begin(env, NULL, flags, &txn);
	if (rc == MDB_MAP_RESIZED && mdb_env_set_mapsize(env, 0) == 0)
		rc = mdb_txn_begin(env, NULL, flags, &txn);
	if (rc == EAGAIN)
		return 1;
	if (rc != 0)
		return ledger_env_fail(dir, rc, "begin", e);
	rc = mdb_dbi_open(txn, ledger_db_name(LOCAL_FORMAT, DB_META), create ? MDB_CREATE : 0,
	    &dbi[DB_META]);
	if (rc == 0 && create)
		rc = mdb_put(txn, dbi[DB_META], &key, &val, 0);
	else if (rc == 0)
		rc = mdb_get(txn, dbi[DB_META], &key, &val);
	if (rc == 0 && val.mv_size == sizeof format)
		memcpy(&format, val.mv_data, sizeof format);
	for (i = 0; i < DB_COUNT && rc == 0 && format >= 1 && format <= LOCAL_FORMAT; i++)
		rc = mdb_dbi_open(txn, ledger_db_name(format, (enum local_db)i),
		    create ? MDB_CREATE : 0, &dbi[i]);
	if (rc != 0) {
		mdb_txn_abort(txn);
		if (rc == MDB_NOTFOUND)
			return err_set(e, STATUS_SYSTEM, "local log %s: ledger: damaged, or "
			    "not one of this program", dir);
		return ledger_env_fail(dir, rc, "open", e);
	}
	if (val.mv_size != sizeof format || format < 1 || format > LOCAL_FORMAT) {
		mdb_txn_abort(txn);
		return err_set(e, STATUS_SYSTEM, "local log %s: of format %u, this program "
		    "knows %d: made by a newer version?", dir, format, LOCAL_FORMAT);
	}
	*found = format;
	rc = mdb_txn_commit(txn);
	return rc == 0 ? 0 : ledger_env_fail(dir, rc, "commit", e);
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
	uint32_t format;
	int r = -1;

	if (aside == NULL)
		return -1;
	local_fs_remove(aside);
	if (mkdir(aside, 0700) != 0) {
		err_sys(e, "%s", aside);
		goto out;
	}
	if (reserve_lock_file(aside, e) != 0 || open_env(dir, aside, map, 0, &env, e) != 0)
		goto out;
	r = open_dbs(dir, env, 0, true, dbi, &format, e);
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
find_dbs(struct ledger *l, struct err *e)
{
	int r = open_dbs(l->dir, l->env, MDB_RDONLY, false, l->dbi, &l->format, e);

	if (r != 1)
		return r;
	if (ledger_lock(l, e) != 0)
		return -1;
	r = open_dbs(l->dir, l->env, 0, false, l->dbi, &l->format, e);
	ledger_unlock(l);
	return r;
}

/* Opens what is there, after turning it into today's format. */
static int
open_ledger(struct ledger *l, const char *path, struct err *e)
{
	/* Who may not write cannot register as a reader: read_unseen() goes without. */
	unsigned flags = l->denied != 0 ? MDB_RDONLY | MDB_NOLOCK : 0;
	char line[300];
	int dead;

	if (open_env(l->dir, path, l->conf.map, flags, &l->env, e) != 0)
		return -1;
	mdb_reader_check(l->env, &dead);
	if (find_dbs(l, e) != 0)
		return -1;
	if (l->format == LOCAL_FORMAT || l->denied != 0)
		return 0;
	if (ledger_write(l, ledger_migrate, NULL, NULL, e) != 0) {
		err_prefix(e, "local log %s: of format %u: ", l->dir, l->format);
		return -1;
	}
	if (l->conf.tell != NULL) {
		snprintf(line, sizeof line, "local log %s: its ledger had format %u and has %d now, "
		    "with checksums", l->dir, l->format, LOCAL_FORMAT);
		l->conf.tell(l->conf.arg, line);
	}
	ledger_enter(true);
	mdb_env_close(l->env);
	l->env = NULL;
	if (open_env(l->dir, path, l->conf.map, flags, &l->env, e) != 0)
		return -1;
	return find_dbs(l, e);
}

static int
ledger_start(struct ledger *l, struct err *e)
{
	char *path = mem_printf(e, "%s/ledger", l->dir);
	int r = 0;

	if (path == NULL)
		return -1;
	ledger_enter(true);
	if (access(path, F_OK) != 0 && l->denied != 0) {
		r = err_sys(e, "local log: %s", path);
	} else if (access(path, F_OK) != 0 && (r = ledger_lock(l, e)) == 0) {
		/* The numbers of another ledger, which was removed, mean nothing. */
		if (access(path, F_OK) != 0 && ftruncate(l->lock_fd, 0) != 0)
			r = err_sys(e, "local log %s: lock", l->dir);
		else if (access(path, F_OK) != 0)
			r = make_ledger(l->dir, path, l->conf.map, e);
		ledger_unlock(l);
	}
	/* Where there is none, LMDB would make an empty one. */
	if (r == 0)
		r = check_start(l, e);
	if (r == 0)
		r = open_ledger(l, path, e);
	ledger_enter(false);
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
		/* Of a read-only disk, or somebody else's. */
		if (l->lock_fd < 0 && (errno == EROFS || errno == EACCES || errno == EPERM)) {
			l->denied = errno;
			l->lock_fd = open(lock, O_RDONLY | O_CLOEXEC);
		}
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
