/* lex_avx2.c - the kernel of lex.h with AVX2, BMI and carry-less multiplication. */
#include "json/lex.h"

#if defined(__x86_64__) && defined(__AVX2__)
#include "base/bits_avx2.h"

struct lex_masks {
	uint64_t quote, slash, op, white, low;
	bool high;
};

/* Each byte equals the entry of its low nibble: four classes in one look-up. */
#define MATCH(v, table, key) _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, v), key)

static inline struct lex_masks
lex_classify(const uint8_t *p)
{
	const __m256i space = AVX2_TABLE(' ', -1, -1, -1, -1, -1, -1, -1,
	    -1, '\t', '\n', -1, -1, '\r', -1, -1);
	const __m256i op = AVX2_TABLE(-1, -1, -1, -1, -1, -1, -1, -1,
	    -1, -1, ':', '{', ',', '}', -1, -1);
	const __m256i quote = _mm256_set1_epi8('"'), slash = _mm256_set1_epi8('\\');
	const __m256i fold = _mm256_set1_epi8(0x20), last = _mm256_set1_epi8(0x1f);
	__m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));

	return (struct lex_masks){
		.quote = avx2_bits(_mm256_cmpeq_epi8(a, quote), _mm256_cmpeq_epi8(b, quote)),
		.slash = avx2_bits(_mm256_cmpeq_epi8(a, slash), _mm256_cmpeq_epi8(b, slash)),
		.op = avx2_bits(MATCH(a, op, _mm256_or_si256(a, fold)),
		    MATCH(b, op, _mm256_or_si256(b, fold))),
		.white = avx2_bits(MATCH(a, space, a), MATCH(b, space, b)),
		.low = avx2_bits(_mm256_cmpeq_epi8(_mm256_min_epu8(a, last), a),
		    _mm256_cmpeq_epi8(_mm256_min_epu8(b, last), b)),
		.high = _mm256_movemask_epi8(_mm256_or_si256(a, b)) != 0,
	};
}

#define LEX_KERNEL json_lex_avx2
#define LEX_PARITY avx2_parity
#define LEX_STORE 1
#include "json/lex_kernel.inc"

#else
typedef int no_avx2;
#endif
