/* table_sink.h - rows as a table, which is printed when all is over. */
#ifndef SLUICE_FORMAT_TABLE_SINK_H
#define SLUICE_FORMAT_TABLE_SINK_H

#include "format/table.h"
#include "io/out.h"
#include "model/stream.h"

/*
 * A sink of rows of s; takes out, on failure too.  It needs no more than
 * conf->rows + 1 of them.  After a failure nothing is printed.  memory bounds what
 * it keeps, in bytes: more is STATUS_DATA.  NULL on failure.
 */
struct sink *table_sink_new(struct out *out, struct schema *s,
    const struct table_conf *conf, uint64_t memory, struct err *e);

#endif
