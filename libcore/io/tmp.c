/* tmp.c - files without a name, spools. */
#include "io/tmp.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/out.h"

/* What is copied at a time. */
#define PIECE (1 << 20)

static const char *
tmp_dir(void)
{
	const char *dir = getenv("TMPDIR");

	return dir != NULL && *dir != '\0' ? dir : "/tmp";
}

static int
open_in(const char *dir, struct err *e)
{
	char *path;
	int fd = open(dir, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0)
		return fd;
	/* Not every file system has files without a name. */
	if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
		return err_sys(e, "cannot create a temporary file in %s", dir);
	if ((path = mem_printf(e, "%s/sluice.XXXXXX", dir)) == NULL)
		return -1;
	if ((fd = mkostemp(path, O_CLOEXEC)) < 0)
		err_sys(e, "cannot create a temporary file in %s", dir);
	else
		(void)unlink(path);
	free(path);
	return fd;
}

int
tmp_open(struct err *e)
{
	return open_in(tmp_dir(), e);
}

int
tmp_open_beside(const char *path, struct err *e)
{
	char *real, *dir;
	struct stat st;
	int fd;

	/* A pipe that a name in /dev leads to has no path. */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return tmp_open(e);
	real = realpath(path, NULL);
	dir = mem_dup(real != NULL ? real : path, strlen(real != NULL ? real : path), e);
	free(real);
	if (dir == NULL)
		return -1;
	fd = open_in(dirname(dir), NULL);
	free(dir);
	return fd >= 0 ? fd : tmp_open(e);
}

/* Copies the rest of in to fd. */
static int
copy(struct in *in, int fd, struct err *e)
{
	uint8_t *buf = mem_aligned(PIECE, e);
	struct out *o = NULL;
	size_t got = 1;
	int rc = -1, dupe = -1;

	if (buf == NULL)
		return -1;
	if ((dupe = fcntl(fd, F_DUPFD_CLOEXEC, 3)) < 0) {
		err_sys(e, "cannot write a temporary file in %s", tmp_dir());
		goto end;
	}
	if ((o = out_fd(dupe, "a temporary file", e)) == NULL) {
		close(dupe);
		goto end;
	}
	while (got > 0)
		if (in_read(in, buf, PIECE, &got, e) != 0 || out_write(o, buf, got, e) != 0)
			goto end;
	rc = out_close(o, e);
	o = NULL;
	if (rc == 0 && lseek(fd, 0, SEEK_SET) < 0)
		rc = err_sys(e, "cannot read a temporary file in %s", tmp_dir());
end:
	out_free(o);
	free(buf);
	return rc;
}

struct in *
tmp_spool(struct in *in, struct err *e)
{
	return in_is_file(in) && in_pos(in) == 0 ? in : tmp_copy(in, e);
}

struct in *
tmp_copy(struct in *in, struct err *e)
{
	struct in *spool = NULL;
	int fd;

	if ((fd = tmp_open(e)) >= 0 &&
	    (copy(in, fd, e) != 0 || (spool = in_fd(fd, in_name(in), true, e)) == NULL))
		close(fd);
	in_free(in);
	return spool;
}
