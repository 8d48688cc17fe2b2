/*
 * spill.h - bytes that find no room in memory, for a while in a file without a name.
 *
 * The file lies in $TMPDIR (else /tmp), is made at the first write, and is gone when this
 * process is, however it ends.  What is written is compressed (zstd, level 1); a hash of it
 * stays in memory, so that damage is an error and never a wrong answer.  Any number of
 * threads may write and read at once, each with a spill_worker of its own.
 */
#ifndef SLUICE_IO_SPILL_H
#define SLUICE_IO_SPILL_H

#include "base/buf.h"
#include "base/err.h"

struct spill;

/* What one thread needs to compress and to decompress. */
struct spill_worker;

/* Where a piece is. */
struct spill_extent {
	int64_t at;
	uint64_t hash;			/* of its bytes */
	uint32_t size, packed;		/* its bytes, and as they are in the file */
};

/* The largest piece. */
#define SPILL_PIECE ((size_t)1 << 30)

/* NULL without memory. */
struct spill *spill_new(struct err *e);

/* NULL is harmless. */
void spill_free(struct spill *s);

struct spill_worker *spill_worker_new(struct err *e);
void spill_worker_free(struct spill_worker *w);

/*
 * Writes n bytes, 1 to SPILL_PIECE.  A full disk is STATUS_SYSTEM, with how much was there
 * already and how much more was to come.  0 or -1.
 */
int spill_write(struct spill *s, struct spill_worker *w, const void *p, size_t n,
    struct spill_extent *out, struct err *e);

/* Reads a piece: *out, x->size bytes, stays until the next call with w.  0 or -1. */
int spill_read(struct spill *s, struct spill_worker *w, const struct spill_extent *x,
    const uint8_t **out, struct err *e);

/* Nothing that was written is needed any more, and nobody writes or reads. */
void spill_clear(struct spill *s);

/* Bytes written since the start, as they were in memory and in the file. */
void spill_figures(const struct spill *s, int64_t *memory, int64_t *disk);

#endif
