/*
 * atomic_dir_add.c - files that are added to a directory.
 *
 * That is many steps, which one process at a time takes, with the lock of the directory: a
 * list of the files in the hidden directory, on disk; _SUCCESS goes; the files move; _SUCCESS
 * comes back.  Where a process dies between, the next one finds the list and no _SUCCESS: it
 * takes the files out again and puts _SUCCESS back.  So the directory has _SUCCESS only with
 * all that was added or with nothing of it.
 */
#include "io/atomic_dir_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/dir_tree.h"
#include "io/unfinished.h"

/*
 * In the hidden directory: the paths of the files, each with a NUL after it, and _SUCCESS
 * first of all where that was there; then one more NUL.
 */
#define LIST ".adding"
#define SUCCESS "_SUCCESS"
/* How often the directory is opened anew because another took its place. */
#define TRIES 16

struct adding {
	struct atomic_dir *d;
	int to;			/* the directory, locked */
	struct buf list;
};

static bool
has(int dir, const char *name)
{
	struct stat st;

	return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* The directory at path with its lock, for which this waits; -1. */
static int
lock(const char *path, const char *shown, struct err *e)
{
	struct stat a, b;
	int fd;

	for (int i = 0; i < TRIES; i++) {
		if ((fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
			return err_sys(e, "cannot add to %s", shown);
		while (flock(fd, LOCK_EX) != 0)
			if (errno != EINTR) {
				err_sys(e, "cannot add to %s: no lock on it", shown);
				close(fd);
				return -1;
			}
		if (fstat(fd, &a) == 0 && stat(path, &b) == 0 && a.st_dev == b.st_dev &&
		    a.st_ino == b.st_ino)
			return fd;
		close(fd);
	}
	return err_set(e, STATUS_SYSTEM, "cannot add to %s: others replace it", shown);
}

/* Creates an empty file and syncs it. */
static int
put_success(int dir, const char *shown, struct err *e)
{
	int fd = openat(dir, SUCCESS, O_WRONLY | O_CREAT | O_CLOEXEC, 0666), rc = -1;

	if (fd < 0)
		return err_sys(e, "cannot create %s/" SUCCESS, shown);
	if (fsync(fd) != 0 || fsync(dir) != 0)
		err_sys(e, "cannot sync %s/" SUCCESS, shown);
	else
		rc = 0;
	close(fd);
	return rc;
}

/* -- taking out again -- */

/* Takes the listed files that are not in from any more out of the directory to. */
static void
take_out(int to, int from, const struct buf *list)
{
	const char *p = (const char *)list->data, *end = p + list->len;
	char *slash;

	for (; p < end; p += strlen(p) + 1) {
		char *path = mem_dup(p, strlen(p), NULL);

		if (path == NULL)
			return;
		if (!has(from, path) && strcmp(path, SUCCESS) != 0)
			(void)unlinkat(to, path, 0);
		/* Directories that were made for them are empty again. */
		while ((slash = strrchr(path, '/')) != NULL) {
			*slash = '\0';
			if (unlinkat(to, path, AT_REMOVEDIR) != 0)
				break;
		}
		free(path);
	}
}

static void
undo(int to, int from, const struct buf *list, const char *shown)
{
	(void)unlinkat(to, SUCCESS, 0);
	take_out(to, from, list);
	if (list->len > 0 && strcmp((const char *)list->data, SUCCESS) == 0)
		(void)put_success(to, shown, NULL);
}

/* The list in the hidden directory fd: 1, 0 where there is none or it is not whole. */
static int
read_list(int fd, struct buf *out)
{
	int file = openat(fd, LIST, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	ssize_t n = 0;
	int rc = 0;

	if (file < 0)
		return 0;
	if (fstat(file, &st) == 0 && buf_reserve(out, (size_t)st.st_size + 1, NULL) == 0) {
		while (out->len < (size_t)st.st_size && (n = read(file, out->data + out->len,
		    (size_t)st.st_size - out->len)) > 0)
			out->len += (size_t)n;
		rc = n >= 0 && out->len > 0 && out->data[out->len - 1] == '\0' &&
		    (out->len == 1 || out->data[out->len - 2] == '\0');
		out->len -= rc == 1;
	}
	close(file);
	return rc;
}

void
atomic_dir_undo(int fd, const char *path, bool locked)
{
	struct buf list = BUF_INIT;
	int to = -1;

	if (read_list(fd, &list) == 1)
		to = locked ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) :
		    lock(path, path, NULL);
	/* With _SUCCESS it did not begin, or did all. */
	if (to >= 0 && !has(to, SUCCESS))
		undo(to, fd, &list, path);
	if (to >= 0)
		close(to);
	buf_release(&list);
}

/* -- adding -- */

/* A file that will move: what the directory has of its name already is an error. */
static int
list_file(void *arg, int dir, const char *name, const char *path, struct err *e)
{
	struct adding *a = arg;

	(void)dir;
	(void)name;
	if (has(a->to, path))
		return err_set(e, STATUS_DATA, "%s/%s is there already", a->d->shown, path);
	return buf_add(&a->list, path, strlen(path) + 1, e);
}

static int
write_list(struct adding *a, struct err *e)
{
	struct out *o = atomic_dir_file(a->d, LIST, e);

	if (o == NULL)
		return -1;
	if (out_write(o, a->list.data, a->list.len, e) == 0 && out_write(o, "", 1, e) == 0)
		return atomic_dir_close(o, e);
	out_free(o);
	return -1;
}

static int
move_file(struct adding *a, const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	char *sub = slash == NULL ? NULL : mem_dup(path, (size_t)(slash - path), e);
	int rc = slash == NULL ? 0 : sub == NULL ? -1 : dir_tree_make(a->to, sub, e);

	free(sub);
	if (rc != 0 || renameat2(a->d->fd, path, a->to, path, RENAME_NOREPLACE) == 0)
		return rc;
	/* It was looked at before that there is none. */
	if ((errno == EINVAL || errno == ENOSYS) && renameat(a->d->fd, path, a->to, path) == 0)
		return 0;
	return err_sys(e, "cannot create %s/%s", a->d->shown, path);
}

static int
move_all(struct adding *a, struct err *e)
{
	const char *p = (const char *)a->list.data, *end = p + a->list.len;

	if (unlinkat(a->to, SUCCESS, 0) != 0 && errno != ENOENT)
		return err_sys(e, "cannot remove %s/" SUCCESS, a->d->shown);
	if (fsync(a->to) != 0 && errno != EINVAL)
		return err_sys(e, "cannot sync %s", a->d->shown);
	for (; p < end; p += strlen(p) + 1)
		if (strcmp(p, SUCCESS) != 0 && move_file(a, p, e) != 0)
			return -1;
	/* The files are there for good before _SUCCESS is. */
	return dir_tree_sync(a->to, a->d->shown, e) != 0 ? -1 :
	    put_success(a->to, a->d->shown, e);
}

static int
count_file(void *arg, int dir, const char *name, const char *path, struct err *e)
{
	(void)dir;
	(void)path;
	(void)e;
	*(bool *)arg = *(bool *)arg || (name[0] != '.' && name[0] != '_');
	return 0;
}

/* Nobody knows whether a directory with files but without _SUCCESS is whole. */
static int
check_whole(struct adding *a, struct err *e)
{
	bool files = false;
	const struct dir_tree t = { .file = count_file, .arg = &files };

	if (has(a->to, SUCCESS))
		return buf_add(&a->list, SUCCESS, sizeof(SUCCESS), e);
	if (dir_tree_walk(a->to, a->d->shown, &t, e) != 0)
		return -1;
	return !files ? 0 : err_set(e, STATUS_DATA, "%s: nothing is added, as it is not known to be "
	    "whole: " SUCCESS " is not in it", a->d->shown);
}

int
atomic_dir_add(struct atomic_dir *d, struct err *e)
{
	struct adding a = { .d = d, .to = lock(d->path, d->shown, e), .list = BUF_INIT };
	const struct dir_tree t = { .file = list_file, .arg = &a };
	int rc = -1;

	if (a.to < 0)
		return -1;
	atomic_dir_clean(d);
	if (check_whole(&a, e) == 0 && dir_tree_walk(d->fd, d->shown, &t, e) == 0 &&
	    write_list(&a, e) == 0) {
		/* From here on a signal leaves it to the next process. */
		unfinished_end(d->unfinished);
		d->unfinished = -1;
		if ((rc = move_all(&a, e)) != 0)
			undo(a.to, d->fd, &a.list, d->shown);
	}
	close(a.to);
	buf_release(&a.list);
	return rc;
}
