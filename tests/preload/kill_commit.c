/*
 * kill_commit.so - death at the worst instant of a commit to LMDB, for tests.
 *
 *	LD_PRELOAD=kill_commit.so KILL_COMMIT=N [KILL_WITH=SIGNAL] command
 *
 * The process gets the signal (a number; KILL's by default) as its N-th write of a meta
 * page returns: the commit is there, and nobody has been told of it.
 */
#include <dlfcn.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long left;
static int with = SIGKILL;

__attribute__((constructor)) static void
start(void)
{
	const char *n = getenv("KILL_COMMIT"), *w = getenv("KILL_WITH");

	left = n != NULL ? strtol(n, NULL, 10) : 0;
	if (w != NULL)
		with = (int)strtol(w, NULL, 10);
}

/* A part of the first two pages of a data.mdb is a meta page; whole ones are a new file's. */
static int
is_meta(int fd, size_t n, off_t at)
{
	char link[40], path[PATH_MAX];
	ssize_t len;

	if (n >= 512 || at >= 2 * sysconf(_SC_PAGESIZE))
		return 0;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof(path));
	return len > 9 && memcmp(path + len - 9, "/data.mdb", 9) == 0;
}

#define PWRITE(name) \
	ssize_t name(int fd, const void *p, size_t n, off_t at) \
	{ \
		static ssize_t (*next)(int, const void *, size_t, off_t); \
		ssize_t r; \
		if (next == NULL) \
			*(void **)&next = dlsym(RTLD_NEXT, #name); \
		r = next(fd, p, n, at); \
		if (left > 0 && r == (ssize_t)n && is_meta(fd, n, at) && --left == 0) \
			raise(with);	/* this thread goes no further */ \
		return r; \
	}
PWRITE(pwrite)
PWRITE(pwrite64)
