/* points.c - places in a topic. */
#include "cli/points.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"

/* Bare numbers from here on are milliseconds: as seconds they are beyond the year 5000. */
#define BARE_MS_MIN 100000000000

/* What a text is read against. */
struct scene {
	const struct date_zone *zone;
	int64_t now_ms;
};

static int
misfit(const char *p, size_t n, struct err *e)
{
	char quoted[80];

	return err_set(e, STATUS_USAGE, "no place in a topic: %s (earliest, latest, an offset, "
	    "-N, @time, or partition:place,...)", err_quote(quoted, sizeof(quoted), p, n));
}

/* -- times -- */

static bool
is_unit(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* -1h: so long before now. */
static bool
parse_ago(const char *p, size_t n, int64_t now_ms, int64_t *ms)
{
	int64_t ago;

	return n > 2 && *p == '-' && is_unit(p[n - 1]) && num_parse_duration(p + 1, n - 1, &ago) &&
	    !__builtin_sub_overflow(now_ms, ago, ms);
}

/* 1717243932s, 1717243932.5s, 1717243932500ms. */
static bool
parse_unit(const char *p, size_t n, int64_t *ms)
{
	return p[n - 1] == 's' && num_parse_duration(p, n, ms);
}

/* A bare number that is too small for a time in milliseconds of today. */
static int
ambiguous(const char *p, size_t n, int64_t v, const struct date_zone *zone, struct err *e)
{
	char s[DATE_MAX_TEXT], ms[DATE_MAX_TEXT];
	int ns = (int)date_format_timestamp(s, v * 1000000, zone);
	int nms = (int)date_format_timestamp(ms, v * 1000, zone);

	return err_set(e, STATUS_USAGE, "a time needs its unit: @%.*ss is %.*s, @%.*sms is %.*s",
	    (int)n, p, ns, s, (int)n, p, nms, ms);
}

/* After the @.  0, or -1: e says what is wrong, or is untouched. */
static int
parse_time(const char *p, size_t n, const struct scene *sc, int64_t *ms, struct err *e)
{
	int64_t us, v;

	if (n == 3 && memcmp(p, "now", 3) == 0) {
		*ms = sc->now_ms;
		return 0;
	}
	if (parse_ago(p, n, sc->now_ms, ms) || parse_unit(p, n, ms))
		return 0;
	/* Four digits are a year, as everywhere else. */
	if (n != 4 && *p != '-' && num_parse_i64(p, n, &v)) {
		*ms = v;
		return v >= BARE_MS_MIN ? 0 : ambiguous(p, n, v, sc->zone, e);
	}
	if (!date_parse_timestamp(p, n, sc->zone, &us, NULL))
		return misfit(p - 1, n + 1, e);
	/* Records have milliseconds: the first one at or after the time. */
	*ms = us / 1000 + (us % 1000 > 0);
	return 0;
}

/* -- places -- */

/* One place that is no time, without a partition. */
static bool
parse_place(const char *p, size_t n, struct log_point *out)
{
	out->value = 0;
	if ((n == 8 && memcmp(p, "earliest", 8) == 0) ||
	    (n == 9 && memcmp(p, "beginning", 9) == 0)) {
		out->kind = LOG_EARLIEST;
		return true;
	}
	if ((n == 6 && memcmp(p, "latest", 6) == 0) || (n == 3 && memcmp(p, "end", 3) == 0)) {
		out->kind = LOG_LATEST;
		return true;
	}
	if (n > 1 && *p == '-') {
		out->kind = LOG_TAIL;
		return p[1] != '+' && num_parse_i64(p + 1, n - 1, &out->value) &&
		    out->value >= 0;
	}
	out->kind = LOG_OFFSET;
	return n > 0 && *p != '+' && num_parse_i64(p, n, &out->value);
}

/* The digits before a colon at the front of p: their number, or 0 when there are none. */
static size_t
partition_digits(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i] >= '0' && p[i] <= '9')
		i++;
	return i < n && p[i] == ':' ? i : 0;
}

static int
parse_one(const char *p, size_t n, const struct scene *sc, struct log_point *out,
    struct err *e)
{
	size_t digits = partition_digits(p, n);
	int64_t partition = -1;

	if (digits > 0 && (!num_parse_i64(p, digits, &partition) || partition > INT32_MAX))
		return misfit(p, n, e);
	out->partition = (int32_t)partition;
	if (digits > 0)
		digits++;
	if (n > digits + 1 && p[digits] == '@') {
		out->kind = LOG_TIME;
		return parse_time(p + digits + 1, n - digits - 1, sc, &out->value, e);
	}
	return parse_place(p + digits, n - digits, out) ? 0 : misfit(p, n, e);
}

static int
check_twice(const struct log_point *p, size_t n, struct err *e)
{
	size_t i;

	for (i = 0; i + 1 < n; i++) {
		if (p[i].partition != p[n - 1].partition)
			continue;
		if (p[i].partition < 0)
			return err_set(e, STATUS_USAGE,
			    "two places for all partitions (one without a partition is enough)");
		return err_set(e, STATUS_USAGE, "two places for partition %d", p[i].partition);
	}
	return 0;
}

int
points_parse(const char *text, const struct date_zone *zone, int64_t now_ms,
    struct log_point **out, size_t *n, struct err *e)
{
	const struct scene scene = { zone, now_ms };
	struct log_point *points = NULL;
	size_t count = 0, cap = 0, len;
	const char *p = text;

	for (;;) {
		len = strcspn(p, ",");
		if (mem_grow(&points, &cap, count + 1, sizeof(*points), e) != 0 ||
		    parse_one(p, len, &scene, &points[count], e) != 0 ||
		    check_twice(points, ++count, e) != 0) {
			free(points);
			return -1;
		}
		if (p[len] == '\0')
			break;
		p += len + 1;
	}
	*out = points;
	*n = count;
	return 0;
}

int
points_partitions(char *const *word, size_t n, int32_t **out, struct err *e)
{
	int32_t *partition;
	char quoted[48];
	int64_t v;
	size_t i;

	if ((partition = mem_zero(n, sizeof(*partition), e)) == NULL)
		return -1;
	for (i = 0; i < n; i++) {
		if (!num_parse_i64(word[i], strlen(word[i]), &v) || v < 0 || v > INT32_MAX) {
			free(partition);
			return err_set(e, STATUS_USAGE, "no partition: %s",
			    err_quote(quoted, sizeof(quoted), word[i], strlen(word[i])));
		}
		partition[i] = (int32_t)v;
	}
	*out = partition;
	return 0;
}
