/* fd.c - whole writes, and pipes that hold more. */
#include "io/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

void
fd_grow_pipe(int fd, const struct stat *st)
{
	int now;

	if (!S_ISFIFO(st->st_mode) || (now = fcntl(fd, F_GETPIPE_SZ)) < 0)
		return;
	/* An unprivileged user may have used up his share: then a part of it. */
	for (int size = FD_PIPE_SIZE; size > now; size /= 2)
		if (fcntl(fd, F_SETPIPE_SZ, size) >= 0)
			return;
}

int
fd_write_error(const char *name, struct err *e)
{
	int saved = errno;

	err_sys(e, "cannot write %s", name);
	if (saved == EPIPE && e != NULL)
		e->flags |= ERR_CLOSED;
	errno = saved;
	return -1;
}

/* Waits until a non-blocking descriptor takes more. */
static int
wait_writable(int fd, const char *name, struct err *e)
{
	struct pollfd p = { fd, POLLOUT, 0 };

	while (poll(&p, 1, -1) < 0)
		if (errno != EINTR)
			return fd_write_error(name, e);
	return 0;
}

int
fd_write(int fd, struct iovec *iov, size_t n, const char *name, struct err *e)
{
	ssize_t got;

	while (n > 0) {
		if (iov->iov_len == 0) {
			iov++;
			n--;
			continue;
		}
		got = writev(fd, iov, n <= IOV_MAX ? (int)n : IOV_MAX - 1);
		if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			if (wait_writable(fd, name, e) != 0)
				return -1;
			continue;
		}
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fd_write_error(name, e);
		for (; n > 0 && (size_t)got >= iov->iov_len; iov++, n--)
			got -= (ssize_t)iov->iov_len;
		if (n > 0) {
			iov->iov_base = (char *)iov->iov_base + got;
			iov->iov_len -= (size_t)got;
		}
	}
	return 0;
}

int
fd_pread(int fd, void *p, size_t n, int64_t at, size_t *got, const char *name, struct err *e)
{
	ssize_t k;

	*got = 0;
	while (*got < n) {
		k = pread(fd, (char *)p + *got, n - *got, (off_t)at + (off_t)*got);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return err_sys(e, "cannot read %s", name);
		if (k == 0)
			break;
		*got += (size_t)k;
	}
	return 0;
}
