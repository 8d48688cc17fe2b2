/*
 * whole.h - compression of whole buffers, memory to memory, as Hadoop keeps them.
 *
 * zlib (RFC 1950), gzip (RFC 1952), bzip2, zstd (RFC 8878), and raw Snappy and LZ4
 * blocks in Hadoop's block framing (SequenceFile spec, section 6.1).  Several
 * streams, members or frames back to back are their concatenation; anything else
 * after the last is an error.
 *
 * A packer and an unpacker hold what the libraries need, so that call after call
 * allocates nothing; each belongs to one thread at a time.
 */
#ifndef SLUICE_CODEC_WHOLE_H
#define SLUICE_CODEC_WHOLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum whole {
	WHOLE_NONE,		/* the bytes as they are */
	WHOLE_ZLIB,
	WHOLE_GZIP,
	WHOLE_BZIP2,
	WHOLE_ZSTD,
	WHOLE_SNAPPY,		/* in Hadoop's framing */
	WHOLE_LZ4,		/* in Hadoop's framing */
	WHOLE_KINDS
};

/* What WHOLE_LIMIT stands for in calls that take a limit: 1 GiB. */
#define WHOLE_LIMIT ((size_t)1 << 30)

/* The size is not known before. */
#define WHOLE_UNKNOWN SIZE_MAX

/* "none", "zlib", "gzip", "bzip2", "zstd", "snappy", "lz4".  Static. */
const char *whole_name(enum whole kind);

/* The levels that a kind has; both 0 where it has none. */
void whole_levels(enum whole kind, int *least, int *most);

struct whole_pack;

/*
 * A packer.  level 0 is the default: 6 for zlib and gzip, 9 for bzip2, 3 for zstd, 1
 * for lz4.  STATUS_USAGE for a level that the kind lacks; STATUS_SYSTEM when a library
 * that is loaded at need (Snappy's) is missing.
 */
struct whole_pack *whole_pack_new(enum whole kind, int level, struct err *e);

/* NULL is harmless. */
void whole_pack_free(struct whole_pack *w);

/*
 * Appends the compressed form of the n bytes at p to out; the same bytes for the same
 * input, whatever was packed before.  0, or -1 (out of memory) with out's length
 * unchanged.
 */
int whole_pack(struct whole_pack *w, const void *p, size_t n, struct buf *out, struct err *e);

struct whole_unpack;

/* An unpacker.  STATUS_SYSTEM when a library that is loaded at need is missing. */
struct whole_unpack *whole_unpack_new(enum whole kind, struct err *e);

/* NULL is harmless. */
void whole_unpack_free(struct whole_unpack *w);

/*
 * Appends what the n bytes at p decompress to to out.  size: how many bytes these must
 * be, or WHOLE_UNKNOWN.  limit: more than so many are refused (0: WHOLE_LIMIT).
 * Memory is taken as the compressed bytes can account for it, never by size alone.
 *
 * 0, or -1 with out's length unchanged: STATUS_DATA with words such as "not valid gzip
 * data", without a place; e->byte is the offset in p of the stream or chunk at fault
 * where that is known, else -1.
 */
int whole_unpack(struct whole_unpack *w, const void *p, size_t n, size_t size, size_t limit,
    struct buf *out, struct err *e);

#endif
