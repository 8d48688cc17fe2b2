/* extract.c - files made below a directory, and nowhere else. */
#include "hadoop/extract.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "hadoop/record_name.h"
#include "io/fd.h"

/* A directory is only a place to start from: it need not be readable. */
#define OPEN_DIR (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* The directory that a worker made a file in last. */
struct place {
	struct buf path;
	int fd;			/* -1: none */
	struct buf key;		/* scratch: the key with a NUL */
};

struct extract {
	int dir;
	enum extract_exists exists;
	int workers;
	struct place *place;
	atomic_bool no_openat2, no_tmpfile;
	atomic_uint count;	/* of temporary names */
};

/* A file being made. */
struct making {
	const char *key;	/* with a NUL */
	const char *name;	/* its last component */
	int dir, fd;
	char temp[64];		/* its name so far; empty without one */
};

struct extract *
extract_new(const char *dir, enum extract_exists exists, int workers, struct err *e)
{
	struct extract *x = mem_zero(1, sizeof(*x), e);
	const char *name = dir != NULL ? dir : ".";

	if (x == NULL)
		return NULL;
	x->exists = exists;
	x->dir = -1;
	if ((x->place = mem_zero((size_t)workers, sizeof(*x->place), e)) == NULL)
		goto fail;
	x->workers = workers;
	for (int i = 0; i < workers; i++)
		x->place[i].fd = -1;
	/* A name can only be given through /proc. */
	x->no_tmpfile = access("/proc/self/fd", X_OK) != 0;
	if (mkdir(name, 0777) != 0 && errno != EEXIST) {
		err_sys(e, "cannot create directory %s", name);
		goto fail;
	}
	if ((x->dir = open(name, O_PATH | O_DIRECTORY | O_CLOEXEC)) >= 0)
		return x;
	err_sys(e, "cannot open directory %s", name);
fail:
	extract_free(x);
	return NULL;
}

void
extract_free(struct extract *x)
{
	if (x == NULL)
		return;
	for (int i = 0; i < x->workers; i++) {
		if (x->place[i].fd >= 0)
			close(x->place[i].fd);
		buf_release(&x->place[i].path);
		buf_release(&x->place[i].key);
	}
	if (x->dir >= 0)
		close(x->dir);
	free(x->place);
	free(x);
}

/* -- directories -- */

static int
in_the_way(const char *key, size_t n, struct err *e)
{
	if (errno == ENOTDIR || errno == ELOOP)
		return err_set(e, STATUS_DATA, "%s: there is a file or a symbolic link where %.*s "
		    "must be a directory", key, (int)n, key);
	return err_sys(e, "cannot create directory %.*s", (int)n, key);
}

/* Opens a directory that is there, all at once; -1 and errno. */
static int
open_beneath(struct extract *x, const char *path)
{
	struct open_how how = { .flags = OPEN_DIR,
	    .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
	long fd;

	if (x->no_openat2) {
		errno = ENOSYS;
		return -1;
	}
	fd = syscall(SYS_openat2, x->dir, path, &how, sizeof(how));
	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		x->no_openat2 = true;
	return (int)fd;
}

/* One component after the other, making what is not there.  key holds the path of n bytes. */
static int
make_beneath(struct extract *x, char *key, size_t n, struct err *e)
{
	int at = x->dir, fd = -1;
	char *p = key, *end = key + n, *slash;

	for (; p < end; p = slash + 1) {
		slash = memchr(p, '/', (size_t)(end - p));
		slash = slash != NULL ? slash : end;
		*slash = '\0';
		fd = openat(at, p, OPEN_DIR);
		if (fd < 0 && errno == ENOENT) {
			if (mkdirat(at, p, 0777) == 0 || errno == EEXIST)
				fd = openat(at, p, OPEN_DIR);
		}
		*slash = '/';
		if (fd < 0)
			in_the_way(key, (size_t)(slash - key), e);
		if (at != x->dir)
			close(at);
		if (fd < 0)
			return -1;
		at = fd;
	}
	return fd;
}

/* The directory of the key in w->key, whose path takes n bytes; stays w's.  -1 and e. */
static int
find_dir(struct extract *x, struct place *w, size_t n, struct err *e)
{
	char *key = (char *)w->key.data;
	int fd;

	if (n == 0)
		return x->dir;
	if (w->fd >= 0 && w->path.len == n && memcmp(w->path.data, key, n) == 0)
		return w->fd;
	key[n] = '\0';
	fd = open_beneath(x, key);
	key[n] = '/';
	if (fd < 0 && (fd = make_beneath(x, key, n, e)) < 0)
		return -1;
	if (w->fd >= 0)
		close(w->fd);
	w->fd = fd;
	w->path.len = 0;
	if (buf_add(&w->path, key, n, e) == 0)
		return fd;
	close(fd);
	w->fd = -1;
	return -1;
}

/* -- files -- */

static void
temp_name(struct extract *x, char *out, size_t outsz)
{
	(void)snprintf(out, outsz, ".seqfile.%ld-%u.tmp", (long)getpid(),
	    atomic_fetch_add(&x->count, 1));
}

/* Without a name where the file system has that. */
static int
open_file(struct extract *x, struct making *f, struct err *e)
{
	f->fd = -1;
	f->temp[0] = '\0';
	if (!x->no_tmpfile) {
		f->fd = openat(f->dir, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
		if (f->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
			x->no_tmpfile = true;
	}
	if (x->no_tmpfile) {
		temp_name(x, f->temp, sizeof(f->temp));
		f->fd = openat(f->dir, f->temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
		    O_CLOEXEC, 0666);
		if (f->fd < 0)
			f->temp[0] = '\0';
	}
	return f->fd < 0 ? err_sys(e, "cannot create %s", f->key) : 0;
}

/* Gives the file without a name one; -1 and errno. */
static int
link_file(const struct making *f, const char *name)
{
	char fd[64];

	(void)snprintf(fd, sizeof(fd), "/proc/self/fd/%d", f->fd);
	return linkat(AT_FDCWD, fd, f->dir, name, AT_SYMLINK_FOLLOW);
}

/* Makes it appear under its name where there is nothing; -1 and errno. */
static int
appear(struct making *f)
{
	if (f->temp[0] == '\0')
		return link_file(f, f->name);
	if (renameat2(f->dir, f->temp, f->dir, f->name, RENAME_NOREPLACE) != 0) {
		if (errno != EINVAL && errno != ENOSYS)
			return -1;
		/* Not every file system has it; then two names for a moment. */
		return linkat(f->dir, f->temp, f->dir, f->name, 0);
	}
	f->temp[0] = '\0';
	return 0;
}

/* Puts it in the place of what is there. */
static int
replace(struct extract *x, struct making *f, struct err *e)
{
	if (f->temp[0] == '\0') {
		temp_name(x, f->temp, sizeof(f->temp));
		if (link_file(f, f->temp) != 0) {
			f->temp[0] = '\0';
			return err_sys(e, "cannot create %s", f->key);
		}
	}
	if (renameat(f->dir, f->temp, f->dir, f->name) != 0)
		return err_sys(e, "cannot replace %s", f->key);
	f->temp[0] = '\0';
	return 0;
}

static int
make_file(struct extract *x, struct making *f, const void *bytes, size_t n, struct err *e)
{
	struct iovec all = { (void *)(uintptr_t)bytes, n };
	struct stat st;
	int rc;

	if (fd_write(f->fd, &all, 1, f->key, e) != 0)
		return -1;
	if (appear(f) == 0)
		return 1;
	if (errno != EEXIST)
		return err_sys(e, "cannot create %s", f->key);
	if (fstatat(f->dir, f->name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode))
		return err_set(e, STATUS_DATA, "%s: there is a directory of that name", f->key);
	if (x->exists == EXTRACT_SKIP)
		return 0;
	if (x->exists == EXTRACT_FAIL)
		return err_set(e, STATUS_DATA, "%s: it exists", f->key);
	rc = replace(x, f, e);
	return rc == 0 ? 1 : -1;
}

int
extract_file(struct extract *x, int worker, const uint8_t *key, size_t nkey,
    const void *bytes, size_t n, struct err *e)
{
	struct place *w = &x->place[worker];
	const char *why = name_refused(key, nkey);
	char quoted[300];
	size_t last = name_last(key, nkey);
	struct making f;
	struct stat st;
	int rc;

	if (why != NULL)
		return err_set(e, STATUS_DATA, "%s: %s", err_quote(quoted, sizeof(quoted), key,
		    nkey), why);
	w->key.len = 0;
	if (buf_add(&w->key, key, nkey, e) != 0 || buf_add(&w->key, "", 1, e) != 0)
		return -1;
	if ((f.dir = find_dir(x, w, last > 0 ? last - 1 : 0, e)) < 0)
		return -1;
	f.key = (const char *)w->key.data;
	f.name = f.key + last;
	if (x->exists == EXTRACT_SKIP && fstatat(f.dir, f.name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    !S_ISDIR(st.st_mode))
		return 0;
	if (open_file(x, &f, e) != 0)
		return -1;
	rc = make_file(x, &f, bytes, n, e);
	if (f.temp[0] != '\0')
		(void)unlinkat(f.dir, f.temp, 0);
	if (close(f.fd) != 0 && rc == 1)
		rc = err_sys(e, "cannot write %s", f.key);
	return rc;
}
