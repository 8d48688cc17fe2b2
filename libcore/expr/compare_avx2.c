/* compare_avx2.c - comparison of vectors into bitmaps, 32 bytes at a step. */
#include "expr/compare.h"

#if defined(__x86_64__) && defined(__AVX2__)
#include <immintrin.h>
#include <string.h>

#define LOAD(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))

/*
 * A loop over words of 64 rows; STEP rows at a time give STEP bits.  The rows
 * after the last whole word go through a copy of 64.
 */
#define COMPARE_LOOP(name, T, STEP, LOADV, VEC, SPREAD, bits) \
static inline uint64_t \
name##_word(const T *a, const T *b, bool one) \
{ \
	const VEC all = SPREAD(b[0]); \
	uint64_t word = 0; \
	size_t j; \
 \
	for (j = 0; j < 64; j += (STEP)) { \
		const VEC x = LOADV(a + j), y = one ? all : LOADV(b + j); \
		word |= (uint64_t)(unsigned)(bits) << j; \
	} \
	return word; \
} \
static void \
name(const void *av, const void *bv, bool one, int64_t n, uint64_t *out) \
{ \
	const T *a = av, *b = bv; \
	T lasta[64], lastb[64]; \
	int64_t i = 0; \
 \
	if (one) { \
		for (; i + 64 <= n; i += 64) \
			*out++ = name##_word(a + i, b, true); \
	} else { \
		for (; i + 64 <= n; i += 64) \
			*out++ = name##_word(a + i, b + i, false); \
	} \
	if (i == n) \
		return; \
	memset(lasta, 0, sizeof(lasta)); \
	memset(lastb, 0, sizeof(lastb)); \
	memcpy(lasta, a + i, (size_t)(n - i) * sizeof(T)); \
	memcpy(lastb, one ? b : b + i, one ? sizeof(T) : (size_t)(n - i) * sizeof(T)); \
	*out = name##_word(lasta, lastb, one) & ((UINT64_C(1) << (n - i)) - 1); \
}

#define MASK8(m) _mm256_movemask_epi8(m)
#define MASK4(m) _mm256_movemask_ps(_mm256_castsi256_ps(m))
#define MASK2(m) _mm256_movemask_pd(_mm256_castsi256_pd(m))

#define INTS(name, T, STEP, SPREAD, EQ, GT, MASK) \
	COMPARE_LOOP(name##_eq, T, STEP, LOAD, __m256i, SPREAD, MASK(EQ(x, y))) \
	COMPARE_LOOP(name##_gt, T, STEP, LOAD, __m256i, SPREAD, MASK(GT(x, y))) \
	COMPARE_LOOP(name##_lt, T, STEP, LOAD, __m256i, SPREAD, MASK(GT(y, x)))

INTS(i8, int8_t, 32, _mm256_set1_epi8, _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, MASK8)
INTS(i32, int32_t, 8, _mm256_set1_epi32, _mm256_cmpeq_epi32, _mm256_cmpgt_epi32, MASK4)
INTS(i64, int64_t, 4, _mm256_set1_epi64x, _mm256_cmpeq_epi64, _mm256_cmpgt_epi64, MASK2)

/* NaN is equal to itself and greater than every number. */
#define FLOATS(name, T, STEP, VEC, P, SPREAD) \
	COMPARE_LOOP(name##_eq, T, STEP, _mm256_loadu_##P, VEC, SPREAD, \
	    _mm256_movemask_##P(_mm256_or_##P(_mm256_cmp_##P(x, y, _CMP_EQ_OQ), \
	    _mm256_and_##P(_mm256_cmp_##P(x, x, _CMP_UNORD_Q), \
	    _mm256_cmp_##P(y, y, _CMP_UNORD_Q))))) \
	COMPARE_LOOP(name##_gt, T, STEP, _mm256_loadu_##P, VEC, SPREAD, \
	    _mm256_movemask_##P(_mm256_and_##P(_mm256_cmp_##P(x, y, _CMP_NLE_UQ), \
	    _mm256_cmp_##P(y, y, _CMP_ORD_Q)))) \
	COMPARE_LOOP(name##_lt, T, STEP, _mm256_loadu_##P, VEC, SPREAD, \
	    _mm256_movemask_##P(_mm256_and_##P(_mm256_cmp_##P(y, x, _CMP_NLE_UQ), \
	    _mm256_cmp_##P(x, x, _CMP_ORD_Q))))

FLOATS(f32, float, 8, __m256, ps, _mm256_set1_ps)
FLOATS(f64, double, 4, __m256d, pd, _mm256_set1_pd)

compare_fn *
compare_avx2(enum type_id id, enum compare_op op)
{
	static compare_fn *const i8[] = { i8_eq, i8_lt, i8_gt };
	static compare_fn *const i32[] = { i32_eq, i32_lt, i32_gt };
	static compare_fn *const i64[] = { i64_eq, i64_lt, i64_gt };
	static compare_fn *const f32[] = { f32_eq, f32_lt, f32_gt };
	static compare_fn *const f64[] = { f64_eq, f64_lt, f64_gt };

	switch (id) {
	case TYPE_TINYINT:
		return i8[op];
	case TYPE_INT:
	case TYPE_DATE:
		return i32[op];
	case TYPE_BIGINT:
	case TYPE_TIMESTAMP:
	case TYPE_TIMESTAMP_NTZ:
		return i64[op];
	case TYPE_FLOAT:
		return f32[op];
	case TYPE_DOUBLE:
		return f64[op];
	default:
		return NULL;
	}
}
#else
typedef int compare_avx2_is_for_x86_64;
#endif
