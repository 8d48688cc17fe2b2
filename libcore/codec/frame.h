/*
 * frame.h - one lz4 or zstd frame of known size, memory to memory, as Arrow and Parquet
 * compress their buffers.
 */
#ifndef SLUICE_CODEC_FRAME_H
#define SLUICE_CODEC_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum frame_kind { FRAME_LZ4, FRAME_ZSTD };	/* lz4: the frame format */

/* What the libraries need; belongs to one thread at a time. */
struct frame_unpack;

struct frame_unpack *frame_unpack_new(enum frame_kind kind, struct err *e);
void frame_unpack_free(struct frame_unpack *f);		/* NULL is harmless */

/* Whether n compressed bytes can stand for size bytes: ask before memory is taken. */
bool frame_plausible(const struct frame_unpack *f, size_t n, size_t size);

/*
 * Decompresses the n bytes at p into exactly size bytes at out.  0, or -1 with STATUS_DATA
 * and words such as "not valid zstd data", without a place.
 */
int frame_unpack(struct frame_unpack *f, const void *p, size_t n, void *out, size_t size,
    struct err *e);

#endif
