/*
 * extract.h - files made below a directory, and nowhere else.
 *
 * Names that hadoop/record_name.h refuses are STATUS_DATA.  No symbolic link below the directory
 * is followed, so nothing can lead out of it, whoever put it there and when.  What is
 * there and is no regular file is never opened.  A file appears under its name with all
 * of its content or not at all (it is not synced to disk).  Directories are made as
 * needed.
 */
#ifndef SLUICE_HADOOP_EXTRACT_H
#define SLUICE_HADOOP_EXTRACT_H

#include "hadoop/entry.h"

/* What to do with a file that is there already. */
enum extract_exists {
	EXTRACT_FAIL,		/* STATUS_DATA */
	EXTRACT_OVERWRITE,	/* another one takes its place; not that of a directory */
	EXTRACT_SKIP		/* it stays */
};

struct extract;

/* Makes the directory if need be (its parents must be there).  NULL on failure. */
struct extract *extract_new(const char *dir, enum extract_exists exists, int workers,
    struct err *e);

/* NULL is harmless. */
void extract_free(struct extract *x);

/*
 * Makes a file of n bytes; key is its path below the directory.  Any thread; worker is
 * below workers and at no time the same in two calls.  1; 0 when it was skipped; -1
 * with the key in the words.
 */
int extract_file(struct extract *x, int worker, const uint8_t *key, size_t nkey,
    const void *bytes, size_t n, struct err *e);

#endif
