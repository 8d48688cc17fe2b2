/* parts.h - a data set by one name: a file, a MapFile, or a directory of part files. */
#ifndef SLUICE_FILES_PARTS_H
#define SLUICE_FILES_PARTS_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Calls see() with the name of each file of data that path stands for, until it
 * returns other than 0:
 *
 *	what is no directory: itself;
 *	a MapFile, a directory with a file `data`: that file;
 *	another directory: the files, and the data of the MapFiles, that are in it, in
 *	the byte order of their names, without those that begin with "_" or "." (which
 *	Hadoop's jobs leave beside their output).
 *
 * A directory without such files is STATUS_DATA; one in which Hadoop has left
 * _temporary is the output of a job that has not finished: STATUS_DATA too; a missing
 * path is STATUS_SYSTEM.  0, or -1, or what see() returned.
 */
int parts_each(const char *path, int (*see)(void *arg, const char *file, struct err *e),
    void *arg, struct err *e);

/* Whether path is a MapFile: a directory with a file `data` in it. */
bool parts_is_mapfile(const char *path);

#endif
