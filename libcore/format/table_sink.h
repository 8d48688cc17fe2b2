/* table_sink.h - rows as a table, printed when all is over, or a table per epoch. */
#ifndef SLUICE_FORMAT_TABLE_SINK_H
#define SLUICE_FORMAT_TABLE_SINK_H

#include "format/table.h"
#include "io/out.h"
#include "model/stream.h"

/*
 * A sink of rows of s; takes out, on failure too.  It needs no more than
 * conf->rows + 1 of them.  After a failure nothing is printed.  memory bounds what
 * it keeps, in bytes: more is STATUS_DATA.  epochs: each barrier ends a table of the
 * rows since the one before, under its number, as Spark's console sink does it.
 * NULL on failure.
 */
struct sink *table_sink_new(struct out *out, struct schema *s,
    const struct table_conf *conf, uint64_t memory, bool epochs, struct err *e);

#endif
