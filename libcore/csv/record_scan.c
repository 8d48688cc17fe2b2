/* record_scan.c - records in portable C, and the choice of a variant. */
#include "csv/record_scan.h"

#include <string.h>

#include "base/cpu.h"

void
csv_scan_portable(const struct csv_dialect *d, const uint8_t *p, size_t n,
    struct csv_run *run)
{
	enum csv_at at = run->at;

	for (size_t i = 0; i < n; i++) {
		enum csv_at next = csv_step(d, at, p[i]);

		if (next == CSV_START) {
			run->records += at != CSV_START;
			run->last = i + 1;
			if (run->first == CSV_NONE && at != CSV_START)
				run->first = i + 1;
		}
		at = next;
	}
	run->at = at;
}

void
csv_scan(const struct csv_dialect *d, const uint8_t *p, size_t n, struct csv_run *run)
{
#ifdef __x86_64__
	if (cpu_level() >= CPU_AVX2) {
		csv_scan_avx2(d, p, n, run);
		return;
	}
#endif
	csv_scan_portable(d, p, n, run);
}

void
csv_scan_both(const struct csv_dialect *d, const uint8_t *p, size_t n, struct csv_run run[2])
{
	const struct csv_run outside = CSV_RUN(CSV_START), inside = CSV_RUN(CSV_QUOTED);

	run[0] = outside;
	run[1] = inside;
#ifdef __x86_64__
	if (cpu_level() >= CPU_AVX2) {
		csv_scan_both_avx2(d, p, n, run);
		return;
	}
#endif
	csv_scan_portable(d, p, n, &run[0]);
	csv_scan_portable(d, p, n, &run[1]);
}

size_t
csv_lines_portable(const uint8_t *p, size_t n)
{
	size_t lines = 0;

	for (size_t i = 0; i < n; i++)
		lines += p[i] == '\r' || (p[i] == '\n' && (i == 0 || p[i - 1] != '\r'));
	return lines;
}

size_t
csv_lines(const uint8_t *p, size_t n)
{
#ifdef __x86_64__
	if (cpu_level() >= CPU_AVX2)
		return csv_lines_avx2(p, n);
#endif
	return csv_lines_portable(p, n);
}

size_t
csv_opened(const struct csv_dialect *d, const uint8_t *p, size_t n)
{
	const uint8_t *q;

	/* Runs of quotes in the cell are even; the one with its first quote is odd. */
	while (n > 0 && (q = memrchr(p, d->quote, n)) != NULL) {
		size_t end = (size_t)(q - p) + 1, from = end;

		while (from > 0 && p[from - 1] == d->quote)
			from--;
		if ((end - from) % 2 != 0)
			return from;
		n = from;
	}
	return CSV_NONE;
}
