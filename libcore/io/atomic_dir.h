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

/*
 * replace NULL: path must not exist (STATUS_DATA).  Else a directory that is there
 * is replaced in the end, provided that replace() says yes to the name of each
 * file in it and it holds nothing but files (STATUS_USAGE otherwise: never is a
 * directory removed that somebody keeps other things in); it keeps its mode and,
 * through a symbolic link, its place.  NULL on failure.
 */
struct atomic_dir *atomic_dir_create(const char *path, bool (*replace)(const char *name),
    struct err *e);

/* Removes what processes that were killed left beside path; atomic_dir_create() does, too. */
void atomic_dir_tidy(const char *path);

/*
 * Creates a file in it.  Messages call it by the name that it will have.  The caller
 * ends it with atomic_dir_close(), or out_free().  NULL on failure.
 */
struct out *atomic_dir_file(struct atomic_dir *d, const char *name, struct err *e);

/* Flushes, syncs, closes and frees o.  0 or -1; o is gone either way. */
int atomic_dir_close(struct out *o, struct err *e);

/*
 * When all files are closed: makes an empty _SUCCESS last of all when success is
 * set, syncs, and gives the directory its name.  0; or -1, when what was there
 * before, or nothing, is there now (only when the directory above cannot be synced
 * it is the new one, which may not outlive a power cut).  A directory that appeared
 * meanwhile is not replaced without replace (STATUS_DATA); a file system that cannot
 * exchange two names is STATUS_SYSTEM.  d is gone either way.
 */
int atomic_dir_commit(struct atomic_dir *d, bool success, struct err *e);

/* Removes what was made so far; NULL is harmless. */
void atomic_dir_abort(struct atomic_dir *d);

#endif
