/* atomic_file.h - files that appear whole or not at all. */
#ifndef SLUICE_IO_ATOMIC_FILE_H
#define SLUICE_IO_ATOMIC_FILE_H

#include "io/out.h"

/*
 * A file that appears under its name whole and on disk, or not at all: it is
 * written without a name or under a hidden one beside it (".NAME.PID-N.tmp"), and
 * renamed at the end.  An existing file keeps its mode and, through a symbolic
 * link, its place.  What is no regular file (a device, a FIFO) is written directly, and so
 * is /dev/stdout, whatever that is.
 */
struct atomic_file;

struct atomic_file *atomic_file_create(const char *path, struct err *e);

/* Where to write; belongs to f. */
struct out *atomic_file_out(struct atomic_file *f);

/* The same, once, for a taker who closes it before the commit or the abort. */
struct out *atomic_file_take(struct atomic_file *f);

/*
 * Flushes, syncs, renames, syncs the directory.  0; or -1, when the old file, or
 * none, is there as before (only when the directory cannot be synced it is the new
 * one, which may not outlive a power cut).  f is gone either way.
 */
int atomic_file_commit(struct atomic_file *f, struct err *e);

/* Leaves everything as it was; NULL is harmless. */
void atomic_file_abort(struct atomic_file *f);

#endif
