/* load.h - the content of a file that a list gave. */
#ifndef SLUICE_HADOOP_LOAD_H
#define SLUICE_HADOOP_LOAD_H

#include <time.h>

#include "hadoop/entry.h"

/*
 * Reads all of f, whose path is relative to the directory dir, to p, where there is room
 * for f->size + 1 bytes.  Any thread.  -1 (STATUS_SYSTEM, the path in the words)
 * when it cannot be opened or read, is no longer the file that was listed, has grown or
 * shrunk since, or is written to while it is read.  0 or -1.
 */
int file_load(int dir, const struct file_entry *f, uint8_t *p, struct err *e);

/*
 * The same of the n bytes from offset from on, with room for n + 1.  *time (may be NULL)
 * becomes when the file was last written to: parts of one content have the same.
 */
int file_load_part(int dir, const struct file_entry *f, int64_t from, size_t n, uint8_t *p,
    struct timespec *time, struct err *e);

#endif
