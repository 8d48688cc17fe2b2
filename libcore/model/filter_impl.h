/* filter_impl.h - the vector kernels behind column_filter(). */
#ifndef SLUICE_MODEL_FILTER_IMPL_H
#define SLUICE_MODEL_FILTER_IMPL_H

#include <stddef.h>
#include <stdint.h>

/* Bytes past the last value that a kernel may write. */
#define FILTER_SLACK 64

/*
 * Packs the 8-byte values of in whose bit is set in sel (n bits) at out, which
 * has FILTER_SLACK bytes to spare; returns how many.  Needs AVX2 and BMI2.
 */
size_t filter_8_avx2(uint64_t *out, const uint64_t *in, const uint8_t *sel, int64_t n);

#endif
