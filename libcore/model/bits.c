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
	unsigned shift = (unsigned)(from & 7);
	size_t i = 0, bytes = bits_bytes(n), have = bits_bytes(from + n) - (size_t)(from >> 3);
	uint64_t word;

	if (n == 0)
		return;
	if (shift == 0) {
		memcpy(out, p, bytes);
		i = bytes;
	}
	for (; i + 8 < have; i += 8) {
		memcpy(&word, p + i, 8);
		word = word >> shift | (uint64_t)p[i + 8] << (64 - shift);
		memcpy(out + i, &word, 8);
	}
	for (; i < bytes; i++) {
		unsigned v = p[i];

		if (i + 1 < have)
			v |= (unsigned)p[i + 1] << 8;
		out[i] = (uint8_t)(v >> shift);
	}
	if ((n & 7) != 0)
		out[bytes - 1] &= (uint8_t)((1u << (n & 7)) - 1);
}

/* Puts v behind the used bits of a byte. */
static void
put_head(uint8_t *byte, unsigned used, unsigned v)
{
	*byte = (uint8_t)((*byte & ((1u << used) - 1)) | v << used);
}

/* How many of n bits from bit at on share a byte with bits before them. */
static int64_t
head_bits(int64_t at, int64_t n)
{
	int64_t room = -at & 7;

	return room < n ? room : n;
}

void
bits_put(uint8_t *out, int64_t at, const uint8_t *in, int64_t from, int64_t n)
{
	int64_t k = head_bits(at, n);
	uint8_t head;

	if (k > 0) {
		bits_copy(&head, in, from, k);
		put_head(&out[at >> 3], (unsigned)(at & 7), head);
	}
	bits_copy(out + ((at + k) >> 3), in, from + k, n - k);
}

void
bits_fill(uint8_t *out, int64_t at, int64_t n)
{
	int64_t k = head_bits(at, n);

	if (k > 0)
		put_head(&out[at >> 3], (unsigned)(at & 7), (1u << k) - 1);
	out += (at + k) >> 3;
	n -= k;
	memset(out, 0xff, (size_t)(n >> 3));
	if ((n & 7) != 0)
		out[n >> 3] = (uint8_t)((1u << (n & 7)) - 1);
}

/* Whether a byte of s is all ones: it has runs then. */
static inline bool
has_full_byte(uint64_t s)
{
	return ((~s - UINT64_C(0x0101010101010101)) & s & UINT64_C(0x8080808080808080)) != 0;
}

/* The bits of v where s has ones, packed; *k of them. */
static inline uint64_t
pack(uint64_t v, uint64_t s, unsigned *k)
{
	uint64_t out = 0;
	unsigned at = 0, from, n;

	if (!has_full_byte(s)) {
		for (; s != 0; s &= s - 1)
			out |= (v >> __builtin_ctzll(s) & 1) << at++;
	} else if (s == UINT64_MAX) {
		out = v;
		at = 64;
	} else {
		for (; s != 0; at += n) {
			from = bits_next_run(&s, &n);
			out |= (v >> from & ((UINT64_C(1) << n) - 1)) << at;
		}
	}
	*k = at;
	return out;
}

void
bits_filter(uint8_t *out, const uint8_t *in, const uint8_t *sel, int64_t n)
{
	uint64_t word = 0, s, v;
	unsigned have = 0, k;	/* bits in word; those that come */
	int64_t w;

	for (w = 0; w * 64 < n; w++) {
		if ((s = bits_word(sel, w, n)) == 0)
			continue;
		v = pack(bits_word(in, w, n), s, &k);
		word |= v << have;
		have += k;
		if (have < 64)
			continue;
		memcpy(out, &word, 8);
		out += 8;
		have -= 64;
		word = have > 0 ? v >> (k - have) : 0;
	}
	memcpy(out, &word, bits_bytes(have));
}
