/*
 * record_scan.h - counts the records of a range of bytes, without looking at their cells.
 *
 * A range that begins after a line feed begins either outside of quoted cells or in one:
 * both can be scanned at once, by a worker that does not know what came before.
 */
#ifndef SLUICE_CSV_RECORD_SCAN_H
#define SLUICE_CSV_RECORD_SCAN_H

#include "csv/dialect.h"

/* csv_run.first of a range in which no record ends. */
#define CSV_NONE SIZE_MAX

struct csv_run {
	enum csv_at at;		/* before the range; then after it */
	size_t records;		/* that end in it, blank lines aside */
	size_t first;		/* the place after the first end of a record, or CSV_NONE */
	size_t last;		/* the place after the last one; 0: none */
	bool given_up;		/* csv_scan_both(): not known, scan it alone */
};

/* A run that begins there. */
#define CSV_RUN(where) { .at = (where), .first = CSV_NONE }

/* Scans the n bytes at p from run->at on; the counts of run are added to, places set. */
void csv_scan(const struct csv_dialect *d, const uint8_t *p, size_t n, struct csv_run *run);

/*
 * Scans from CSV_START (run[0]) and from CSV_QUOTED (run[1]) at once.  A start that the
 * bytes make unlikely may be given up.
 */
void csv_scan_both(const struct csv_dialect *d, const uint8_t *p, size_t n,
    struct csv_run run[2]);

/* Lines that end in the n bytes at p: CR, LF, or CR LF. */
size_t csv_lines(const uint8_t *p, size_t n);

/*
 * Where the cell opened that is open after the n bytes at p (the automaton is at
 * CSV_QUOTED): the place of its quote, or CSV_NONE when that is before p.
 */
size_t csv_opened(const struct csv_dialect *d, const uint8_t *p, size_t n);

/* The variants, which tests call one by one. */
void csv_scan_portable(const struct csv_dialect *d, const uint8_t *p, size_t n,
    struct csv_run *run);
void csv_scan_avx2(const struct csv_dialect *d, const uint8_t *p, size_t n, struct csv_run *run);
size_t csv_lines_portable(const uint8_t *p, size_t n);
size_t csv_lines_avx2(const uint8_t *p, size_t n);
void csv_scan_both_avx2(const struct csv_dialect *d, const uint8_t *p, size_t n,
    struct csv_run run[2]);

#endif
