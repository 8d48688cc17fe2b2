/* cut_avx2.c - the kernel of cut.h with AVX2, BMI and carry-less multiplication. */
#include "json/cut.h"

#if defined(__x86_64__) && defined(__AVX2__)
#include "base/bits_avx2.h"

struct cut_masks {
	uint64_t quote, slash, open, close, feed;
};

static inline struct cut_masks
cut_classify(const uint8_t *p)
{
	const __m256i fold = _mm256_set1_epi8(0x20);
	__m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
	__m256i fa = _mm256_or_si256(a, fold), fb = _mm256_or_si256(b, fold);

	return (struct cut_masks){
		.quote = avx2_equal(a, b, _mm256_set1_epi8('"')),
		.slash = avx2_equal(a, b, _mm256_set1_epi8('\\')),
		.open = avx2_equal(fa, fb, _mm256_set1_epi8('{')),
		.close = avx2_equal(fa, fb, _mm256_set1_epi8('}')),
		.feed = avx2_equal(a, b, _mm256_set1_epi8('\n')),
	};
}

static inline void
cut_ends(const uint8_t *p, uint64_t *comma, uint64_t *white)
{
	__m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));

	*comma = avx2_equal(a, b, _mm256_set1_epi8(','));
	*white = avx2_equal(a, b, _mm256_set1_epi8(' ')) |
	    avx2_equal(a, b, _mm256_set1_epi8('\t')) |
	    avx2_equal(a, b, _mm256_set1_epi8('\n')) |
	    avx2_equal(a, b, _mm256_set1_epi8('\r'));
}

#define CUT_KERNEL json_cut_avx2
#define CUT_PARITY avx2_parity
#include "json/cut_kernel.inc"

#else
typedef int no_avx2;
#endif
