/*
 * sort.h - names of files in the order of their keys, in bounded memory.
 *
 * What is more than the budget goes to an unlinked temporary file in sorted runs, which
 * are merged.  Names that come in order, as those of a tree do, are not sorted again.
 */
#ifndef SLUICE_HADOOP_SORT_H
#define SLUICE_HADOOP_SORT_H

#include "hadoop/entry.h"

/* A name: the path is prefix and the first nkey - ntail bytes of key. */
struct name_rec {
	const uint8_t *key, *prefix;
	uint32_t nkey, nprefix, ntail;
	int64_t size, mtime;
	uint64_t dev, ino;
};

/* Bytes that a key and its prefix have together, at most. */
#define NAME_SORT_MAX 16384

struct name_sort;

/* memory: bytes of names to hold before they are spilled; 0: 16 MiB.  NULL on failure. */
struct name_sort *name_sort_new(size_t memory, struct err *e);

/* NULL is harmless. */
void name_sort_free(struct name_sort *s);

/* Adds a copy.  0, or -1: memory, the temporary file. */
int name_sort_add(struct name_sort *s, const struct name_rec *r, struct err *e);

/* No more are added.  0 or -1. */
int name_sort_finish(struct name_sort *s, struct err *e);

/*
 * The next one by the unsigned bytes of its key, then of its prefix; it lasts until the
 * next call.  1, 0 at the end, -1.
 */
int name_sort_next(struct name_sort *s, struct name_rec *r, struct err *e);

#endif
