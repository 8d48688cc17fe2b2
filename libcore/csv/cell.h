/* cell.h - the text of a cell. */
#ifndef SLUICE_CSV_CELL_H
#define SLUICE_CSV_CELL_H

#include "base/buf.h"
#include "csv/dialect.h"

/* Whether the text of the cell of n > 0 bytes at p differs from its bytes. */
static inline bool
csv_is_dressed(const struct csv_dialect *d, const uint8_t *p, size_t n)
{
	return csv_is_quote(d, *p) || (d->escapes && memchr(p, '\\', n) != NULL);
}

/*
 * Appends the text of the whole cell of n > 0 bytes at p, which is dressed: without its
 * quotes, two quotes being one, or without its escapes.  out has room for n bytes.
 */
void csv_undress(const struct csv_dialect *d, const uint8_t *p, size_t n, struct buf *out);

/*
 * The text of the cell of n > 0 bytes at p: the cell itself, or in scratch, whose content
 * is replaced.  NULL without memory.
 */
const char *csv_text(const struct csv_dialect *d, const uint8_t *p, size_t n,
    struct buf *scratch, size_t *len, struct err *e);

#endif
