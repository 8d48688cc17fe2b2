/* lex_sse2.c - the kernel of lex.h with what every x86-64 CPU has. */
#include "json/lex.h"

#if defined(__x86_64__)
#include <emmintrin.h>

struct lex_masks {
	uint64_t quote, slash, op, white, low;
	bool high;
};

static inline uint64_t
bits(__m128i v)
{
	return (uint64_t)(unsigned)_mm_movemask_epi8(v);
}

static inline struct lex_masks
lex_classify(const uint8_t *p)
{
	struct lex_masks m = { 0, 0, 0, 0, 0, false };
	uint64_t high = 0;

	for (int s = 0; s < 64; s += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + s));
		__m128i f = _mm_or_si128(v, _mm_set1_epi8(0x20));
		__m128i op = _mm_or_si128(
		    _mm_or_si128(_mm_cmpeq_epi8(f, _mm_set1_epi8('{')),
		    _mm_cmpeq_epi8(f, _mm_set1_epi8('}'))),
		    _mm_or_si128(_mm_cmpeq_epi8(f, _mm_set1_epi8(',')),
		    _mm_cmpeq_epi8(f, _mm_set1_epi8(':'))));
		__m128i white = _mm_or_si128(
		    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(' ')),
		    _mm_cmpeq_epi8(v, _mm_set1_epi8('\t'))),
		    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')),
		    _mm_cmpeq_epi8(v, _mm_set1_epi8('\r'))));

		m.quote |= bits(_mm_cmpeq_epi8(v, _mm_set1_epi8('"'))) << s;
		m.slash |= bits(_mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))) << s;
		m.op |= bits(op) << s;
		m.white |= bits(white) << s;
		m.low |= bits(_mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v)) << s;
		high |= bits(v);
	}
	m.high = high != 0;
	return m;
}

#define LEX_KERNEL json_lex_sse2
#define LEX_PARITY bits_parity
#define LEX_STORE 0
#include "json/lex_kernel.inc"

#else
typedef int no_sse2;
#endif
