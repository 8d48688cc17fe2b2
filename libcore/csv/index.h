/*
 * index.h - where the cells of whole records are.
 *
 * Every record must have as many cells as there are columns, so that cell c of row r ends
 * at end[r * columns + c], and each but the first begins after the end of the one before.
 */
#ifndef SLUICE_CSV_INDEX_H
#define SLUICE_CSV_INDEX_H

#include "base/buf.h"
#include "csv/dialect.h"

struct gaps;

enum csv_fault {
	CSV_OK,
	CSV_CELLS,		/* a record with another number of cells */
	CSV_TEXT_AFTER,		/* text after the end of a quoted cell */
	CSV_OPEN		/* a quoted cell that the end of the text cuts */
};

struct csv_index {
	struct buf end;		/* uint32_t: the place of each cell's delimiter or end of record */
	struct buf start;	/* uint32_t: where each record begins */
	struct buf last;	/* uint32_t: cells up to the end of each record, itself included */
	size_t rows;		/* whole records with the right number of cells */
	enum csv_fault fault;	/* of what comes after them */
	size_t at;		/* where: the record; the text; the quote */
	size_t cells;		/* CSV_CELLS: how many there are */
};

void csv_index_release(struct csv_index *x);

/*
 * Finds the cells of the n bytes at p, which begin at a record and end after one, in as
 * many columns.  n is below 4 GiB.  What was there is replaced, its memory is kept.  0, with
 * the rows before any fault; -1 only without memory.
 */
int csv_index(struct csv_index *x, const struct csv_dialect *d, const uint8_t *p, size_t n,
    size_t columns, struct err *e);

/*
 * Says what is wrong after the rows of x, whose fault is not CSV_OK: STATUS_DATA, e->byte
 * counting from p.  gaps says what is missing in the text, for places; or NULL.  Returns -1.
 */
int csv_index_fault(const struct csv_index *x, const uint8_t *p, size_t n,
    const struct gaps *gaps, size_t columns, struct err *e);

/* Where the line begins that byte at of p is in; lines end as for csv_lines(). */
size_t csv_line_start(const uint8_t *p, size_t at);

/* The bytes of cell c of row r, its quotes included. */
static inline const uint8_t *
csv_cell(const struct csv_index *x, size_t columns, const uint8_t *p, size_t r, size_t c,
    size_t *n)
{
	const uint32_t *end = (const uint32_t *)(const void *)x->end.data + r * columns;
	uint32_t from = c > 0 ? end[c - 1] + 1 :
	    ((const uint32_t *)(const void *)x->start.data)[r];

	*n = end[c] - from;
	return p + from;
}

/* The variants (internal): they fill end, start and last; judging is csv_index()'s. */
int csv_index_portable(struct csv_index *x, const struct csv_dialect *d, const uint8_t *p,
    size_t from, size_t n, enum csv_at *at, struct err *e);
int csv_index_avx2(struct csv_index *x, const struct csv_dialect *d, const uint8_t *p,
    size_t n, enum csv_at *at, struct err *e);

#endif
