/* masks.h - masks of 64 bytes: what every kernel does alike (internal to json). */
#ifndef SLUICE_JSON_MASKS_H
#define SLUICE_JSON_MASKS_H

#include <stddef.h>
#include <stdint.h>

/* The bytes that a backslash escapes; *carry goes on to the next block. */
static inline uint64_t
bits_escaped(uint64_t *carry, uint64_t slash)
{
	uint64_t escaped = *carry;

	*carry = 0;
	slash &= ~escaped;
	while (slash != 0) {
		unsigned i = (unsigned)__builtin_ctzll(slash);

		if (i == 63) {
			*carry = 1;
			break;
		}
		escaped |= UINT64_C(2) << i;
		slash &= ~(UINT64_C(3) << i);
	}
	return escaped;
}

/* Bit i is the parity of bits 0 .. i. */
static inline uint64_t
bits_parity(uint64_t q)
{
	q ^= q << 1;
	q ^= q << 2;
	q ^= q << 4;
	q ^= q << 8;
	q ^= q << 16;
	return q ^ q << 32;
}

/* Eight bytes, the first one lowest. */
static inline uint64_t
bits_load(const uint8_t *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
	    (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 |
	    (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

/*
 * Some byte of w equals c, or is below 0x20: the lowest bit that is set is the top
 * bit of the first such byte; those of later bytes mean nothing.
 */
static inline uint64_t
bits_equal(uint64_t w, uint8_t c)
{
	w ^= UINT64_C(0x0101010101010101) * c;
	return (w - UINT64_C(0x0101010101010101)) & ~w & UINT64_C(0x8080808080808080);
}

static inline uint64_t
bits_control(uint64_t w)
{
	return (w - UINT64_C(0x2020202020202020)) & ~w & UINT64_C(0x8080808080808080);
}

/* The number of the byte whose top bit is the lowest one set. */
static inline size_t
bits_first(uint64_t tops)
{
	return (size_t)__builtin_ctzll(tops) / 8;
}

/* The first n bits, n <= 64. */
static inline uint64_t
bits_below(size_t n)
{
	return n >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1;
}

#endif
