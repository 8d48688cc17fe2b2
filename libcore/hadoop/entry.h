/* entry.h - a file to be packed: what it is called, where it is, how large it is. */
#ifndef SLUICE_HADOOP_ENTRY_H
#define SLUICE_HADOOP_ENTRY_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* What becomes the key of a file. */
enum file_key {
	FILE_KEY_PATH,		/* its path, without what hadoop/record_name.h takes away */
	FILE_KEY_NAME,		/* what comes after the last slash */
	FILE_KEY_NAME_MTIME	/* NAME@SECONDS: with the time of the last change, since 1970 */
};

/* What is found beside regular files, and only counted. */
enum file_other {
	FILE_SYMLINK,
	FILE_DEVICE,
	FILE_FIFO,
	FILE_SOCKET,
	FILE_HARDLINK,		/* of an archive: another name of a member, without its content */
	FILE_OTHERS		/* how many kinds there are */
};

struct file_entry {
	const uint8_t *key;
	size_t nkey;
	const char *path;		/* from the base directory, or absolute */
	int64_t size, mtime;		/* bytes; seconds since 1970 */
	uint64_t dev, ino;		/* which file it is */
};

struct file_counts {
	uint64_t files, bytes;
	uint64_t others[FILE_OTHERS];
	uint64_t unreadable;		/* names that problem() was called for */
};

/*
 * Words what was counted beside the files, "2 symbolic links, 1 FIFO"; the empty string
 * when nothing was.  Returns out.
 */
char *file_counts_others(const struct file_counts *c, char *out, size_t outsz);

/*
 * Called, by one thread at a time and in order, for each name that cannot be read; why
 * says which and why.  0 goes on without it, -1 fails with e.
 */
typedef int file_problem_fn(void *ctx, const struct err *why, struct err *e);

#endif
