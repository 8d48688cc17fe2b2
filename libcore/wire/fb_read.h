/*
 * fb_read.h - reads FlatBuffers that nobody vouches for.
 *
 * Every position is checked before it is used; scalars are read with memcpy, so
 * misaligned buffers are harmless.  Objects may be shared by several references,
 * which would let a small buffer expand without end: the tables visited and the
 * string bytes given out are bounded by the size of the buffer.
 * Source: FlatBuffers "Internals".
 */
#ifndef SLUICE_WIRE_FB_READ_H
#define SLUICE_WIRE_FB_READ_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct fb {
	const uint8_t *p;
	uint64_t n;
	uint64_t tables;	/* how many more may be visited */
	uint64_t bytes;		/* how many more string bytes may be given out */
	struct err *e;
};

/* A verified table. */
struct fb_table {
	uint64_t at, vtable;
	unsigned slots, size;
};

/* A verified vector of n elements, the first at at. */
struct fb_vec {
	uint64_t at, n;
};

void fb_init(struct fb *f, const void *p, size_t n, struct err *e);

/* Fails with STATUS_DATA and e->byte = at.  Returns -1. */
int fb_bad(struct fb *f, uint64_t at, const char *what);

int fb_root(struct fb *f, struct fb_table *t);

/* A scalar of size 1, 2, 4 or 8 bytes, sign-extended; absent when the slot is.  0 or -1. */
int fb_int(struct fb *f, const struct fb_table *t, unsigned slot, unsigned size,
    int64_t absent, int64_t *out);

/* Referenced objects: 1, 0 when absent (out is then empty), -1. */
int fb_sub(struct fb *f, const struct fb_table *t, unsigned slot, struct fb_table *out);
int fb_vec(struct fb *f, const struct fb_table *t, unsigned slot, unsigned size,
    struct fb_vec *out);
int fb_str(struct fb *f, const struct fb_table *t, unsigned slot, const char **s,
    size_t *n);

/* Table i of a vector of references.  0 or -1. */
int fb_vec_table(struct fb *f, const struct fb_vec *v, uint64_t i, struct fb_table *out);

/* The int64 at a verified position. */
int64_t fb_i64_at(const struct fb *f, uint64_t at);

#endif
