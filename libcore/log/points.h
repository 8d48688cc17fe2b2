/* points.h - places in a topic as text: earliest, 42, -10, @2024-01-31, 0:7,1:9. */
#ifndef SLUICE_LOG_POINTS_H
#define SLUICE_LOG_POINTS_H

#include "base/date.h"
#include "log/log.h"

/*
 * Parses earliest, latest, an offset, -N (records before the end), @TIME
 * (milliseconds since 1970, or a date or timestamp, local to zone where it
 * names none; zone NULL is UTC), or a list of PARTITION:POINT of these,
 * separated by commas.  *out is an array that free() frees.  A misfit, or a
 * partition named twice, is STATUS_USAGE.  0 or -1.
 */
int points_parse(const char *text, const struct date_zone *zone, struct log_point **out,
    size_t *n, struct err *e);

/* n words as partition numbers; *out is an array that free() frees.  0 or -1. */
int points_partitions(char *const *word, size_t n, int32_t **out, struct err *e);

#endif
