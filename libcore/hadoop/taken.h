/* taken.h - which names below a directory are taken, before files are made there. */
#ifndef SLUICE_HADOOP_TAKEN_H
#define SLUICE_HADOOP_TAKEN_H

#include "hadoop/entry.h"

struct taken;

/* The directory (NULL: where we are) may lack; then nothing is taken.  NULL on failure. */
struct taken *taken_new(const char *dir, struct err *e);

/* NULL is harmless. */
void taken_free(struct taken *t);

/*
 * Whether a file of this key could be made: -1 (STATUS_DATA) when there is something of
 * its name, or a file where a directory of it must be.  Keys in order cost the least.
 * What comes to be there later, and symbolic links to directories, hadoop/extract.h sees.
 */
int taken_check(struct taken *t, const uint8_t *key, size_t nkey, struct err *e);

#endif
