/* bits.h - bitmaps: bit i is byte i / 8, mask 1 << i % 8. */
#ifndef SLUICE_MODEL_BITS_H
#define SLUICE_MODEL_BITS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes that n bits take. */
static inline size_t
bits_bytes(int64_t n)
{
	return (size_t)((n + 7) >> 3);
}

/* Sets or clears bit i. */
static inline void
bits_set(uint8_t *bits, int64_t i)
{
	bits[i >> 3] |= (uint8_t)(1u << (i & 7));
}

static inline void
bits_clear(uint8_t *bits, int64_t i)
{
	bits[i >> 3] &= (uint8_t)~(1u << (i & 7));
}

/* 64 bits from bit 64 * w on, of n bits in all; bits past n are zero. */
static inline uint64_t
bits_word(const uint8_t *bits, int64_t w, int64_t n)
{
	int64_t left = n - w * 64;
	uint64_t v = 0;

	if (left >= 64) {
		memcpy(&v, bits + w * 8, 8);
		return v;
	}
	memcpy(&v, bits + w * 8, bits_bytes(left));
	return v & ((UINT64_C(1) << left) - 1);
}

/* Copies n bits that begin at bit from of in to bit 0 of out; the last byte is filled with zeros. */
void bits_copy(uint8_t *out, const uint8_t *in, int64_t from, int64_t n);

/* As bits_copy(), to bit at of out; the bits before it stay as they are. */
void bits_put(uint8_t *out, int64_t at, const uint8_t *in, int64_t from, int64_t n);

/* As bits_put() of n ones. */
void bits_fill(uint8_t *out, int64_t at, int64_t n);

/*
 * The bits of in whose bit is set in sel (n bits), packed at out; the last byte is filled with
 * zeros.
 */
void bits_filter(uint8_t *out, const uint8_t *in, const uint8_t *sel, int64_t n);

/*
 * Takes the lowest run of ones off *s, which is not 0: returns where it begins, *n is how long
 * it is.
 */
static inline unsigned
bits_next_run(uint64_t *s, unsigned *n)
{
	unsigned at = (unsigned)__builtin_ctzll(*s);
	uint64_t past = *s + (UINT64_C(1) << at);	/* the carry ends in the bit after the run */

	*n = (past == 0 ? 64 : (unsigned)__builtin_ctzll(past)) - at;
	*s &= past;
	return at;
}

#endif
