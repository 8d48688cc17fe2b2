/* points.h - places in a topic as text: earliest, 42, -10, @2024-01-31, 0:7,1:9. */
#ifndef SLUICE_CLI_POINTS_H
#define SLUICE_CLI_POINTS_H

#include "base/date.h"
#include "log/log.h"

/*
 * Parses earliest, latest, an offset, -N (records before the end), @TIME, or a list of
 * PARTITION:POINT of these, separated by commas.  A time is now, -DURATION (before now,
 * which is now_ms, since 1970), NUMBERs, NUMBERms or a bare number of milliseconds from
 * 10^11 on (a smaller one could be meant as seconds: it is refused with both readings), or a date or timestamp, local to zone where it names none; zone NULL is
 * UTC.  *out is an array that free() frees.  A misfit, or a partition named twice, is
 * STATUS_USAGE.  0 or -1.
 */
int points_parse(const char *text, const struct date_zone *zone, int64_t now_ms,
    struct log_point **out, size_t *n, struct err *e);

/* n words as partition numbers; *out is an array that free() frees.  0 or -1. */
int points_partitions(char *const *word, size_t n, int32_t **out, struct err *e);

#endif
