/* cell_kind.h - what the text of a cell could be, and the type that loses nothing of many cells. */
#ifndef SLUICE_CSV_CELL_KIND_H
#define SLUICE_CSV_CELL_KIND_H

#include "model/type.h"

/* Kinds of cells that are not NULL, as bits. */
enum csv_kind {
	CSV_BOOLEAN = 1,	/* true or false */
	CSV_LONG = 2,		/* integer that a double holds exactly */
	CSV_WIDE = 4,		/* larger, but a bigint */
	CSV_HUGE = 8,		/* larger, of at most 38 digits */
	CSV_DOUBLE = 16,	/* fraction of at most 15 digits */
	CSV_FLOAT = 32,		/* a number that only a double holds: with an exponent, -0 */
	CSV_EXACT = 64,		/* fraction of more than 15 digits, but at most 38 */
	CSV_DATE = 128,		/* yyyy-mm-dd */
	CSV_TIME = 256,		/* with a time of day */
	CSV_TEXT = 512		/* anything else, "" included */
};

/* What came up in a column. */
struct csv_seen {
	unsigned kinds;
	uint8_t whole, fraction;	/* the most digits before and after a point */
};

/*
 * The kind of the n bytes at p, n > 0.  Numbers are those of JSON: no sign +, no leading
 * zero, digits on both sides of a point.  *whole and *fraction become the digits of a
 * number without exponent.
 */
enum csv_kind csv_kind_of(const char *p, size_t n, unsigned *whole, unsigned *fraction);

/* Adds the n bytes at p, n > 0, to what came up. */
void csv_see(struct csv_seen *s, const char *p, size_t n);

/*
 * The type: boolean; date; timestamp; bigint; decimal(38,0) where an integer needs it;
 * double for fractions of at most 15 digits, integers up to 2^53 and exponents;
 * decimal(38,s) where a fraction needs it and all digits fit; else, and for no kind,
 * string.
 */
struct type csv_seen_type(const struct csv_seen *s);

/* Whether the n bytes at p, n > 0, are a value of such a column. */
bool csv_fits(const struct type *t, const char *p, size_t n);

#endif
