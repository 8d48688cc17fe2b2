/* atomic_file.c - files that appear whole or not at all. */
#include "io/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/unfinished.h"

struct atomic_file {
	char *path;			/* the file, links resolved */
	char *hidden;			/* beside it */
	char *dir;
	int fd;				/* a copy of out's; -1: written directly */
	bool named;			/* hidden is there */
	int unfinished;			/* its number there, -1 none */
	struct out *out;
};

/* The path that a rename must replace: that of the file, not that of a link to it. */
static char *
resolve(const char *path, struct err *e)
{
	char *real = realpath(path, NULL);

	if (real != NULL)
		return real;
	if (errno == ENOENT)
		return mem_dup(path, strlen(path), e);
	err_sys(e, "cannot create %s", path);
	return NULL;
}

/* Fills in dir and hidden from path. */
static int
name_hidden(struct atomic_file *f, struct err *e)
{
	static atomic_uint count;
	const char *slash = strrchr(f->path, '/'), *base = slash != NULL ? slash + 1 : f->path;

	if (slash == NULL)
		f->dir = mem_dup(".", 1, e);
	else
		f->dir = mem_dup(f->path, slash == f->path ? 1 : (size_t)(slash - f->path), e);
	if (f->dir == NULL)
		return -1;
	/* Names may be 255 bytes long; a long one is cut. */
	f->hidden = mem_printf(e, "%s/.%.200s.%ld-%u.tmp", f->dir, base, (long)getpid(),
	    atomic_fetch_add(&count, 1));
	return f->hidden == NULL ? -1 : 0;
}

/* Opens the temporary with mode; without a name where the file system has that. */
static int
open_hidden(struct atomic_file *f, const char *path, mode_t mode, struct err *e)
{
	/* A name can only be given through /proc. */
	bool proc = access("/proc/self/fd", X_OK) == 0;
	int fd = proc ? open(f->dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode) : -1;

	if (fd < 0 && (!proc || errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
		/* What is there under this name is left over from a process that died. */
		(void)unlink(f->hidden);
		fd = open(f->hidden, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		f->named = fd >= 0;
		if (f->named)
			f->unfinished = unfinished_begin(f->hidden, false);
	}
	if (fd < 0)
		err_sys(e, "cannot create %s", path);
	return fd;
}

/* Opens path or, where it is or will be a regular file, its temporary. */
static int
open_target(struct atomic_file *f, const char *path, struct err *e)
{
	struct stat st;
	bool there = stat(path, &st) == 0;
	int fd;

	/* A file that is standard output is that of others too, and not replaced. */
	if (strcmp(path, "/dev/stdout") == 0) {
		if ((fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)) < 0)
			err_sys(e, "cannot create %s", path);
		return fd;
	}
	if (there && S_ISDIR(st.st_mode))
		return err_set(e, STATUS_USAGE, "%s is a directory", path);
	if (there && !S_ISREG(st.st_mode)) {
		if ((fd = open(path, O_WRONLY | O_CLOEXEC)) < 0)
			err_sys(e, "cannot create %s", path);
		return fd;
	}
	/* Who may not write to a file may not replace it either. */
	if (there && faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0)
		return err_sys(e, "cannot create %s", path);
	if ((f->path = resolve(path, e)) == NULL || name_hidden(f, e) != 0 ||
	    (fd = open_hidden(f, path, 0666, e)) < 0)
		return -1;
	if ((there && fchmod(fd, st.st_mode & 07777) != 0) ||
	    (f->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3)) < 0) {
		err_sys(e, "cannot create %s", path);
		close(fd);
		return -1;
	}
	return fd;
}

struct atomic_file *
atomic_file_create(const char *path, struct err *e)
{
	struct atomic_file *f = mem_zero(1, sizeof(*f), e);
	int fd;

	if (f == NULL)
		return NULL;
	f->fd = f->unfinished = -1;
	if ((fd = open_target(f, path, e)) >= 0) {
		if ((f->out = out_fd(fd, path, e)) != NULL)
			return f;
		close(fd);
	}
	atomic_file_abort(f);
	return NULL;
}

struct out *
atomic_file_out(struct atomic_file *f)
{
	return f->out;
}

struct out *
atomic_file_take(struct atomic_file *f)
{
	struct out *o = f->out;

	f->out = NULL;
	return o;
}

/* Gives the file without a name its hidden one. */
static int
link_hidden(struct atomic_file *f, struct err *e)
{
	char fd[64];

	(void)snprintf(fd, sizeof(fd), "/proc/self/fd/%d", f->fd);
	(void)unlink(f->hidden);
	if (linkat(AT_FDCWD, fd, AT_FDCWD, f->hidden, AT_SYMLINK_FOLLOW) != 0)
		return err_sys(e, "cannot create %s", f->hidden);
	f->named = true;
	return 0;
}

/* The new name is on disk when its directory is; where that cannot be synced, so be it. */
static int
sync_dir(const struct atomic_file *f, struct err *e)
{
	int fd = open(f->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;

	if (fd < 0)
		return 0;
	if (fsync(fd) != 0 && errno != EINVAL && errno != EROFS)
		rc = err_sys(e, "cannot sync %s", f->dir);
	close(fd);
	return rc;
}

int
atomic_file_commit(struct atomic_file *f, struct err *e)
{
	struct out *o = atomic_file_take(f);
	int rc = o == NULL ? 0 : out_close(o, e);

	if (rc == 0 && f->fd >= 0) {
		if (fsync(f->fd) != 0)
			rc = err_sys(e, "cannot sync %s", f->path);
		if (rc == 0 && !f->named)
			rc = link_hidden(f, e);
		unfinished_end(f->unfinished);
		f->unfinished = -1;
		if (rc == 0 && rename(f->hidden, f->path) != 0)
			rc = err_sys(e, "cannot create %s", f->path);
		if (rc == 0) {
			f->named = false;
			rc = sync_dir(f, e);
		}
	}
	atomic_file_abort(f);
	return rc;
}

void
atomic_file_abort(struct atomic_file *f)
{
	if (f == NULL)
		return;
	unfinished_end(f->unfinished);
	out_free(f->out);
	if (f->named)
		(void)unlink(f->hidden);
	if (f->fd >= 0)
		close(f->fd);
	free(f->path);
	free(f->hidden);
	free(f->dir);
	free(f);
}
