/*
 * sync_seen.so - which files and folders a process syncs, for tests.
 *
 *	LD_PRELOAD=sync_seen.so SYNC_SEEN=FILE [SYNC_KILL=PATH] command
 *
 * FILE gets a line for each, its path; before it syncs PATH the process is killed.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
see(int fd)
{
	const char *seen = getenv("SYNC_SEEN"), *stop = getenv("SYNC_KILL");
	char link[40], path[PATH_MAX];
	ssize_t len;
	int out;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof(path) - 1);
	if (len <= 0)
		return;
	path[len] = '\0';
	if (stop != NULL && strcmp(path, stop) == 0)
		raise(SIGKILL);
	path[len++] = '\n';
	out = seen != NULL ? open(seen, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
	if (out >= 0 && write(out, path, (size_t)len) == len)
		close(out);
}

#define SYNC(name) \
	int name(int fd) \
	{ \
		static int (*next)(int); \
		if (next == NULL) \
			*(void **)&next = dlsym(RTLD_NEXT, #name); \
		see(fd); \
		return next(fd); \
	}
SYNC(fsync)
SYNC(fdatasync)
