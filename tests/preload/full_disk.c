/*
 * full_disk.so - a disk that is full at an instant of one's choice, for tests.
 *
 *	LD_PRELOAD=full_disk.so FULL_DISK=DIR FULL_BYTES=N | FULL_CALLS=N command
 *
 * For files below DIR, the process can write N bytes more, or make N - 1 calls more
 * that need room, before ENOSPC: as with a real disk a write may be cut short first.
 * From then on every write, extension and sync fails.  FULL_SPARE=1: the disk has
 * room again after the first failure or short write (somebody removed something).
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* The next function of that name: libc's. */
#define NEXT(ret, name, ...) \
	static ret (*next)(__VA_ARGS__); \
	if (next == NULL) \
		*(void **)&next = dlsym(RTLD_NEXT, name)

static pid_t owner;		/* the process that counts: no child of it */
static int64_t bytes = INT64_MAX, calls = INT64_MAX;
static bool full, spare;

__attribute__((constructor)) static void
start(void)
{
	const char *b = getenv("FULL_BYTES"), *c = getenv("FULL_CALLS");

	owner = getpid();
	if (b != NULL)
		bytes = strtoll(b, NULL, 10);
	if (c != NULL)
		calls = strtoll(c, NULL, 10);
	spare = getenv("FULL_SPARE") != NULL;
}

static bool
below(int fd)
{
	const char *dir = getenv("FULL_DISK");
	char link[32] = "/proc/self/fd/", path[PATH_MAX];
	size_t n = dir == NULL ? 0 : strlen(dir), at = strlen(link);
	char digits[12];
	int k = 0;
	ssize_t len;

	if (n == 0 || fd < 0 || getpid() != owner)
		return false;
	do
		digits[k++] = (char)('0' + fd % 10);
	while ((fd /= 10) > 0);
	while (k > 0)
		link[at++] = digits[--k];
	len = readlink(link, path, sizeof(path));
	return len > (ssize_t)n && memcmp(path, dir, n) == 0 && path[n] == '/';
}

/*
 * How many of n bytes may be written to fd now; -1 and ENOSPC for none.  Calls come
 * from one thread at a time in what is tested; a race would only move the instant.
 */
static int64_t
room(int fd, int64_t n)
{
	int saved = errno;
	bool counts = below(fd);

	errno = saved;
	if (!counts)
		return n;
	if (!full && (--calls <= 0 || bytes <= 0)) {
		full = true;
	} else if (!full) {
		if (n > bytes) {
			n = bytes;
			bytes = spare ? INT64_MAX : n;
		}
		bytes -= n;
		return n;
	}
	if (spare) {
		full = false;
		bytes = calls = INT64_MAX;
	}
	errno = ENOSPC;
	return -1;
}

/* As the calls with a vector: the first n bytes of it, by one write or several. */
static ssize_t
write_vector(int fd, const struct iovec *iov, int count, int64_t n, off_t at, bool placed)
{
	int64_t done = 0;
	ssize_t got;

	NEXT(ssize_t, "pwrite64", int, const void *, size_t, off_t);
	for (int i = 0; i < count && done < n; i++) {
		size_t part = (size_t)(n - done) < iov[i].iov_len ? (size_t)(n - done) :
		    iov[i].iov_len;
		off_t to = placed ? at + done : lseek(fd, 0, SEEK_CUR);

		got = next(fd, iov[i].iov_base, part, to);
		if (got < 0)
			return done > 0 ? done : -1;
		if (!placed)
			(void)lseek(fd, got, SEEK_CUR);
		done += got;
		if ((size_t)got < part)
			break;
	}
	return done;
}

static int64_t
total(const struct iovec *iov, int count)
{
	int64_t n = 0;

	for (int i = 0; i < count; i++)
		n += (int64_t)iov[i].iov_len;
	return n;
}

ssize_t
write(int fd, const void *p, size_t n)
{
	int64_t m;

	NEXT(ssize_t, "write", int, const void *, size_t);
	m = room(fd, (int64_t)n);
	return m < 0 ? -1 : next(fd, p, (size_t)m);
}

#define PWRITE(name) \
	ssize_t name(int fd, const void *p, size_t n, off_t at) \
	{ \
		int64_t m; \
		NEXT(ssize_t, #name, int, const void *, size_t, off_t); \
		m = room(fd, (int64_t)n); \
		return m < 0 ? -1 : next(fd, p, (size_t)m, at); \
	}
PWRITE(pwrite)
PWRITE(pwrite64)

#define PWRITEV(name) \
	ssize_t name(int fd, const struct iovec *iov, int count, off_t at) \
	{ \
		int64_t n = total(iov, count), m = room(fd, n); \
		NEXT(ssize_t, #name, int, const struct iovec *, int, off_t); \
		if (m < 0) \
			return -1; \
		return m < n ? write_vector(fd, iov, count, m, at, true) : \
		    next(fd, iov, count, at); \
	}
PWRITEV(pwritev)
PWRITEV(pwritev64)

ssize_t
writev(int fd, const struct iovec *iov, int count)
{
	int64_t n = total(iov, count), m = room(fd, n);

	NEXT(ssize_t, "writev", int, const struct iovec *, int);
	if (m < 0)
		return -1;
	return m < n ? write_vector(fd, iov, count, m, 0, false) : next(fd, iov, count);
}

/* Only growing takes room. */
#define FTRUNCATE(name) \
	int name(int fd, off_t size) \
	{ \
		struct stat st; \
		NEXT(int, #name, int, off_t); \
		if (fstat(fd, &st) == 0 && st.st_size < size && room(fd, 0) < 0) \
			return -1; \
		return next(fd, size); \
	}
FTRUNCATE(ftruncate)
FTRUNCATE(ftruncate64)

#define FALLOCATE(name) \
	int name(int fd, int mode, off_t at, off_t n) \
	{ \
		NEXT(int, #name, int, int, off_t, off_t); \
		return room(fd, n) < n ? (errno = ENOSPC, -1) : next(fd, mode, at, n); \
	}
FALLOCATE(fallocate)
FALLOCATE(fallocate64)

#define POSIX_FALLOCATE(name) \
	int name(int fd, off_t at, off_t n) \
	{ \
		NEXT(int, #name, int, off_t, off_t); \
		return room(fd, n) < n ? ENOSPC : next(fd, at, n); \
	}
POSIX_FALLOCATE(posix_fallocate)
POSIX_FALLOCATE(posix_fallocate64)

#define SYNC(name) \
	int name(int fd) \
	{ \
		NEXT(int, #name, int); \
		return room(fd, 0) < 0 ? -1 : next(fd); \
	}
SYNC(fdatasync)
SYNC(fsync)
