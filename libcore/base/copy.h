/* copy.h - copies of few bytes, without a call. */
#ifndef SLUICE_BASE_COPY_H
#define SLUICE_BASE_COPY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Copies n bytes, mostly few, and touches none before or after them.  A copy of an odd
 * length is two of a fixed one that overlap.
 */
static inline __attribute__((always_inline)) void
copy_few(void *to, const void *from, size_t n)
{
	uint8_t *t = to;
	const uint8_t *f = from;
	uint8_t a[32], b[32];

	if (n > 64) {
		memcpy(t, f, n);
	} else if (n > 32) {
		memcpy(a, f, 32);
		memcpy(b, f + n - 32, 32);
		memcpy(t, a, 32);
		memcpy(t + n - 32, b, 32);
	} else if (n > 16) {
		memcpy(a, f, 16);
		memcpy(b, f + n - 16, 16);
		memcpy(t, a, 16);
		memcpy(t + n - 16, b, 16);
	} else if (n >= 8) {
		memcpy(a, f, 8);
		memcpy(b, f + n - 8, 8);
		memcpy(t, a, 8);
		memcpy(t + n - 8, b, 8);
	} else if (n >= 4) {
		memcpy(a, f, 4);
		memcpy(b, f + n - 4, 4);
		memcpy(t, a, 4);
		memcpy(t + n - 4, b, 4);
	} else if (n > 0) {
		t[0] = f[0];
		t[n / 2] = f[n / 2];
		t[n - 1] = f[n - 1];
	}
}

#endif
