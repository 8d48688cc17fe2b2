/*
 * csv_rows.h - delimited text, CSV and TSV, as rows.
 *
 * Names come from the header, types from the first records (csv/types.h).  A file that is
 * not compressed is read by all workers, range by range; anything else by one.
 */
#ifndef SLUICE_FORMAT_CSV_ROWS_H
#define SLUICE_FORMAT_CSV_ROWS_H

#include "csv/types.h"
#include "model/stream.h"

struct in;
struct date_zone;

struct csv_rows_conf {
	struct csv_dialect dialect;
	const struct date_zone *zone;	/* of timestamps that name none; NULL: UTC */
	size_t range;			/* bytes that are taken at once; 0: about 1 MiB */
	uint64_t memory;		/* for a record of which all is needed; 0: any */
	size_t most;			/* as the plan's; 0: all of a cell is looked at */
};

/*
 * Looks at the columns and the first records of in, which is borrowed and read from its
 * begin.  0 or -1.
 */
int csv_rows_look(struct in *in, const struct csv_rows_conf *conf, struct csv_types *types,
    struct err *e);

/*
 * A source of the rows of in, which it takes, also on failure.  Its columns and their types
 * are those of types, which in adds to while they are open: more may be called with
 * arg before they are settled, to look at other inputs.  A record with another number
 * of cells, text after a closing quote, a quote that is never closed, and a cell that does
 * not fit its column are STATUS_DATA with file and line.  Where no column is looked at,
 * records are counted, and nobody looks into them.  NULL on failure.
 */
struct source *csv_rows_source(struct in *in, const struct csv_rows_conf *conf,
    struct csv_types *types, int (*more)(void *arg, struct err *e), void *arg, struct err *e);

#endif
