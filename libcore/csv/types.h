/*
 * types.h - the columns of a text of cells: names from its header, types from its first
 * records (model/sample.h).
 */
#ifndef SLUICE_CSV_TYPES_H
#define SLUICE_CSV_TYPES_H

#include "csv/cell_kind.h"
#include "csv/index.h"
#include "model/sample.h"
#include "model/schema.h"

struct csv_types;

/* strings: all columns are strings, and nothing is looked at.  NULL on failure. */
struct csv_types *csv_types_new(bool strings, struct err *e);

/* NULL is harmless. */
void csv_types_free(struct csv_types *t);

/*
 * Takes the columns from the first record, whose n bytes at p end with a line end; of
 * another input, checks that its columns are the same, in any order.  STATUS_DATA, e->byte counting from
 * p: an empty name, one that occurs twice or is no text, other columns.  0 or -1.
 */
int csv_types_head(struct csv_types *t, const struct csv_dialect *d, const uint8_t *p, size_t n,
    struct err *e);

/* Columns, 0 before csv_types_head(). */
size_t csv_types_columns(const struct csv_types *t);

/*
 * Looks at the n bytes at p, whole records, up to the first that is none; whoever reads the
 * rows says what is wrong with it.  Of the first one so many bytes are missing, of cells that
 * are text (elide.h).  0; -1 without memory.
 */
int csv_types_look(struct csv_types *t, const struct csv_dialect *d, const uint8_t *p, size_t n,
    size_t missing, struct err *e);

/* Whether nothing more is looked at. */
bool csv_types_enough(const struct csv_types *t);

/*
 * The schema of what was looked at, a reference of the caller's.  From the first call on
 * nothing more is looked at.  NULL on failure.
 */
struct schema *csv_types_schema(struct csv_types *t, struct err *e);

/*
 * Takes the order of the columns of the input whose head was the last: by cell the number of
 * its column, or NULL where they are in order.  free() frees.
 */
size_t *csv_types_take_place(struct csv_types *t);

/* As csv_types_schema(), in such an order. */
struct schema *csv_types_placed(struct csv_types *t, const size_t *place, struct err *e);

#endif
