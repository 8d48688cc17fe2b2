/* bits_avx2.h - masks of 64 bytes, with AVX2 and carry-less multiplication. */
#ifndef SLUICE_BASE_BITS_AVX2_H
#define SLUICE_BASE_BITS_AVX2_H

#if defined(__AVX2__)
#include <immintrin.h>
#include <stdint.h>

#define AVX2_TABLE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

/* The top bits of 64 bytes. */
static inline uint64_t
avx2_bits(__m256i a, __m256i b)
{
	return (uint64_t)(uint32_t)_mm256_movemask_epi8(a) |
	    (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

/* Which of 64 bytes equal those of c. */
static inline uint64_t
avx2_equal(__m256i a, __m256i b, __m256i c)
{
	return avx2_bits(_mm256_cmpeq_epi8(a, c), _mm256_cmpeq_epi8(b, c));
}

/* Bit i is the parity of bits 0 .. i. */
static inline uint64_t
avx2_parity(uint64_t q)
{
	return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(
	    _mm_set_epi64x(0, (int64_t)q), _mm_set1_epi8(-1), 0));
}

#endif
#endif
