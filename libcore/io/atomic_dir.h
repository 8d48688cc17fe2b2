/* atomic_dir.h - directories that appear whole or not at all. */
#ifndef SLUICE_IO_ATOMIC_DIR_H
#define SLUICE_IO_ATOMIC_DIR_H

#include <stdbool.h>

#include "io/out.h"

/*
 * A directory of files that appears under its name whole and on disk, or not at
 * all: it is filled under a hidden name beside it (".NAME.PID-N.tmp"), held by
 * flock(2), and renamed at the end.  It is removed when a signal ends the process
 * (io/unfinished.h); what a process that was killed left there under such a name is removed
 * by the next one that makes a directory of this name.
 */
struct atomic_dir;

enum atomic_dir_mode {
	ATOMIC_DIR_NEW,		/* nothing may be at the path: STATUS_DATA */
	ATOMIC_DIR_REPLACE,	/* a directory that is there is replaced in the end */
	ATOMIC_DIR_ADD		/* the files come to those of a directory that is there */
};

/*
 * A directory is replaced only if ours() says yes to the name of each file and each
 * directory in it and below (STATUS_USAGE otherwise: never is a directory removed that
 * somebody keeps other things in); it keeps its mode and, through a symbolic link, its
 * place.  ours is not called for other modes.  NULL on failure.
 */
struct atomic_dir *atomic_dir_create(const char *path, enum atomic_dir_mode mode,
    bool (*ours)(const char *name, bool dir), struct err *e);

/* Removes what processes that were killed left beside path; atomic_dir_create() does, too. */
void atomic_dir_tidy(const char *path);

/*
 * Creates a file in it; the directories in its name (a/b/file) are made where they are
 * missing.  Any thread.  Messages call it by the name that it will have.  The caller
 * ends it with atomic_dir_close(), or out_free().  NULL on failure.
 */
struct out *atomic_dir_file(struct atomic_dir *d, const char *name, struct err *e);

/* Flushes, syncs, closes and frees o.  0 or -1; o is gone either way. */
int atomic_dir_close(struct out *o, struct err *e);

/*
 * Gives a directory of ATOMIC_DIR_NEW another name in the same directory, before the commit.
 * 0 or -1.
 */
int atomic_dir_rename(struct atomic_dir *d, const char *name, struct err *e);

/*
 * When all files are closed: makes an empty _SUCCESS last of all when success is
 * set, syncs, and gives the directory its name.  0; or -1, when what was there
 * before, or nothing, is there now (only when the directory above cannot be synced
 * it is the new one, which may not outlive a power cut).  A directory that appeared
 * meanwhile is not replaced without replace (STATUS_DATA); a file system that cannot
 * exchange two names is STATUS_SYSTEM.
 *
 * Files are added one by one, between the moment in which _SUCCESS goes and the one in which
 * it comes back (success must be set); by one process at a time, for which this waits.  A file
 * of that name that is there, and files that are there without _SUCCESS, are STATUS_DATA.
 * d is gone either way.
 */
int atomic_dir_commit(struct atomic_dir *d, bool success, struct err *e);

/* Removes what was made so far; NULL is harmless. */
void atomic_dir_abort(struct atomic_dir *d);

#endif
