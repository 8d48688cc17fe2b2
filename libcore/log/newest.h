/* newest.h - the last records of topics by time, over all partitions. */
#ifndef SLUICE_LOG_NEWEST_H
#define SLUICE_LOG_NEWEST_H

#include "log/log.h"

/*
 * A source of the n records with the latest timestamps among the last n records of each
 * partition that r (borrowed; without points, limit and follow) reads, in the order of
 * their time.  Records count, not offsets: what compaction or transactions took away is
 * none.  Holds n records of each partition in memory.  0 or -1.
 */
int log_newest_new(struct log *l, const struct log_read *r, int64_t n, struct source **out,
    struct err *e);

#endif
