/*
 * find_avx2.c - search, 32 places at a step: those where the first and the last
 * byte fit are looked at more closely.
 */
#include "base/find.h"

#if defined(__x86_64__) && defined(__AVX2__)
#include <immintrin.h>
#include <string.h>

const uint8_t *
find_avx2(const uint8_t *p, size_t n, const uint8_t *what, size_t m)
{
	const __m256i first = _mm256_set1_epi8((char)what[0]);
	const __m256i last = _mm256_set1_epi8((char)what[m - 1]);
	size_t places = n - m + 1;

	for (size_t i = 0; i < places; i += 32) {
		uint32_t hits;
		__m256i a, b;

		/* The last step goes over some places again rather than past the end. */
		if (places - i < 32)
			i = places - 32;
		a = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
		b = _mm256_loadu_si256((const __m256i *)(const void *)(p + i + m - 1));
		hits = (uint32_t)_mm256_movemask_epi8(_mm256_and_si256(
		    _mm256_cmpeq_epi8(a, first), _mm256_cmpeq_epi8(b, last)));
		for (; hits != 0; hits &= hits - 1) {
			const uint8_t *at = p + i + _tzcnt_u32(hits);

			if (m == 2 || memcmp(at + 1, what + 1, m - 2) == 0)
				return at;
		}
	}
	return NULL;
}

#else
typedef int no_avx2;
#endif
