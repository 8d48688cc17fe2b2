/* magic.h - formats of data sets that their first bytes give away. */
#ifndef SLUICE_FORMAT_MAGIC_H
#define SLUICE_FORMAT_MAGIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum magic {
	MAGIC_EMPTY,		/* no bytes at all */
	MAGIC_NONE,		/* nothing that is known: text, for all one can tell */
	MAGIC_STREAM,		/* Arrow stream: ff ff ff ff and a size */
	MAGIC_CUT,		/* ends inside its first 8 bytes as the beginning of a stream */
	MAGIC_ARROW_FILE,
	MAGIC_PARQUET,
	MAGIC_SEQFILE
};

/* The bytes that magic_find() wants to see; fewer only if the input ends there. */
#define MAGIC_BYTES 8

/* What the first n bytes of an input are, all of it where n < MAGIC_BYTES. */
enum magic magic_find(const uint8_t *p, size_t n);

/*
 * Whether bytes after these n could still change the answer: on a pipe more must
 * not be waited for without need.
 */
bool magic_more(const uint8_t *p, size_t n);

/* "Arrow stream", "Parquet file", ...; "text" for MAGIC_NONE.  Static. */
const char *magic_name(enum magic m);

#endif
