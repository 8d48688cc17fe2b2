/*
 * archive.h - the members of an archive, one after the other: tar, cpio, zip, 7z and
 * ISO 9660 images, also compressed as any input may be.
 *
 * libarchive with only these formats.  Names stay the bytes that they are in the archive
 * (those that zip and 7z keep in UTF-16 or another character set become UTF-8).
 */
#ifndef SLUICE_HADOOP_ARCHIVE_H
#define SLUICE_HADOOP_ARCHIVE_H

#include <stdbool.h>

#include "hadoop/entry.h"

struct archive_in;

struct archive_member {
	const uint8_t *name;	/* as in the archive; lasts until the next member */
	size_t nname;
	int64_t size;		/* -1: not known before it is read */
	int64_t mtime;
};

/*
 * Whether the regular file open at fd is an archive, by its content; the file's position
 * is lost.  1 or 0; -1 when it cannot be read.
 */
int archive_in_is(int fd, const char *name, struct err *e);

/*
 * Opens the archive at path relative to the directory dir; "-" is stdin.  What is none
 * is STATUS_DATA.  NULL on failure.
 */
struct archive_in *archive_in_open(int dir, const char *path, struct err *e);

/* NULL is harmless. */
void archive_in_free(struct archive_in *a);

/*
 * The next regular file in it: 1; 0 at the end; -1 (a damaged or encrypted archive is
 * STATUS_DATA; name and member in the words).  What is no regular file is counted.
 */
int archive_in_next(struct archive_in *a, struct archive_member *m, struct err *e);

/* Up to n bytes of the member; *got < n only at its end.  0 or -1. */
int archive_in_read(struct archive_in *a, void *p, size_t n, size_t *got, struct err *e);

/* Others are counted here; files and bytes are the caller's to count. */
const struct file_counts *archive_in_counts(const struct archive_in *a);

const char *archive_in_name(const struct archive_in *a);

#endif
