/* lines_scan.c - line ends in portable C, and the choice of a variant. */
#include "format/lines_scan.h"

#include <string.h>

#include "base/cpu.h"

size_t
lines_count_portable(const uint8_t *p, size_t n, uint8_t delimiter)
{
	const uint8_t *end = p + n;
	size_t count = 0;

	while (p < end && (p = memchr(p, delimiter, (size_t)(end - p))) != NULL) {
		count++;
		p++;
	}
	return count;
}

void
lines_squeeze_portable(const uint8_t *p, size_t n, uint8_t delimiter, uint8_t *out,
    int32_t *ends)
{
	const uint8_t *end = p + n, *q;
	uint8_t *to = out;

	for (; p < end; p = q + 1) {
		q = memchr(p, delimiter, (size_t)(end - p));
		memcpy(to, p, (size_t)(q - p));
		to += q - p;
		*ends++ = (int32_t)(to - out);
	}
}

size_t
lines_count(const uint8_t *p, size_t n, uint8_t delimiter)
{
#ifdef __x86_64__
	if (cpu_level() >= CPU_AVX2)
		return lines_count_avx2(p, n, delimiter);
#endif
	return lines_count_portable(p, n, delimiter);
}

void
lines_squeeze(const uint8_t *p, size_t n, uint8_t delimiter, uint8_t *out, int32_t *ends)
{
#ifdef __x86_64__
	if (cpu_level() >= CPU_AVX2) {
		lines_squeeze_avx2(p, n, delimiter, out, ends);
		return;
	}
#endif
	lines_squeeze_portable(p, n, delimiter, out, ends);
}
