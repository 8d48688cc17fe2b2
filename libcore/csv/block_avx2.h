/* block_avx2.h - which of 64 bytes are what, and which are in quoted cells (internal to csv). */
#ifndef SLUICE_CSV_BLOCK_AVX2_H
#define SLUICE_CSV_BLOCK_AVX2_H

#if defined(__AVX2__)
#include <immintrin.h>

#include "base/bits_avx2.h"
#include "csv/dialect.h"

/* A dialect in registers. */
struct csv_bytes {
	__m256i quote, feed, ret, delimiter;
	uint64_t quoting;	/* all ones where there are quotes */
};

/* 64 bytes, and masks of them. */
struct csv_block {
	__m256i a, b;
	uint64_t quote, end, delimiter;
};

static inline struct csv_bytes
csv_bytes(const struct csv_dialect *d)
{
	return (struct csv_bytes){
		_mm256_set1_epi8((char)d->quote), _mm256_set1_epi8('\n'),
		_mm256_set1_epi8('\r'), _mm256_set1_epi8((char)d->delimiter),
		d->quote != 0 ? ~UINT64_C(0) : 0
	};
}

static inline uint64_t
csv_equal(const struct csv_block *k, __m256i c)
{
	return avx2_equal(k->a, k->b, c);
}

/* Loads 64 bytes; the delimiters are left to csv_delimiters(). */
static inline struct csv_block
csv_load(const struct csv_bytes *c, const uint8_t *p)
{
	struct csv_block k = {
		_mm256_loadu_si256((const __m256i *)(const void *)p),
		_mm256_loadu_si256((const __m256i *)(const void *)(p + 32)), 0, 0, 0
	};

	k.quote = csv_equal(&k, c->quote) & c->quoting;
	k.end = avx2_bits(
	    _mm256_or_si256(_mm256_cmpeq_epi8(k.a, c->feed), _mm256_cmpeq_epi8(k.a, c->ret)),
	    _mm256_or_si256(_mm256_cmpeq_epi8(k.b, c->feed), _mm256_cmpeq_epi8(k.b, c->ret)));
	return k;
}

static inline void
csv_delimiters(struct csv_block *k, const struct csv_bytes *c)
{
	k->delimiter = csv_equal(k, c->delimiter);
}

/*
 * Which bytes are in quoted cells, closing quotes aside, when the automaton is *at before
 * them; *at becomes where it is after them.  False, with *at unchanged, where the parity of
 * quotes does not say so: a quote inside an unquoted cell, text after a closing quote.
 */
static inline bool
csv_inside(const struct csv_block *k, enum csv_at *at, uint64_t *inside)
{
	const uint64_t top = UINT64_C(1) << 63;
	uint64_t before = k->quote | k->delimiter | k->end, after = before >> 1 | top;
	uint64_t in = avx2_parity(k->quote) ^ (*at == CSV_QUOTED ? ~UINT64_C(0) : 0);
	bool starts = *at == CSV_START || *at == CSV_CELL || *at == CSV_QUOTE;

	if (*at == CSV_AFTER || (*at == CSV_QUOTE && (before & 1) == 0) ||
	    (k->quote & in & ~(before << 1 | starts)) != 0 ||
	    (k->quote & ~in & ~after) != 0)
		return false;
	*inside = in;
	*at = (in & top) != 0 ? CSV_QUOTED : (k->quote & top) != 0 ? CSV_QUOTE :
	    (k->end & top) != 0 ? CSV_START : (k->delimiter & top) != 0 ? CSV_CELL : CSV_PLAIN;
	return true;
}

#endif
#endif
