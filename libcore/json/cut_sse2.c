/* cut_sse2.c - the kernel of cut.h with what every x86-64 CPU has. */
#include "json/cut.h"

#if defined(__x86_64__)
#include <emmintrin.h>

struct cut_masks {
	uint64_t quote, slash, open, close, feed;
};

static inline uint64_t
equal(__m128i v, char c)
{
	return (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(c)));
}

static inline struct cut_masks
cut_classify(const uint8_t *p)
{
	struct cut_masks m = { 0, 0, 0, 0, 0 };

	for (int s = 0; s < 64; s += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + s));
		__m128i fold = _mm_or_si128(v, _mm_set1_epi8(0x20));

		m.quote |= equal(v, '"') << s;
		m.slash |= equal(v, '\\') << s;
		m.open |= equal(fold, '{') << s;
		m.close |= equal(fold, '}') << s;
		m.feed |= equal(v, '\n') << s;
	}
	return m;
}

static inline void
cut_ends(const uint8_t *p, uint64_t *comma, uint64_t *white)
{
	*comma = *white = 0;
	for (int s = 0; s < 64; s += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + s));

		*comma |= equal(v, ',') << s;
		*white |= (equal(v, ' ') | equal(v, '\t') | equal(v, '\n') |
		    equal(v, '\r')) << s;
	}
}

#define CUT_KERNEL json_cut_sse2
#define CUT_PARITY bits_parity
#include "json/cut_kernel.inc"

#else
typedef int no_sse2;
#endif
