/* bits.h - masks of 64 bytes: what every kernel does alike (internal to json). */
#ifndef SLUICE_JSON_BITS_H
#define SLUICE_JSON_BITS_H

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

/* Bit number bit of each of the eight bytes of t, as eight bits. */
static inline uint64_t
bits_gather(uint64_t t, int bit)
{
	return ((t >> bit & UINT64_C(0x0101010101010101)) *
	    UINT64_C(0x0102040810204080)) >> 56;
}

/* The first n bits, n <= 64. */
static inline uint64_t
bits_below(size_t n)
{
	return n >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1;
}

#endif
