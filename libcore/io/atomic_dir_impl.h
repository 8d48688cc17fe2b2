/* atomic_dir_impl.h - what the files of atomic_dir share. */
#ifndef SLUICE_IO_ATOMIC_DIR_IMPL_H
#define SLUICE_IO_ATOMIC_DIR_IMPL_H

#include <sys/types.h>

#include "io/atomic_dir.h"

struct atomic_dir {
	char *shown;		/* as the caller named it, for messages */
	char *path;		/* links resolved, without slashes at its end */
	char *parent;
	char *hidden;
	enum atomic_dir_mode mode;
	bool (*ours)(const char *name, bool dir);
	bool there;		/* path exists */
	mode_t bits;		/* its mode then */
	int fd;			/* of the hidden directory, locked; -1 none */
	int unfinished;		/* its number there, -1 none */
};

/* Removes what dead processes left beside the directory, and undoes what they half did. */
void atomic_dir_clean(const struct atomic_dir *d);

/*
 * The hidden directory fd is of a process that died: where it was adding its files to the
 * directory at path, they are taken out again.  locked: the caller has the lock of that.
 */
void atomic_dir_undo(int fd, const char *path, bool locked);

/* Moves the files of the hidden directory, which is on disk, into the one that is there. */
int atomic_dir_add(struct atomic_dir *d, struct err *e);

#endif
