/* squeeze.c - copies an indexed window without its white space. */
#include "json/squeeze.h"

#include <string.h>

/*
 * The bytes of one block whose bit in keep is set; wide: 64 bytes may be read
 * from each of them.  Writes up to 63 bytes more than it returns.
 */
static inline size_t
block(uint8_t *out, const uint8_t *in, uint64_t keep, bool wide)
{
	uint8_t *o = out;

	while (keep != 0) {
		unsigned i = (unsigned)__builtin_ctzll(keep);
		uint64_t gap = ~(keep >> i);
		unsigned n = gap == 0 ? 64 : (unsigned)__builtin_ctzll(gap);

		if (!wide)
			memcpy(o, in + i, n);
		else if (n <= 16)
			memcpy(o, in + i, 16);
		else
			memcpy(o, in + i, 64);
		o += n;
		if (i + n >= 64)
			break;
		keep &= ~UINT64_C(0) << (i + n);
	}
	return (size_t)(o - out);
}

size_t
json_squeeze(uint8_t *out, const uint8_t *in, size_t n, size_t avail,
    const uint64_t *white, const uint16_t *end, size_t nend, int32_t *offsets,
    int32_t base)
{
	uint8_t *o = out;
	size_t r = 0;

	for (size_t at = 0; at < n; at += 64, in += 64) {
		uint64_t keep = ~white[at / 64];
		uint8_t *from = o;

		if (n - at < 64)
			keep &= (UINT64_C(1) << (n - at)) - 1;
		if (keep == ~UINT64_C(0)) {
			memcpy(o, in, 64);
			o += 64;
		} else {
			o += block(o, in, keep, avail - at >= 128);
		}
		for (; r < nend && end[r] <= at + 64; r++) {
			size_t below = end[r] - at;
			uint64_t drop = below == 64 ? ~keep :
			    ~keep & ((UINT64_C(1) << below) - 1);

			offsets[r] = base + (int32_t)(from - out) +
			    (int32_t)(below - (size_t)__builtin_popcountll(drop));
		}
	}
	for (; r < nend; r++)
		offsets[r] = base + (int32_t)(o - out);
	return (size_t)(o - out);
}
