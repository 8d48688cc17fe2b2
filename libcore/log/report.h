/* report.h - acknowledged records as rows: input, topic, partition, offset. */
#ifndef SLUICE_LOG_REPORT_H
#define SLUICE_LOG_REPORT_H

#include "log/log.h"

struct report;

/* NULL on failure. */
struct report *report_new(struct err *e);

/* The schema of the rows; borrowed. */
struct schema *report_schema(const struct report *r);

/* Where the rows go (borrowed); before the first acknowledgement. */
void report_to(struct report *r, struct sink *k);

/* Has the shape of log_producer_conf.acked, with the report as arg. */
int report_acked(void *report, const struct log_ack *a, size_t n, struct err *e);

/* Hands on the rows gathered so far.  0 or -1. */
int report_flush(struct report *r, struct err *e);

/* NULL is harmless. */
void report_free(struct report *r);

#endif
