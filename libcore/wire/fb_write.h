/*
 * fb_write.h - writes FlatBuffers front to back into a growing buffer.
 *
 * Objects are appended in the order of the calls; each call takes the position
 * of the reference that leads to the new object (or FBW_ROOT).  A failure is
 * remembered and told by fbw_end(), so that callers need not check each step.
 * Positions are relative to the first byte of the flatbuffer.
 */
#ifndef SLUICE_WIRE_FB_WRITE_H
#define SLUICE_WIRE_FB_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define FBW_ROOT 0

/* The most slots of any table that we write. */
#define FBW_SLOTS 8

struct fbw {
	struct buf *b;
	size_t base;		/* of the flatbuffer in b */
	struct err *e;
	bool failed;
};

/* A field: its size in bytes (0: absent, 4 for references) and value. */
struct fbw_slot {
	uint8_t size;
	int64_t v;
};

void fbw_begin(struct fbw *w, struct buf *b, struct err *e);

/*
 * A table of n slots (at most FBW_SLOTS); at[i] becomes the position of field i,
 * which for a reference is the link of the object to write.  at may be NULL.
 */
void fbw_table(struct fbw *w, size_t link, const struct fbw_slot *slot, unsigned n,
    size_t *at);

/* A vector of n references; returns the position of the first, the others follow. */
size_t fbw_refs(struct fbw *w, size_t link, size_t n);

/* A vector of n structs made of int64s, size bytes each, from p. */
void fbw_structs(struct fbw *w, size_t link, const void *p, size_t n, size_t size);

void fbw_str(struct fbw *w, size_t link, const void *p, size_t n);

/* 0, or -1 when any step failed. */
int fbw_end(struct fbw *w);

#endif
