/*
 * utf8_avx2.c - UTF-8 validation, 32 bytes at a step, by table look-up on the
 * nibbles of each byte pair (method: J. Keiser, D. Lemire, "Validating UTF-8 In
 * Less Than One Instruction Per Byte", 2020).
 */
#include "base/utf8_impl.h"

#if defined(__x86_64__) && defined(__AVX2__)
#include <immintrin.h>
#include <string.h>

/* Each bit is one kind of error that a pair of neighbouring bytes can show. */
enum {
	TOO_SHORT = 1 << 0,	/* lead byte, then no continuation */
	TOO_LONG = 1 << 1,	/* ASCII, then a continuation */
	OVERLONG_3 = 1 << 2,
	SURROGATE = 1 << 4,
	OVERLONG_2 = 1 << 5,
	TWO_CONTS = 1 << 7,
	TOO_LARGE = 1 << 3,
	TOO_LARGE_1000 = 1 << 6,
	OVERLONG_4 = 1 << 6,
	CARRY = TOO_SHORT | TOO_LONG | TWO_CONTS
};

#define TABLE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

/* The bytes of cur shifted up by n, filled from the end of prev. */
#define PREV(cur, prev, n) _mm256_alignr_epi8(cur, \
	_mm256_permute2x128_si256(prev, cur, 0x21), 16 - (n))

static __m256i
pair_errors(__m256i in, __m256i prev1)
{
	const __m256i low = _mm256_set1_epi8(0x0f);
	const __m256i t1 = TABLE(
	    TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
	    TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
	    (char)TWO_CONTS, (char)TWO_CONTS, (char)TWO_CONTS, (char)TWO_CONTS,
	    TOO_SHORT | OVERLONG_2, TOO_SHORT,
	    TOO_SHORT | OVERLONG_3 | SURROGATE,
	    TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4);
	const __m256i t2 = TABLE(
	    (char)(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4),
	    (char)(CARRY | OVERLONG_2), (char)CARRY, (char)CARRY,
	    (char)(CARRY | TOO_LARGE),
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000),
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000),
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000),
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000),
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000),
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000),
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000),
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000),
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE),
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000),
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000));
	const __m256i t3 = TABLE(
	    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
	    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
	    (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE_1000 |
	        OVERLONG_4),
	    (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE),
	    (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE),
	    (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE),
	    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT);
	__m256i high1 = _mm256_and_si256(_mm256_srli_epi16(prev1, 4), low);
	__m256i low1 = _mm256_and_si256(prev1, low);
	__m256i high2 = _mm256_and_si256(_mm256_srli_epi16(in, 4), low);

	return _mm256_and_si256(_mm256_shuffle_epi8(t1, high1),
	    _mm256_and_si256(_mm256_shuffle_epi8(t2, low1),
	    _mm256_shuffle_epi8(t3, high2)));
}

static __m256i
block_errors(__m256i in, __m256i prev)
{
	__m256i prev1 = PREV(in, prev, 1);
	__m256i prev2 = PREV(in, prev, 2);
	__m256i prev3 = PREV(in, prev, 3);
	__m256i sc = pair_errors(in, prev1);
	/* Third and fourth bytes must be continuations, and only they come after two. */
	__m256i third = _mm256_subs_epu8(prev2, _mm256_set1_epi8((char)(0xe0 - 0x80)));
	__m256i fourth = _mm256_subs_epu8(prev3, _mm256_set1_epi8((char)(0xf0 - 0x80)));
	__m256i must = _mm256_and_si256(_mm256_or_si256(third, fourth),
	    _mm256_set1_epi8((char)0x80));

	return _mm256_xor_si256(must, sc);
}

bool
utf8_valid_avx2(const uint8_t *p, size_t n)
{
	__m256i prev = _mm256_setzero_si256(), bad = prev, in;
	uint8_t tail[32];
	size_t i;

	for (i = 0; i + 32 <= n; i += 32) {
		in = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
		/* Two ASCII blocks in a row cannot hold an error. */
		if (_mm256_movemask_epi8(_mm256_or_si256(in, prev)) != 0)
			bad = _mm256_or_si256(bad, block_errors(in, prev));
		prev = in;
	}
	/* Zeros after the end are ASCII, so a character cut there shows as too short. */
	memset(tail, 0, sizeof(tail));
	if (n > i)
		memcpy(tail, p + i, n - i);
	in = _mm256_loadu_si256((const __m256i *)(const void *)tail);
	bad = _mm256_or_si256(bad, block_errors(in, prev));
	if (n - i > 29) {
		prev = in;
		bad = _mm256_or_si256(bad, block_errors(_mm256_setzero_si256(), prev));
	}
	return _mm256_testz_si256(bad, bad) != 0;
}

#endif
