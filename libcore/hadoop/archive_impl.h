/* archive_impl.h - what the files of archive.h share. */
#ifndef SLUICE_HADOOP_ARCHIVE_IMPL_H
#define SLUICE_HADOOP_ARCHIVE_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/in.h"

/* Where an ISO 9660 image has its first volume descriptor, whatever stands before that. */
#define ARCHIVE_ISO_AT 32768

/* Whether the 7 bytes at p, which stand there, begin one. */
bool archive_iso_begins(const uint8_t *p);

/* The same of the regular file at fd. */
bool archive_is_iso(int fd);

/* That the image at fd is as long as it says, and has no other tree of files (UDF).  0 or -1. */
int archive_iso_check(int fd, const char *name, struct err *e);

/* Whether the regular file at fd ends as a zip does, whatever stands before that. */
bool archive_ends_as_zip(int fd);

/*
 * in, which is taken, with compress's coding (.Z) undone by libarchive: a temporary file
 * under the same name.  NULL on failure.
 */
struct in *archive_uncompress(struct in *in, struct err *e);

/*
 * The first n bytes of that, fewer where it ends.  0; -1 when it is none, or not readable
 * beyond the *got bytes that are there.
 */
int archive_uncompress_head(struct in *in, uint8_t *p, size_t n, size_t *got);

#endif
