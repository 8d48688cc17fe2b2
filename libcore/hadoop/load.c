/* load.c - the content of a file that a list gave. */
#include "hadoop/load.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file of so many bytes is read in no time. */
#define AT_ONCE (64 << 10)

/* Reads n bytes from an offset on, fewer where the file ends; of the last ones also one more. */
static int
read_all(int fd, const char *path, int64_t from, uint8_t *p, size_t n, bool last, size_t *got,
    struct err *e)
{
	*got = 0;
	while (*got < n + last) {
		ssize_t k = pread(fd, p + *got, n + last - *got, from + (off_t)*got);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return err_sys(e, "cannot read %s", path);
		*got += (size_t)k;
		/* Where one byte more was asked for, a short read of a file is its end. */
		if (k == 0 || *got == n)
			return 0;
	}
	return 0;
}

static int
check(const struct file_entry *f, const struct stat *st, struct err *e)
{
	if (!S_ISREG(st->st_mode) || st->st_dev != f->dev || st->st_ino != f->ino)
		return err_set(e, STATUS_SYSTEM, "%s: another file has taken its place while it "
		    "was being packed", f->path);
	if (st->st_size != f->size)
		return err_set(e, STATUS_SYSTEM, "%s: %s while it was being packed, from %" PRId64
		    " to %" PRId64 " bytes", f->path, st->st_size > f->size ? "grew" : "shrank",
		    f->size, (int64_t)st->st_size);
	return 0;
}

/*
 * Whether what was read is of one time: a file that was written to meanwhile has another
 * one.  What one read(2) gives, and soon, is not looked at.
 */
static int
check_same(int fd, const struct file_entry *f, const struct stat *before, struct err *e)
{
	struct stat st;

	if (f->size <= AT_ONCE)
		return 0;
	if (fstat(fd, &st) != 0)
		return err_sys(e, "cannot read %s", f->path);
	if (st.st_mtim.tv_sec == before->st_mtim.tv_sec &&
	    st.st_mtim.tv_nsec == before->st_mtim.tv_nsec)
		return 0;
	return err_set(e, STATUS_SYSTEM, "%s: changed while it was being packed", f->path);
}

int
file_load(int dir, const struct file_entry *f, uint8_t *p, struct err *e)
{
	return file_load_part(dir, f, 0, (size_t)f->size, p, NULL, e);
}

int
file_load_part(int dir, const struct file_entry *f, int64_t from, size_t n, uint8_t *p,
    struct timespec *time, struct err *e)
{
	int fd = openat(dir, f->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;
	size_t got = 0;
	int rc;

	if (fd < 0 && errno == ELOOP)
		return err_set(e, STATUS_SYSTEM, "%s: a symbolic link has taken its place while it "
		    "was being packed", f->path);
	if (fd < 0)
		return err_sys(e, "cannot open %s", f->path);
	if (fstat(fd, &st) != 0)
		rc = err_sys(e, "cannot read %s", f->path);
	else if ((rc = check(f, &st, e)) == 0)
		rc = read_all(fd, f->path, from, p, n, from + (int64_t)n == f->size, &got, e);
	if (rc == 0 && got != n)
		rc = err_set(e, STATUS_SYSTEM, "%s: %s while it was being packed, from %" PRId64
		    " bytes", f->path, got > n ? "grew" : "shrank", f->size);
	if (rc == 0)
		rc = check_same(fd, f, &st, e);
	if (rc == 0 && time != NULL)
		*time = st.st_mtim;
	close(fd);
	return rc;
}
