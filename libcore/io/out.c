/* out.c - buffered output. */
#include "io/out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/fd.h"

/* Gathered before it goes out; what is at least half of it goes out by itself. */
#define GATHER (128 << 10)
#define DIRECT (GATHER / 2)

struct out {
	int fd;
	int failed;		/* errno of the write that failed, 0 none */
	size_t len;
	uint8_t *buf;		/* GATHER bytes */
	char *name;
};

struct out *
out_fd(int fd, const char *name, struct err *e)
{
	struct out *o = mem_zero(1, sizeof(*o), e);
	struct stat st;

	if (o == NULL)
		return NULL;
	o->fd = -1;
	if (fstat(fd, &st) != 0) {
		err_sys(e, "cannot write %s", name);
		goto fail;
	}
	if ((o->name = mem_dup(name, strlen(name), e)) == NULL ||
	    (o->buf = mem_aligned(GATHER, e)) == NULL)
		goto fail;
	o->fd = fd;
	fd_grow_pipe(fd, &st);
	return o;
fail:
	out_free(o);
	return NULL;
}

struct out *
out_create(const char *path, struct err *e)
{
	int fd;
	struct out *o;

	while ((fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) < 0)
		if (errno != EINTR) {
			err_sys(e, "cannot create %s", path);
			return NULL;
		}
	if ((o = out_fd(fd, path, e)) == NULL)
		close(fd);
	return o;
}

int
out_descriptor(const struct out *o)
{
	return o->fd;
}

/* Hands iov to the kernel; after a failure nothing more, or there would be a gap. */
static int
emit(struct out *o, struct iovec *iov, size_t n, struct err *e)
{
	if (o->failed != 0) {
		errno = o->failed;
		return fd_write_error(o->name, e);
	}
	if (fd_write(o->fd, iov, n, o->name, e) == 0)
		return 0;
	o->failed = errno;
	return -1;
}

int
out_flush(struct out *o, struct err *e)
{
	struct iovec iov = { o->buf, o->len };

	o->len = 0;
	return emit(o, &iov, 1, e);
}

int
out_sync(struct out *o, struct err *e)
{
	if (out_flush(o, e) != 0)
		return -1;
	if (fsync(o->fd) != 0 && errno != EINVAL && errno != EROFS) {
		o->failed = errno;
		return err_sys(e, "cannot sync %s", o->name);
	}
	return 0;
}

/* Writes what was gathered, and then iov. */
static int
write_direct(struct out *o, struct iovec *iov, size_t n, struct err *e)
{
	struct iovec first[16];
	size_t k;

	if (o->len == 0)
		return emit(o, iov, n, e);
	first[0] = (struct iovec){ o->buf, o->len };
	o->len = 0;
	/* What does not go along is at least two pieces, as out_writev() promises. */
	k = n <= 15 ? n : 14;
	memcpy(first + 1, iov, k * sizeof(*iov));
	if (emit(o, first, k + 1, e) != 0)
		return -1;
	return emit(o, iov + k, n - k, e);
}

int
out_write(struct out *o, const void *p, size_t n, struct err *e)
{
	struct iovec iov = { (void *)(uintptr_t)p, n };

	if (n >= DIRECT)
		return write_direct(o, &iov, 1, e);
	if (n > GATHER - o->len && out_flush(o, e) != 0)
		return -1;
	if (n > 0)
		memcpy(o->buf + o->len, p, n);
	o->len += n;
	return 0;
}

int
out_writev(struct out *o, struct iovec *iov, size_t n, struct err *e)
{
	size_t total = 0;

	for (size_t i = 0; i < n; i++)
		total += iov[i].iov_len;
	if (total >= DIRECT)
		return write_direct(o, iov, n, e);
	if (total > GATHER - o->len && out_flush(o, e) != 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (iov[i].iov_len > 0)
			memcpy(o->buf + o->len, iov[i].iov_base, iov[i].iov_len);
		o->len += iov[i].iov_len;
	}
	return 0;
}

int
out_close(struct out *o, struct err *e)
{
	int rc = out_flush(o, e), fd = o->fd;

	o->fd = -1;
	/* After EINTR the descriptor is closed all the same. */
	if (close(fd) != 0 && errno != EINTR && rc == 0)
		rc = err_sys(e, "cannot write %s", o->name);
	out_free(o);
	return rc;
}

void
out_free(struct out *o)
{
	if (o == NULL)
		return;
	if (o->fd >= 0)
		close(o->fd);
	free(o->buf);
	free(o->name);
	free(o);
}
