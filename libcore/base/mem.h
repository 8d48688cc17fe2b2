/* mem.h - allocation that reports through struct err and cannot overflow. */
#ifndef SLUICE_BASE_MEM_H
#define SLUICE_BASE_MEM_H

#include <stddef.h>
#include <string.h>

#include "base/err.h"

/*
 * Keeps memory that batch after batch frees and takes again, instead of giving it
 * back to the kernel, which would clear every page of it each time.  Once, at the
 * start of a program; without effect where malloc() is not glibc's.
 */
void mem_keep(void);

/* n bytes (at least 1), aligned to 64, the padding up to 64 zeroed; free() frees. */
void *mem_aligned(size_t n, struct err *e);

/*
 * Makes *p, which mem_aligned() gave, n bytes long and keeps the first keep of
 * them (keep < n).  Large memory moves without a copy, so that growing a long value
 * needs hardly more than the value.  0, or -1 with *p as good as before.
 */
int mem_aligned_grow(void **p, size_t keep, size_t n, struct err *e);

/*
 * n zeroed bytes from the kernel (at least a page), which munmap() gives back to it at once;
 * pages that nobody touches cost nothing.  NULL and e on failure.
 */
void *mem_map(size_t n, struct err *e);

/* count zeroed elements of size bytes; free() frees.  NULL and e on failure. */
void *mem_zero(size_t count, size_t size, struct err *e);

/*
 * Grows the array *p of *cap elements of size bytes so that it has room for
 * want; doubles.  0, or -1 with *p and *cap unchanged.
 */
int mem_grow(void *p, size_t *cap, size_t want, size_t size, struct err *e);

/* A copy of n bytes with a NUL after them; free() frees. */
char *mem_dup(const void *bytes, size_t n, struct err *e);

/* A formatted string; free() frees. */
char *mem_printf(struct err *e, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The order of byte strings, which may be empty (then also NULL): -1, 0 or 1. */
static inline int
mem_compare(const void *a, size_t na, const void *b, size_t nb)
{
	size_t n = na < nb ? na : nb;
	int c = n > 0 ? memcmp(a, b, n) : 0;

	return c != 0 ? (c > 0) - (c < 0) : (na > nb) - (na < nb);
}

#endif
