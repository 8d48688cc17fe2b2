/* cpu.c - run-time choice of vector code. */
#include "base/cpu.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum cpu_level
detect(void)
{
	enum cpu_level best = CPU_PORTABLE;
	const char *want;

#if defined(__x86_64__)
	best = CPU_SSE2;
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	    __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("pclmul"))
		best = CPU_AVX2;
#elif defined(__aarch64__)
	best = CPU_SSE2;
#endif
	want = getenv("SLUICE_CPU");
	if (want == NULL)
		return best;
	if (strcmp(want, "portable") == 0)
		return CPU_PORTABLE;
	if (strcmp(want, "sse2") == 0 && best > CPU_SSE2)
		return CPU_SSE2;
	return best;
}

enum cpu_level
cpu_level(void)
{
	/* Level + 1, so that 0 means not asked yet; every thread finds the same. */
	static atomic_int known;
	int k = atomic_load_explicit(&known, memory_order_relaxed);

	if (k == 0) {
		k = (int)detect() + 1;
		atomic_store_explicit(&known, k, memory_order_relaxed);
	}
	return (enum cpu_level)(k - 1);
}

int
cpu_count(void)
{
	cpu_set_t set;
	long n;

	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 0)
		return CPU_COUNT(&set);
	n = sysconf(_SC_NPROCESSORS_ONLN);
	return n > 0 ? (int)n : 1;
}
