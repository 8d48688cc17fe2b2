/* scan_avx2.c - records 64 bytes at a time. */
#include "csv/record_scan.h"

#ifdef __x86_64__
#include "csv/block_avx2.h"

/* Counts the ends of records among those in a block that starts at byte from. */
static inline void
ends(struct csv_run *run, uint64_t end, bool blank, size_t from)
{
	uint64_t record = end & ~(end << 1 | blank);

	if (end == 0)
		return;
	run->records += (size_t)_mm_popcnt_u64(record);
	run->last = from + 64 - (size_t)_lzcnt_u64(end);
	if (run->first == CSV_NONE && record != 0)
		run->first = from + (size_t)_tzcnt_u64(record) + 1;
}

/* One block byte by byte. */
static __attribute__((noinline)) void
step(const struct csv_dialect *d, const uint8_t *p, size_t from, size_t n, struct csv_run *run)
{
	struct csv_run r = { run->at, run->records, CSV_NONE, 0, false };

	csv_scan_portable(d, p + from, n, &r);
	run->at = r.at;
	run->records = r.records;
	if (r.last > 0)
		run->last = from + r.last;
	if (run->first == CSV_NONE && r.first != CSV_NONE)
		run->first = from + r.first;
}

/* One block with all its masks; false, with nothing done, where parity does not hold. */
static inline bool
block(const struct csv_block *k, size_t from, struct csv_run *run)
{
	bool blank = run->at == CSV_START;
	uint64_t inside;

	if (!csv_inside(k, &run->at, &inside))
		return false;
	ends(run, k->end & ~inside, blank, from);
	return true;
}

/* Whether a block without quotes is all plain text from at on. */
static inline bool
is_text(enum csv_at at)
{
	return at <= CSV_PLAIN;
}

/* A block without quotes where the automaton is outside of quoted cells, as block(). */
static inline void
text(const struct csv_dialect *d, const struct csv_block *k, const uint8_t *p, size_t from,
    struct csv_run *run)
{
	uint8_t top = p[from + 63];

	ends(run, k->end, run->at == CSV_START, from);
	run->at = k->end >> 63 != 0 ? CSV_START : top == d->delimiter ? CSV_CELL : CSV_PLAIN;
}

size_t
csv_lines_avx2(const uint8_t *p, size_t n)
{
	const __m256i feed = _mm256_set1_epi8('\n'), ret = _mm256_set1_epi8('\r');
	uint64_t after = 0;
	size_t i, lines = 0;

	for (i = 0; i + 64 <= n; i += 64) {
		struct csv_block k = {
			_mm256_loadu_si256((const __m256i *)(const void *)(p + i)),
			_mm256_loadu_si256((const __m256i *)(const void *)(p + i + 32)), 0, 0, 0
		};
		uint64_t f = csv_equal(&k, feed), r = csv_equal(&k, ret);

		lines += (size_t)_mm_popcnt_u64(r | (f & ~(r << 1 | after)));
		after = r >> 63;
	}
	return lines + csv_lines_portable(p + i, n - i) -
	    (after != 0 && i < n && p[i] == '\n');
}

void
csv_scan_avx2(const struct csv_dialect *d, const uint8_t *p, size_t n, struct csv_run *run)
{
	const struct csv_bytes c = csv_bytes(d);
	struct csv_run r = *run;
	size_t i;

	for (i = 0; i + 64 <= n; i += 64) {
		struct csv_block k = csv_load(&c, p + i);

		if (k.quote == 0 && r.at == CSV_QUOTED)
			continue;
		if (k.quote == 0 && is_text(r.at)) {
			text(d, &k, p, i, &r);
			continue;
		}
		csv_delimiters(&k, &c);
		if (!block(&k, i, &r))
			step(d, p, i, 64, &r);
	}
	step(d, p, i, n - i, &r);
	*run = r;
}

/* A block with quotes, or one that is in the middle of something. */
static __attribute__((noinline)) void
both(const struct csv_dialect *d, const struct csv_block *k, const uint8_t *p, size_t from,
    struct csv_run r[2])
{
	bool exact = block(k, from, &r[0]);

	if (!exact)
		step(d, p, from, 64, &r[0]);
	if (r[1].given_up || block(k, from, &r[1]))
		return;
	/* What goes by parity one way, and not the other, is likely that way. */
	r[1].given_up = exact;
	if (!exact)
		step(d, p, from, 64, &r[1]);
}

void
csv_scan_both_avx2(const struct csv_dialect *d, const uint8_t *p, size_t n,
    struct csv_run run[2])
{
	const struct csv_bytes c = csv_bytes(d);
	struct csv_run r[2] = { run[0], run[1] };
	size_t i;

	for (i = 0; i + 64 <= n; i += 64) {
		struct csv_block k = csv_load(&c, p + i);

		if (k.quote == 0 && is_text(r[0].at) &&
		    (r[1].given_up || r[1].at == CSV_QUOTED)) {
			text(d, &k, p, i, &r[0]);
			continue;
		}
		csv_delimiters(&k, &c);
		both(d, &k, p, i, r);
	}
	step(d, p, i, n - i, &r[0]);
	if (!r[1].given_up)
		step(d, p, i, n - i, &r[1]);
	run[0] = r[0];
	run[1] = r[1];
}
#endif
