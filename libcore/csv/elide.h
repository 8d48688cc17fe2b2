/*
 * elide.h - leaves out of long cells what nobody looks at, while their record is gathered.
 *
 * What is left of the record has the same cells, of which each begins as it did and is faulty
 * if it was.  A cell that could still be a number or a time stays whole.
 */
#ifndef SLUICE_CSV_ELIDE_H
#define SLUICE_CSV_ELIDE_H

#include "base/gaps.h"
#include "csv/dialect.h"

struct csv_elide {
	size_t keep;		/* bytes of a cell that stay, at least; 0: all */

	/* Of the record at hand, zero at its start. */
	enum csv_at at;		/* at byte done of what is left, */
	size_t done;		/* up to which it is settled */
	size_t from;		/* where the cell begins */
	size_t proof;		/* bytes up to one that no number and no time has; 0: none came */
	bool ret;		/* the byte that was left out last was a carriage return */
	bool faulty;		/* the cell is not UTF-8 */
	struct gaps gaps;	/* what was left out */
};

/*
 * For cells of which most bytes of text are looked at (0: all): what stays suffices for
 * messages too.
 */
void csv_elide_init(struct csv_elide *x, const struct csv_dialect *d, size_t most);

/*
 * Leaves out of the *n bytes at p, a record from its start as it was left plus what came,
 * what can be.  0 or -1.
 */
int csv_elide(struct csv_elide *x, const struct csv_dialect *d, uint8_t *p, size_t *n,
    struct err *e);

/* Behind all that came of the record, which is settled, more was left out already. */
int csv_elide_gap(struct csv_elide *x, const struct gap *gap, bool ret, struct err *e);

/* The record has ended: its gaps move to *gaps, which is empty. */
void csv_elide_end(struct csv_elide *x, struct gaps *gaps);

#endif
