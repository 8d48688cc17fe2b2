/* lines_avx2.c - line ends 64 bytes at a time. */
#include "format/lines_scan.h"

#ifdef __x86_64__
#include <immintrin.h>
#include <string.h>

/* A bit for each of the 64 bytes at p that is the delimiter. */
static inline uint64_t
mask64(const uint8_t *p, __m256i delimiter)
{
	__m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));

	return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, delimiter)) |
	    (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, delimiter)) << 32;
}

size_t
lines_count_avx2(const uint8_t *p, size_t n, uint8_t delimiter)
{
	__m256i d = _mm256_set1_epi8((char)delimiter);
	size_t i, count = 0;

	for (i = 0; i + 64 <= n; i += 64)
		count += (size_t)_mm_popcnt_u64(mask64(p + i, d));
	return count + lines_count_portable(p + i, n - i, delimiter);
}

/* Copies n bytes; reads and writes up to LINES_PAD bytes more. */
static inline void
copy(uint8_t *to, const uint8_t *from, size_t n)
{
	size_t i = 0;

	if (n > 256) {
		memcpy(to, from, n);
		return;
	}
	do {
		_mm256_storeu_si256((__m256i *)(void *)(to + i),
		    _mm256_loadu_si256((const __m256i *)(const void *)(from + i)));
		i += 32;
	} while (i < n);
}

void
lines_squeeze_avx2(const uint8_t *p, size_t n, uint8_t delimiter, uint8_t *out, int32_t *ends)
{
	__m256i d = _mm256_set1_epi8((char)delimiter);
	size_t i, from = 0, at;
	uint8_t *to = out;
	uint64_t m;

	for (i = 0; i < n; i += 64) {
		m = mask64(p + i, d);
		if (n - i < 64)
			m &= (UINT64_C(1) << (n - i)) - 1;
		for (; m != 0; m = _blsr_u64(m)) {
			at = i + (size_t)_tzcnt_u64(m);
			copy(to, p + from, at - from);
			to += at - from;
			from = at + 1;
			*ends++ = (int32_t)(to - out);
		}
	}
}
#endif
