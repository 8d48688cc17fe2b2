/* bits.c - copying, counting and picking bits. */
#include "model/bits.h"

#include "model/column.h"

int64_t
column_popcount(const uint8_t *bits, int64_t n)
{
	int64_t w, sum = 0;

	for (w = 0; w * 64 < n; w++)
		sum += __builtin_popcountll(bits_word(bits, w, n));
	return sum;
}

void
bits_copy(uint8_t *out, const uint8_t *in, int64_t from, int64_t n)
{
	const uint8_t *p = in + (from >> 3);
	int shift = (int)(from & 7);
	size_t i, bytes = bits_bytes(n), have = bits_bytes(from + n) - (size_t)(from >> 3);

	for (i = 0; i < bytes; i++) {
		unsigned v = p[i];

		if (i + 1 < have)
			v |= (unsigned)p[i + 1] << 8;
		out[i] = (uint8_t)(v >> shift);
	}
	if ((n & 7) != 0)
		out[bytes - 1] &= (uint8_t)((1u << (n & 7)) - 1);
}

void
bits_filter(uint8_t *out, const uint8_t *in, const uint8_t *sel, int64_t n)
{
	int64_t w, at = 0;
	uint64_t s, v;

	for (w = 0; w * 64 < n; w++) {
		v = bits_word(in, w, n);
		for (s = bits_word(sel, w, n); s != 0; s &= s - 1) {
			if (v >> __builtin_ctzll(s) & 1)
				bits_set(out, at);
			at++;
		}
	}
}
