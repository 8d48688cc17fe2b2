/* archive_magic.h - archives that their first bytes give away. */
#ifndef SLUICE_FILES_ARCHIVE_MAGIC_H
#define SLUICE_FILES_ARCHIVE_MAGIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum archive_kind { ARCHIVE_NONE, ARCHIVE_TAR, ARCHIVE_CPIO, ARCHIVE_ZIP, ARCHIVE_7Z };

/* The bytes that archive_magic() wants to see: a header of tar. */
#define ARCHIVE_MAGIC 512

/*
 * What the first n bytes of a file are.  packed: they were compressed, and only what
 * can be read as a stream counts.  A tar is known by the checksum of its first
 * header, a cpio by that of one of its portable forms.
 */
enum archive_kind archive_magic(const uint8_t *p, size_t n, bool packed);

#endif
