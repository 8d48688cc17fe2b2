/*
 * dialect.h - how a text of delimited cells is written, and the automaton that reads it.
 *
 * A record ends with a line feed or a carriage return, so CR LF is an end and a blank
 * line; blank lines are no records.  A quote opens a cell only at its start; elsewhere in
 * an unquoted cell it is a plain character.  In a quoted cell two quotes are one, and
 * delimiters and line ends belong to the cell.
 */
#ifndef SLUICE_CSV_DIALECT_H
#define SLUICE_CSV_DIALECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The longest record. */
#define CSV_RECORD_MAX ((size_t)INT32_MAX - 64)

struct csv_dialect {
	uint8_t delimiter;	/* ASCII, no line end, not the quote */
	uint8_t quote;		/* ASCII; 0: cells are never quoted */
	bool header;		/* the first record names the columns */
	bool escapes;		/* \t \n \r \\ stand for these bytes; any other backslash for itself */
	const char *null;	/* a cell of these bytes, as it is written, is NULL */
	size_t null_length;	/* 0: only an empty cell is */
};

/* Where in a record the automaton is. */
enum csv_at {
	CSV_START,		/* nothing of a record was read */
	CSV_CELL,		/* after a delimiter */
	CSV_PLAIN,		/* in an unquoted cell */
	CSV_QUOTED,		/* in a quoted cell */
	CSV_QUOTE,		/* after a quote in a quoted cell: its end, or half of a quote */
	CSV_AFTER		/* in text after the end of a quoted cell, which is an error */
};

static inline bool
csv_is_end(uint8_t c)
{
	return c == '\n' || c == '\r';
}

static inline bool
csv_is_quote(const struct csv_dialect *d, uint8_t c)
{
	return c == d->quote && c != 0;
}

/* Whether the cell of n bytes at p is NULL; empty it always is. */
static inline bool
csv_is_null(const struct csv_dialect *d, const uint8_t *p, size_t n)
{
	return n == 0 || (n == d->null_length && memcmp(p, d->null, n) == 0);
}

/* Where the automaton is after the byte c. */
static inline enum csv_at
csv_step(const struct csv_dialect *d, enum csv_at at, uint8_t c)
{
	bool quote = csv_is_quote(d, c);

	if (at == CSV_QUOTED)
		return quote ? CSV_QUOTE : CSV_QUOTED;
	if (c == d->delimiter)
		return CSV_CELL;
	if (csv_is_end(c))
		return CSV_START;
	if (at == CSV_QUOTE)
		return quote ? CSV_QUOTED : CSV_AFTER;
	if (quote && (at == CSV_START || at == CSV_CELL))
		return CSV_QUOTED;
	return at == CSV_AFTER ? CSV_AFTER : CSV_PLAIN;
}

#endif
