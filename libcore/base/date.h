/*
 * date.h - dates (days since 1970-01-01) and timestamps (microseconds since
 * then) in the proleptic Gregorian calendar, as Spark 3 has them.
 */
#ifndef SLUICE_BASE_DATE_H
#define SLUICE_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DATE_MAX_TEXT 48

#define DATE_US_PER_DAY INT64_C(86400000000)

struct date_zone;	/* a time zone: "UTC", "+02:00", or an IANA name */

/*
 * The zone of that name, or NULL when there is none; cached, never freed by
 * the caller.  Read from the system's zone files; UTC and offsets need none.
 */
const struct date_zone *date_zone_find(const char *name);

/* Seconds east of UTC in zone at the UTC time us. */
int32_t date_zone_offset(const struct date_zone *z, int64_t us);

/*
 * The UTC time of a local one, both in microseconds: where clocks were set
 * back the earlier of the two, where forward shifted by the gap (as Java does).
 * local is within the years that dates have, so that a day more or less fits.
 */
int64_t date_local_to_utc(int64_t local, const struct date_zone *z);

/* Days since the epoch of a civil date, and back; any year of int32 days. */
int64_t date_days(int64_t year, unsigned month, unsigned day);
void date_civil(int64_t days, int64_t *year, unsigned *month, unsigned *day);

/*
 * Spark's cast rules for text (blanks around it are trimmed): dates are
 * [+-]yyyy*[-mm[-dd]], and after a day ' ' or 'T' and hh[:mm[:ss[.ffffff]]], after
 * minutes also a zone (Z, +hh:mm, UTC, an IANA name; to Spark only after seconds),
 * else the time is local to zone.  A date's year has 4 to 7 digits, that of a
 * timestamp 4 to 6.  A date ignores the time of day, which must be one (Spark takes
 * any text for it).  Digits past microseconds must be zeros (Spark drops them).
 * False when it is none.
 * *has_zone (may be NULL) tells whether the text named a zone.
 */
bool date_parse(const char *p, size_t n, int32_t *days);
bool date_parse_timestamp(const char *p, size_t n, const struct date_zone *zone,
    int64_t *us, bool *has_zone);

/*
 * Text at out (DATE_MAX_TEXT bytes), no NUL; returns its length.  yyyy-MM-dd,
 * and yyyy-MM-dd HH:mm:ss[.ffffff] without trailing zeros of the fraction,
 * as Spark shows them.  zone NULL is UTC.
 */
size_t date_format(char *out, int32_t days);
size_t date_format_timestamp(char *out, int64_t us, const struct date_zone *zone);

#endif
