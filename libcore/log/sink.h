/* sink.h - a producer as the sink of a flow. */
#ifndef SLUICE_LOG_SINK_H
#define SLUICE_LOG_SINK_H

#include "log/log.h"

/* What becomes of each batch before it is sent: a new batch, or NULL on failure. */
typedef struct batch *log_sink_map(void *ctx, const struct batch *in, struct err *e);

/*
 * A sink that sends the rows of its batches through p (borrowed), whose columns
 * are c.  A barrier, an idle input and the end wait for what was sent to be
 * acknowledged.  Rows are numbered from 0 in the order of the batches.  map (may be
 * NULL) must give a row for a row; it runs on any thread.  NULL on failure.
 */
struct sink *log_sink_new(struct log_producer *p, const struct log_columns *c,
    log_sink_map *map, void *ctx, struct err *e);

#endif
