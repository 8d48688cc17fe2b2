/* unfinished.c - files and directories to remove when a signal ends the process. */
#include "io/unfinished.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COUNT 8

/* Directories inside each other that are removed. */
#define DEPTH 32

/* How often a directory is emptied that other threads put files into. */
#define TRIES 10

enum state { FREE, CHANGING, THERE, REMOVING };

/* Owned by who has changed its state to CHANGING or REMOVING. */
static struct {
	_Atomic enum state state;
	bool dir;
	char path[PATH_MAX];
} table[COUNT];

static bool
change(int i, enum state from, enum state to)
{
	return atomic_compare_exchange_strong(&table[i].state, &from, to);
}

int
unfinished_begin(const char *path, bool dir)
{
	size_t n = strlen(path) + 1;

	for (int i = 0; i < COUNT && n <= sizeof(table[i].path); i++) {
		if (!change(i, FREE, CHANGING))
			continue;
		memcpy(table[i].path, path, n);
		table[i].dir = dir;
		table[i].state = THERE;
		return i;
	}
	return -1;
}

void
unfinished_end(int number)
{
	if (number < 0 || change(number, THERE, FREE))
		return;
	/* Half removed it must not get its name. */
	for (;;)
		pause();
}

/*
 * Removes what is in the directory path of at, and in those in it; readdir() is not safe in a
 * signal handler.
 */
static void
empty(int at, const char *path, int depth)
{
	union {
		struct dirent64 align;
		char bytes[2048];
	} buf;
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	long n;

	while (fd >= 0 && (n = syscall(SYS_getdents64, fd, &buf, sizeof(buf))) > 0) {
		for (long i = 0; i < n;) {
			const struct dirent64 *d = (const void *)(buf.bytes + i);
			const char *name = d->d_name;
			bool dots = name[0] == '.' &&
			    (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));

			if (!dots && unlinkat(fd, name, 0) != 0 && depth > 0 &&
			    (errno == EISDIR || errno == EPERM)) {
				empty(fd, name, depth - 1);
				(void)unlinkat(fd, name, AT_REMOVEDIR);
			}
			i += d->d_reclen;
		}
	}
	if (fd >= 0)
		close(fd);
}

void
unfinished_remove(void)
{
	int saved = errno;

	for (int i = 0; i < COUNT; i++) {
		if (!change(i, THERE, REMOVING))
			continue;
		if (!table[i].dir)
			(void)unlink(table[i].path);
		for (int k = 0; table[i].dir && k < TRIES; k++) {
			empty(AT_FDCWD, table[i].path, DEPTH);
			if (rmdir(table[i].path) == 0 || errno != ENOTEMPTY)
				break;
		}
	}
	errno = saved;
}
