/* cpu.h - which vector code this process may run, and how many CPUs it may use. */
#ifndef SLUICE_BASE_CPU_H
#define SLUICE_BASE_CPU_H

enum cpu_level {
	CPU_PORTABLE,		/* plain C */
	CPU_SSE2,		/* x86-64 base line (or NEON on arm64) */
	CPU_AVX2		/* AVX2 with BMI1, BMI2 and PCLMUL */
};

/*
 * The best level of this machine, or the lower one that the environment variable
 * SLUICE_CPU names (portable, sse2, avx2).  Found once; any thread may call it.
 */
enum cpu_level cpu_level(void);

/* CPUs that this process may run on (its affinity mask), at least 1. */
int cpu_count(void);

#endif
