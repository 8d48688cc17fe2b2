/* cell_fill.h - fills columns from the cells of an index, on one thread. */
#ifndef SLUICE_CSV_CELL_FILL_H
#define SLUICE_CSV_CELL_FILL_H

#include "csv/index.h"
#include "model/batch.h"

struct date_zone;
struct gaps;

/* Bytes past the end of a text that may be read, whatever they are. */
#define CSV_PAD 64

/* What is the same for all texts of an input. */
struct csv_columns {
	struct csv_dialect dialect;
	struct schema *schema;		/* borrowed: string, boolean, bigint, double, decimal,
					 * date and timestamp, all nullable */
	const bool *used;		/* a field each: the others are absent; NULL: all */
	const struct date_zone *zone;	/* of timestamps that name none; NULL: UTC */
};

struct csv_fill {
	const struct csv_columns *of;
	struct buf scratch;
	bool utf8;			/* all of the text is */
	const struct gaps *gaps;	/* of the text, or NULL */
	char date[10];			/* the last one, and its days */
	int32_t days;
};

/* Borrows c.  Nothing is allocated yet. */
void csv_fill_init(struct csv_fill *f, const struct csv_columns *c);
void csv_fill_release(struct csv_fill *f);

/*
 * A text of n bytes, and CSV_PAD more, of which rows will be filled; what is missing in it,
 * or NULL, is for places in messages.
 */
void csv_fill_text(struct csv_fill *f, const uint8_t *p, size_t n, const struct gaps *gaps);

/*
 * Makes a batch of rows from .. from + *rows of x, an index of the text at p; *rows is at
 * most BATCH_ROWS.  An unquoted empty cell is NULL.  Where a cell does not fit its column,
 * the first by row, then by column, *rows becomes the number of rows before it, e says what
 * is wrong, STATUS_DATA and e->byte counting from p, and the batch holds these rows, or is
 * NULL if there are none; else e stays as it was.  NULL also without memory, with another
 * status in e.
 */
struct batch *csv_fill(struct csv_fill *f, const struct csv_index *x, const uint8_t *p,
    size_t from, int64_t *rows, struct err *e);

#endif
