/* parts.h - a data set by one name: a file, a MapFile, or a directory of part files. */
#ifndef SLUICE_DATASET_PARTS_H
#define SLUICE_DATASET_PARTS_H

#include <stdbool.h>

#include "base/err.h"

/* Directories inside each other at most. */
#define PARTS_DEPTH 64

struct parts {
	int (*see)(void *arg, const char *file, struct err *e);
	/* A file without a byte in a directory of part files: passed over.  May be NULL. */
	void (*empty)(void *arg, const char *file);
	void *arg;
};

/*
 * Calls see() with the name of each file of data that path stands for, until it
 * returns other than 0:
 *
 *	what is no directory: itself;
 *	a MapFile, a directory with a file `data`: that file;
 *	another directory: the files, the data of the MapFiles, and what other directories
 *	stand for, that are in it, in the byte order of their names, without those that
 *	begin with "_" or "." (which Hadoop's jobs leave beside their output); files without
 *	a byte are for empty(), as Spark passes over what it cannot split.
 *
 * A directory without such files is STATUS_DATA; one in which Hadoop has left
 * _temporary is the output of a job that has not finished: STATUS_DATA too, as is a link in
 * it that leads back to a directory it is in; a missing path, or one that a link in it leads
 * to, is STATUS_SYSTEM; a directory in it called KEY=VALUE, which is a column that nobody
 * makes, STATUS_USAGE.  0, or -1, or what see() returned.
 */
int parts_each(const char *path, const struct parts *p, struct err *e);

/* The message on a directory called KEY=VALUE.  -1. */
int parts_refuse_column(const char *path, struct err *e);

/* Whether path is a regular file without a byte. */
bool parts_is_empty(const char *path);

/* Whether path is a MapFile: a directory with a file `data` in it. */
bool parts_is_mapfile(const char *path);

#endif
