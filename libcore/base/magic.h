/*
 * magic.h - what the first bytes of an input give away: one table for every tool.
 *
 * Data sets, archives and compressions, those that are read here and those that are
 * only known by name, so that none of them is taken for text.
 */
#ifndef SLUICE_BASE_MAGIC_H
#define SLUICE_BASE_MAGIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum magic {
	MAGIC_EMPTY,		/* no bytes at all */
	MAGIC_NONE,		/* nothing that is known: text, for all one can tell */
	MAGIC_CUT,		/* ends inside its first 8 bytes as the beginning of a stream */
	/* Data sets. */
	MAGIC_STREAM,		/* Arrow stream, also in the framing of before 0.15 */
	MAGIC_ARROW_FILE,
	MAGIC_FEATHER,		/* version 1; version 2 is an Arrow file */
	MAGIC_PARQUET,
	MAGIC_SEQFILE,
	MAGIC_RCFILE,
	MAGIC_AVRO,
	MAGIC_ORC,
	MAGIC_SQLITE,
	MAGIC_HDF5,
	MAGIC_PDF,
	MAGIC_PNG,
	MAGIC_JPEG,
	MAGIC_ELF,		/* program or library */
	/* Archives. */
	MAGIC_TAR,
	MAGIC_CPIO,
	MAGIC_ZIP,
	MAGIC_7Z,
	MAGIC_ISO,		/* known by what stands further in: hadoop/archive.h finds it */
	MAGIC_AR,
	MAGIC_RAR,
	MAGIC_CAB,
	MAGIC_XAR,
	MAGIC_LHA,
	MAGIC_RPM,
	MAGIC_WARC,
	/* Compressions. */
	MAGIC_GZIP,
	MAGIC_ZSTD,
	MAGIC_SKIPPABLE,	/* a frame that zstd and lz4 have, to be passed over */
	MAGIC_XZ,
	MAGIC_LZ4,
	MAGIC_LZ4_OLD,		/* lz4's legacy format */
	MAGIC_BZIP2,
	MAGIC_LZMA,
	MAGIC_LZIP,
	MAGIC_COMPRESS,
	MAGIC_LZOP,
	MAGIC_LRZIP,
	MAGIC_SNAPPY
};

/* Kinds of what is known, to be asked for together. */
enum magic_class {
	MAGIC_DATA = 1,
	MAGIC_ARCHIVE = 2,
	MAGIC_COMPRESSION = 4,
	MAGIC_ANY = MAGIC_DATA | MAGIC_ARCHIVE | MAGIC_COMPRESSION
};

/* The bytes that magic_find() wants to see; fewer only if the input ends there. */
#define MAGIC_BYTES 512

/*
 * What the first n bytes of an input are, of the classes asked for; else MAGIC_NONE.
 * *more is set when further bytes could change the answer (of a tar whose first name has
 * a line feed, and of LHA, only until a line is whole).  eof: nothing follows; then some cut magic
 * numbers that cannot be text count as what they begin.
 */
enum magic magic_scan(unsigned classes, const uint8_t *p, size_t n, bool eof, bool *more);

/* The same for all classes, where n bytes are all there is or MAGIC_BYTES. */
enum magic magic_find(const uint8_t *p, size_t n);

/* Whether bytes after these n could still change that answer. */
bool magic_more(const uint8_t *p, size_t n);

/* The one class of m; 0 for EMPTY, NONE and CUT. */
unsigned magic_class(enum magic m);

/*
 * "an Arrow stream", "a tar archive", ...; "text" for MAGIC_NONE, "nothing" for
 * MAGIC_EMPTY.  An "s" makes the plural.  Static.
 */
const char *magic_name(enum magic m);

/* Whether the first n bytes of a file's name end in suffix (without case) after some of its own. */
bool magic_ends(const char *name, size_t n, const char *suffix);

/* The length of a file's name without the suffix of a compression that is read here. */
size_t magic_unpacked(const char *name);

/*
 * What a file's name promises by its suffix (compared without case; one of a compression
 * that is read here before it is passed over), of what is not in the table of formats: NULL
 * when it promises nothing, else its name as of magic_name(), and whether that is text.
 */
const char *magic_of_suffix(const char *name, bool *text);

#endif
