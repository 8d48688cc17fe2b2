/* find.c - search: by vector code where there is some, else by the C library. */
#include "base/find.h"

#include <string.h>

#include "base/cpu.h"

/* Beyond it the C library's search, which is linear in the worst case too. */
#define SHORT 64

const void *
find_bytes(const void *p, size_t n, const void *what, size_t m)
{
	if (m == 1)
		return n == 0 ? NULL : memchr(p, *(const uint8_t *)what, n);
#if defined(__x86_64__)
	if (m >= 2 && m <= SHORT && n >= m && n - m >= 31 && cpu_level() == CPU_AVX2)
		return find_avx2(p, n, what, m);
#endif
	return memmem(p, n, what, m);
}
