/*
 * record_name.h - names of files and of records: which part of a path becomes a key, and which
 * keys may become a path.  Names are bytes; nothing is assumed of their encoding.
 */
#ifndef SLUICE_HADOOP_RECORD_NAME_H
#define SLUICE_HADOOP_RECORD_NAME_H

#include "base/buf.h"
#include "hadoop/entry.h"

/*
 * Appends path to out so that a relative key is the end of it, and returns in *key where
 * that begins: after leading slashes, and after the last "..", as tar(1) does it.
 * What is before stays as it is; in the key empty components and "." are left out.  The
 * key may be empty (".", "/", "a/..").  0, or -1: memory.
 */
int name_clean(const char *path, size_t n, struct buf *out, size_t *key, struct err *e);

/* Where in the key of n bytes its last component begins. */
size_t name_last(const uint8_t *key, size_t n);

/*
 * Whether a record of this key may be unpacked as a file: a relative path without empty
 * components, "." and "..", without NUL, each component at most 255 bytes long and all
 * of it shorter than PATH_MAX.  NULL, or why not (static words).
 */
const char *name_refused(const uint8_t *key, size_t n);

#endif
