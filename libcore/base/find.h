/* find.h - where a short text is in a longer one. */
#ifndef SLUICE_BASE_FIND_H
#define SLUICE_BASE_FIND_H

#include <stddef.h>
#include <stdint.h>

/*
 * The first place of the m bytes at what among the n bytes at p, or NULL; as
 * memmem(), which it beats for the short texts and short values of filters.  m is
 * at least 1.
 */
const void *find_bytes(const void *p, size_t n, const void *what, size_t m);

/*
 * The kernel with AVX2 (internal): m is from 2 to n, and there are at least 32
 * places where it could be, n - m + 1 >= 32.
 */
const uint8_t *find_avx2(const uint8_t *p, size_t n, const uint8_t *what, size_t m);

#endif
