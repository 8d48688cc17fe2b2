/* filter_avx2.c - packing selected 8-byte values, four at a step. */
#include "model/filter_impl.h"

#if defined(__x86_64__) && defined(__AVX2__)
#include <immintrin.h>
#include <string.h>

#include "model/bits.h"

/* For each selection of four: the 32-bit lanes that move to the front. */
static const uint32_t front[16][8] __attribute__((aligned(32))) = {
	{ 0, 0, 0, 0, 0, 0, 0, 0 }, { 0, 1, 0, 0, 0, 0, 0, 0 },
	{ 2, 3, 0, 0, 0, 0, 0, 0 }, { 0, 1, 2, 3, 0, 0, 0, 0 },
	{ 4, 5, 0, 0, 0, 0, 0, 0 }, { 0, 1, 4, 5, 0, 0, 0, 0 },
	{ 2, 3, 4, 5, 0, 0, 0, 0 }, { 0, 1, 2, 3, 4, 5, 0, 0 },
	{ 6, 7, 0, 0, 0, 0, 0, 0 }, { 0, 1, 6, 7, 0, 0, 0, 0 },
	{ 2, 3, 6, 7, 0, 0, 0, 0 }, { 0, 1, 2, 3, 6, 7, 0, 0 },
	{ 4, 5, 6, 7, 0, 0, 0, 0 }, { 0, 1, 4, 5, 6, 7, 0, 0 },
	{ 2, 3, 4, 5, 6, 7, 0, 0 }, { 0, 1, 2, 3, 4, 5, 6, 7 }
};

/* Packs four values; returns the place after them. */
static inline uint64_t *
pack4(uint64_t *out, const uint64_t *in, unsigned mask)
{
	__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)in);
	__m256i lanes = _mm256_load_si256((const __m256i *)(const void *)front[mask]);

	_mm256_storeu_si256((__m256i *)(void *)out,
	    _mm256_permutevar8x32_epi32(v, lanes));
	return out + __builtin_popcount(mask);
}

size_t
filter_8_avx2(uint64_t *out, const uint64_t *in, const uint8_t *sel, int64_t n)
{
	uint64_t *to = out, s;
	int64_t w;
	int i;

	for (w = 0; (w + 1) * 64 <= n; w++, in += 64) {
		memcpy(&s, sel + w * 8, 8);
		if (s == 0)
			continue;
		if (s == UINT64_MAX) {
			memcpy(to, in, 64 * sizeof(*in));
			to += 64;
			continue;
		}
		for (i = 0; i < 64; i += 4)
			to = pack4(to, in + i, (unsigned)(s >> i & 15));
	}
	for (s = w * 64 < n ? bits_word(sel, w, n) : 0; s != 0; s &= s - 1)
		*to++ = in[__builtin_ctzll(s)];
	return (size_t)(to - out);
}

#endif
