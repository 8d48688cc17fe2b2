/*
 * block.h - reference-counted memory, 64-byte aligned, with zeroed padding.
 *
 * Columns point into blocks and hold references to them, so that a batch that
 * came in one read can be cut, projected and passed on without a copy.
 */
#ifndef SLUICE_BASE_BLOCK_H
#define SLUICE_BASE_BLOCK_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define BLOCK_ALIGN 64

struct block {
	atomic_int refs;
	size_t size;			/* usable bytes at data */
	uint8_t *data;
	/* Called once when the last reference goes; then the block itself is freed. */
	void (*release)(struct block *b);
	void *owner;			/* for release */
};

/*
 * A new block of size bytes (contents unset, but the bytes after size up to
 * the next multiple of 64 are zero), one reference; NULL and e on failure.
 */
struct block *block_new(size_t size, struct err *e);

/* A block around memory of somebody else; release gets the block back. */
struct block *block_wrap(void *data, size_t size, void (*release)(struct block *),
    void *owner, struct err *e);

/* Makes b at least size bytes, contents kept; b must have one reference.  0 or -1. */
int block_resize(struct block **b, size_t size, struct err *e);

/*
 * Makes b, of block_new() and with one reference, size bytes, which are not more than it has,
 * and gives back the memory of the others where that can be.
 */
void block_cut(struct block **b, size_t size);

/* Takes another reference; returns b.  NULL is let through. */
struct block *block_ref(struct block *b);

/* Gives a reference back; NULL is harmless. */
void block_unref(struct block *b);

#endif
