/*
 * arena.h - memory of one compiled expression: allocated in pieces, freed at once.
 */
#ifndef SLUICE_EXPR_ARENA_H
#define SLUICE_EXPR_ARENA_H

#include <stddef.h>

#include "base/err.h"

struct arena_chunk;
struct arena_defer;

struct arena {
	struct arena_chunk *chunk;
	struct arena_defer *defer;
};

/* n zeroed bytes, aligned for any type; NULL and e on failure. */
void *arena_alloc(struct arena *a, size_t n, struct err *e);

/* A copy of n bytes with a NUL after them. */
char *arena_dup(struct arena *a, const void *p, size_t n, struct err *e);

/*
 * Calls fn(p) when the arena is released, the last one first.  On failure
 * (-1) fn(p) was called already.
 */
int arena_defer(struct arena *a, void (*fn)(void *), void *p, struct err *e);

/* Frees everything and leaves an empty arena. */
void arena_release(struct arena *a);

#endif
