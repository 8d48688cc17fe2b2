/* utf8.c - UTF-8 validation and conversion. */
#include "base/utf8.h"

#include <string.h>

#include "base/cpu.h"
#include "base/utf8_impl.h"

size_t
utf8_len(const uint8_t *p, size_t left)
{
	uint8_t a = p[0];

	if (a < 0x80)
		return 1;
	if (a >= 0xc2 && a <= 0xdf)
		return left >= 2 && (p[1] & 0xc0) == 0x80 ? 2 : 0;
	if ((a & 0xf0) == 0xe0) {
		if (left < 3 || (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80)
			return 0;
		/* e0 would be overlong below a0, ed a surrogate from a0 on. */
		if ((a == 0xe0 && p[1] < 0xa0) || (a == 0xed && p[1] > 0x9f))
			return 0;
		return 3;
	}
	if (a >= 0xf0 && a <= 0xf4) {
		if (left < 4 || (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80 ||
		    (p[3] & 0xc0) != 0x80)
			return 0;
		if ((a == 0xf0 && p[1] < 0x90) || (a == 0xf4 && p[1] > 0x8f))
			return 0;
		return 4;
	}
	return 0;
}

size_t
utf8_valid_prefix_portable(const uint8_t *p, size_t n)
{
	size_t i = 0, len;
	uint64_t w[2];

	while (i < n) {
		/* Sixteen ASCII bytes at a step. */
		while (n - i >= 16) {
			memcpy(w, p + i, 16);
			if (((w[0] | w[1]) & 0x8080808080808080u) != 0)
				break;
			i += 16;
		}
		if (i == n)
			break;
		if (p[i] < 0x80) {
			i++;
			continue;
		}
		if ((len = utf8_len(p + i, n - i)) == 0)
			return i;
		i += len;
	}
	return n;
}

size_t
utf8_valid_prefix(const void *p, size_t n)
{
	const uint8_t *b = p;
	size_t done = 0;

#if defined(__x86_64__)
	/* The vector code says only valid or not; the portable code finds the place. */
	if (n >= 64 && cpu_level() >= CPU_AVX2 && utf8_valid_avx2(b, n))
		return n;
#endif
	return done + utf8_valid_prefix_portable(b + done, n - done);
}

size_t
utf8_decode(const uint8_t *p, uint32_t *cp)
{
	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	if (p[0] < 0xe0) {
		*cp = (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
		return 2;
	}
	if (p[0] < 0xf0) {
		*cp = (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 |
		    (p[2] & 0x3f);
		return 3;
	}
	*cp = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
	    (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
	return 4;
}

size_t
utf8_encode(uint8_t *out, uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (uint8_t)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (uint8_t)(0xc0 | cp >> 6);
		out[1] = (uint8_t)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (uint8_t)(0xe0 | cp >> 12);
		out[1] = (uint8_t)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | cp >> 18);
	out[1] = (uint8_t)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (cp & 0x3f));
	return 4;
}

size_t
utf8_count(const void *p, size_t n)
{
	const uint8_t *b = p;
	size_t chars = n, i;
	uint64_t w;

	/* Less the continuation bytes, 10xxxxxx: eight at a step, then one by one. */
	for (i = 0; i + 8 <= n; i += 8) {
		memcpy(&w, b + i, 8);
		w = w >> 7 & ~w >> 6 & UINT64_C(0x0101010101010101);
		chars -= (size_t)(w * UINT64_C(0x0101010101010101) >> 56);
	}
	for (; i < n; i++)
		chars -= (b[i] & 0xc0) == 0x80;
	return chars;
}
