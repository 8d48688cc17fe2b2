/*
 * atomic_dir.c - directories that appear whole or not at all.
 *
 * Who holds the flock of a hidden directory owns it.  A directory is made before it
 * can be locked, so a process that cleans up may take it in between: whoever made it
 * looks, once it has the lock, whether the name still leads to what it locked.
 */
#include "io/atomic_dir_impl.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/dir_tree.h"
#include "io/unfinished.h"

/* Names may be 255 bytes long; a long one is cut in the hidden one. */
#define BASE_MAX 200
/* How often a hidden directory is made anew because somebody cleaned it up. */
#define TRIES 16

/* Splits path after its last slash into d->parent and what is returned. */
static const char *
split(struct atomic_dir *d, struct err *e)
{
	const char *slash = strrchr(d->path, '/');

	if (slash == NULL)
		d->parent = mem_dup(".", 1, e);
	else
		d->parent = mem_dup(d->path, slash == d->path ? 1 :
		    (size_t)(slash - d->path), e);
	return slash == NULL ? d->path : slash + 1;
}

/* Whether name is .BASE.PID-N.tmp. */
static bool
is_hidden_of(const char *name, const char *base)
{
	size_t n = strnlen(base, BASE_MAX), digits;
	const char *p;

	if (name[0] != '.' || strncmp(name + 1, base, n) != 0 || name[n + 1] != '.')
		return false;
	p = name + n + 2;
	if ((digits = strspn(p, "0123456789")) == 0 || p[digits] != '-')
		return false;
	p += digits + 1;
	digits = strspn(p, "0123456789");
	return digits > 0 && strcmp(p + digits, ".tmp") == 0;
}

/* The name of the next entry but . and .., or NULL. */
static const char *
next_name(DIR *s)
{
	const struct dirent *d;

	do
		/* cppcheck-suppress readdirCalled; the stream is ours alone */
		d = readdir(s);
	while (d != NULL && (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0));
	return d != NULL ? d->d_name : NULL;
}

/* Removes what is in fd and then the directory, called path; fails silently. */
static void
remove_all(int fd, const char *path)
{
	dir_tree_remove(fd);
	(void)rmdir(path);
}

/* The directory at path, locked, when nobody else holds it; else -1. */
static int
lock_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat a, b;

	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &a) == 0 &&
	    lstat(path, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
		return fd;
	close(fd);
	return -1;
}

/* As atomic_dir_clean(); locked: with the lock of the directory. */
static void
clean_up(const struct atomic_dir *d, const char *base, bool locked)
{
	DIR *s = opendir(d->parent);
	const char *name;
	char *path;
	int fd;

	if (s == NULL)
		return;
	while ((name = next_name(s)) != NULL) {
		if (!is_hidden_of(name, base) ||
		    (path = mem_printf(NULL, "%s/%s", d->parent, name)) == NULL)
			continue;
		if ((fd = lock_dir(path)) >= 0) {
			atomic_dir_undo(fd, d->path, locked);
			remove_all(fd, path);
			close(fd);
		}
		free(path);
	}
	closedir(s);
}

void
atomic_dir_clean(const struct atomic_dir *d)
{
	const char *slash = strrchr(d->path, '/');

	clean_up(d, slash == NULL ? d->path : slash + 1, true);
}

/* Makes the hidden directory and locks it. */
static int
make_hidden(struct atomic_dir *d, const char *base, struct err *e)
{
	static atomic_uint count;

	for (int i = 0; i < TRIES; i++) {
		free(d->hidden);
		d->hidden = mem_printf(e, "%s/.%.*s.%ld-%u.tmp", d->parent, BASE_MAX, base,
		    (long)getpid(), atomic_fetch_add(&count, 1));
		if (d->hidden == NULL)
			return -1;
		if (mkdir(d->hidden, 0777) == 0) {
			if ((d->fd = lock_dir(d->hidden)) < 0)
				continue;
			d->unfinished = unfinished_begin(d->hidden, true);
			if (d->there && fchmod(d->fd, d->bits) != 0)
				return err_sys(e, "cannot create %s", d->shown);
			return 0;
		} else if (errno != EEXIST) {
			return err_sys(e, "cannot create %s", d->shown);
		}
	}
	return err_set(e, STATUS_SYSTEM, "cannot create %s: no lock on %s", d->shown, d->hidden);
}

/* Whether the entry of a directory that is replaced is ours. */
static int
check_entry(const struct atomic_dir *d, const char *name, const char *path, bool dir,
    struct err *e)
{
	char quoted[300];

	if (d->ours(name, dir))
		return 0;
	return err_set(e, STATUS_USAGE, "%s is not replaced: it holds something else: %s",
	    d->shown, err_quote(quoted, sizeof(quoted), path, strlen(path)));
}

static int
check_file(void *arg, int at, const char *name, const char *path, struct err *e)
{
	(void)at;
	return check_entry(arg, name, path, false, e);
}

static int
check_dir(void *arg, int at, const char *name, const char *path, struct err *e)
{
	(void)at;
	return check_entry(arg, name, path, true, e);
}

/* Whether the directory that is there may be replaced. */
static int
check_old(struct atomic_dir *d, struct err *e)
{
	const struct dir_tree t = { .file = check_file, .enter = check_dir, .arg = d };
	int fd = open(d->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	if (fd < 0)
		return err_sys(e, "cannot replace %s", d->shown);
	rc = dir_tree_walk(fd, d->shown, &t, e);
	close(fd);
	return rc;
}

/* Finds out what is at the path: fills in path and there. */
static int
look(struct atomic_dir *d, struct err *e)
{
	size_t n = strlen(d->shown);
	struct stat st;

	while (n > 1 && d->shown[n - 1] == '/')
		n--;
	if ((d->path = mem_dup(d->shown, n, e)) == NULL)
		return -1;
	if (lstat(d->path, &st) != 0)
		return errno == ENOENT ? 0 : err_sys(e, "cannot create %s", d->shown);
	if (d->mode == ATOMIC_DIR_NEW)
		return err_set(e, STATUS_DATA, "%s already exists", d->shown);
	free(d->path);
	if ((d->path = realpath(d->shown, NULL)) == NULL || stat(d->path, &st) != 0)
		return err_sys(e, "cannot replace %s", d->shown);
	if (!S_ISDIR(st.st_mode))
		return err_set(e, STATUS_USAGE, "%s is not a directory", d->shown);
	d->there = true;
	d->bits = st.st_mode & 07777;
	return d->mode == ATOMIC_DIR_REPLACE ? check_old(d, e) : 0;
}

void
atomic_dir_tidy(const char *path)
{
	struct atomic_dir d = { .shown = realpath(path, NULL) };
	size_t n;
	const char *base;

	if (d.shown == NULL)
		d.shown = mem_dup(path, strlen(path), NULL);
	n = d.shown != NULL ? strlen(d.shown) : 0;
	while (n > 1 && d.shown[n - 1] == '/')
		n--;
	if (n > 0 && (d.path = mem_dup(d.shown, n, NULL)) != NULL) {
		base = split(&d, NULL);
		if (d.parent != NULL)
			clean_up(&d, base, false);
	}
	free(d.shown);
	free(d.path);
	free(d.parent);
}

struct atomic_dir *
atomic_dir_create(const char *path, enum atomic_dir_mode mode,
    bool (*ours)(const char *name, bool dir), struct err *e)
{
	struct atomic_dir *d = mem_zero(1, sizeof(*d), e);
	const char *base;

	if (d == NULL)
		return NULL;
	d->fd = d->unfinished = -1;
	d->mode = mode;
	d->ours = ours;
	if (*path == '\0')
		err_set(e, STATUS_USAGE, "cannot create a directory without a name");
	else if ((d->shown = mem_dup(path, strlen(path), e)) != NULL && look(d, e) == 0) {
		base = split(d, e);
		if (d->parent != NULL) {
			clean_up(d, base, false);
			if (make_hidden(d, base, e) == 0)
				return d;
		}
	}
	atomic_dir_abort(d);
	return NULL;
}

struct out *
atomic_dir_file(struct atomic_dir *d, const char *name, struct err *e)
{
	char *shown = mem_printf(e, "%s/%s", d->shown, name);
	const char *slash = strrchr(name, '/');
	char *sub = slash == NULL ? NULL : mem_dup(name, (size_t)(slash - name), e);
	struct out *o = NULL;
	int fd;

	if (shown == NULL || (slash != NULL &&
	    (sub == NULL || dir_tree_make(d->fd, sub, e) != 0))) {
		free(shown);
		free(sub);
		return NULL;
	}
	free(sub);
	fd = openat(d->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		err_sys(e, "cannot create %s", shown);
	else if ((o = out_fd(fd, shown, e)) == NULL)
		close(fd);
	free(shown);
	return o;
}

int
atomic_dir_close(struct out *o, struct err *e)
{
	if (out_sync(o, e) == 0)
		return out_close(o, e);
	out_free(o);
	return -1;
}

static int
sync_parent(const struct atomic_dir *d, struct err *e)
{
	int fd = open(d->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	if (fd < 0)
		return 0;
	rc = fsync(fd) == 0 || errno == EINVAL || errno == EROFS ? 0 :
	    err_sys(e, "cannot sync %s", d->parent);
	close(fd);
	return rc;
}

static int
add_success(struct atomic_dir *d, struct err *e)
{
	struct out *o = atomic_dir_file(d, "_SUCCESS", e);

	if (o == NULL || atomic_dir_close(o, e) != 0)
		return -1;
	return dir_tree_sync(d->fd, d->shown, e);
}

/* Puts it in the place of the one that is there, which then is the hidden one. */
static int
exchange(struct atomic_dir *d, struct err *e)
{
	/* Somebody may have put something into it meanwhile. */
	if (check_old(d, e) != 0)
		return -1;
	if (renameat2(AT_FDCWD, d->hidden, AT_FDCWD, d->path, RENAME_EXCHANGE) == 0)
		return 0;
	if (errno == EINVAL || errno == ENOSYS)
		return err_set(e, STATUS_SYSTEM,
		    "cannot replace %s in one step: its file system lacks that", d->shown);
	return err_sys(e, "cannot replace %s", d->shown);
}

static int
appear(struct atomic_dir *d, struct err *e)
{
	int rc;

	unfinished_end(d->unfinished);
	d->unfinished = -1;
	if (d->there)
		return exchange(d, e);
	rc = renameat2(AT_FDCWD, d->hidden, AT_FDCWD, d->path, RENAME_NOREPLACE);
	/* Without it, rename() replaces nothing but an empty directory. */
	if (rc != 0 && (errno == EINVAL || errno == ENOSYS))
		rc = rename(d->hidden, d->path);
	if (rc == 0)
		return 0;
	if (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR)
		return err_set(e, STATUS_DATA, "%s already exists", d->shown);
	return err_sys(e, "cannot create %s", d->shown);
}

int
atomic_dir_rename(struct atomic_dir *d, const char *name, struct err *e)
{
	const char *slash = strrchr(d->shown, '/');
	int n = slash == NULL ? 0 : (int)(slash + 1 - d->shown);
	char *shown = mem_printf(e, "%.*s%s", n, d->shown, name);
	char *path = mem_printf(e, "%s/%s", d->parent, name);

	if (shown == NULL || path == NULL) {
		free(shown);
		free(path);
		return -1;
	}
	free(d->shown);
	free(d->path);
	d->shown = shown;
	d->path = path;
	return 0;
}

int
atomic_dir_commit(struct atomic_dir *d, bool success, struct err *e)
{
	bool add = d->there && d->mode == ATOMIC_DIR_ADD;
	int rc, old;

	/* First all names but _SUCCESS, so that it is never there without them. */
	rc = dir_tree_sync(d->fd, d->shown, e);
	if (rc == 0 && add)
		rc = atomic_dir_add(d, e);
	else if (rc == 0)
		rc = (success && add_success(d, e) != 0) || appear(d, e) != 0 ? -1 : 0;
	if (rc != 0 || add) {
		atomic_dir_abort(d);
		return rc;
	}
	rc = sync_parent(d, e);
	if (d->there && (old = lock_dir(d->hidden)) >= 0) {
		remove_all(old, d->hidden);
		close(old);
	}
	close(d->fd);
	d->fd = -1;
	atomic_dir_abort(d);
	return rc;
}

void
atomic_dir_abort(struct atomic_dir *d)
{
	if (d == NULL)
		return;
	unfinished_end(d->unfinished);
	if (d->fd >= 0) {
		remove_all(d->fd, d->hidden);
		close(d->fd);
	}
	free(d->shown);
	free(d->path);
	free(d->parent);
	free(d->hidden);
	free(d);
}
