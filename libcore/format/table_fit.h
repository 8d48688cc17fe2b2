/* table_fit.h - how the columns of a table fit the window of a terminal. */
#ifndef SLUICE_FORMAT_TABLE_FIT_H
#define SLUICE_FORMAT_TABLE_FIT_H

#include <stddef.h>

/* No column of a table is narrower. */
#define TABLE_WIDTH_MIN 3

struct table_fit {
	size_t head, tail;	/* columns shown from the first on, and up to the last */
	size_t cap;		/* none is wider */
};

/*
 * Fits n columns of these widths, with a border beside each, into window columns of the
 * terminal (0: no limit).  The widest are narrowed first.  When that does not do, columns in
 * the middle are left out, and one of TABLE_WIDTH_MIN stands for them.  The first column
 * is always shown, whatever the window.
 */
void table_fit(struct table_fit *f, const size_t *width, size_t n, size_t window);

#endif
