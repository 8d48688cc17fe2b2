/* sink.h - a producer as the sink of a flow. */
#ifndef SLUICE_LOG_SINK_H
#define SLUICE_LOG_SINK_H

#include "log/log.h"

/*
 * A sink that sends the rows of its batches through p (borrowed), whose columns
 * are c.  A barrier, an idle input and the end wait for what was sent to be
 * acknowledged.  Rows are numbered from 0 in the order of the batches.  NULL on failure.
 */
struct sink *log_sink_new(struct log_producer *p, const struct log_columns *c,
    struct err *e);

#endif
