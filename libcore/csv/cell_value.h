/* cell_value.h - values out of the text of cells, the usual forms of them fast (internal to csv). */
#ifndef SLUICE_CSV_CELL_VALUE_H
#define SLUICE_CSV_CELL_VALUE_H

#include <string.h>

#include "base/date.h"
#include "base/num.h"
#include "csv/cell_fill.h"
#include "csv/cell_kind.h"

/*
 * Each takes the n > 0 bytes at p as a value of a column of type t, whatever csv_fits()
 * lets through and nothing else.
 */
static inline bool
csv_bigint(struct csv_fill *f, const struct type *t, const char *p, size_t n, void *to)
{
	size_t i = p[0] == '-', from = i;
	int64_t v = 0;

	(void)f;
	if (n <= 18 && n > i && (p[i] != '0' || n == 1)) {
		for (; i < n && (unsigned)(p[i] - '0') < 10; i++)
			v = v * 10 + (p[i] - '0');
		v = from != 0 ? -v : v;
		memcpy(to, &v, sizeof(v));
		return i == n;
	}
	if (!csv_fits(t, p, n) || !num_parse_i64(p, n, &v))
		return false;
	memcpy(to, &v, sizeof(v));
	return true;
}

/* Powers of ten that a double holds exactly. */
static const double csv_pow10[] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
};

static inline bool
csv_double(struct csv_fill *f, const struct type *t, const char *p, size_t n, void *to)
{
	size_t sign = p[0] == '-', i = sign, point = 0;
	uint64_t m = 0;
	double v;

	(void)f;
	/* At most 15 digits, the quotient of two exact doubles: correctly rounded. */
	if (n - sign <= 16 && n > sign) {
		for (; i < n && (unsigned)(p[i] - '0') < 10; i++)
			m = m * 10 + (unsigned)(p[i] - '0');
		if (i > sign && i < n && p[i] == '.')
			for (point = ++i; i < n && (unsigned)(p[i] - '0') < 10; i++)
				m = m * 10 + (unsigned)(p[i] - '0');
		if (i == n && n > point && point > sign &&
		    (p[sign] != '0' || point == sign + 2)) {
			v = (double)m / csv_pow10[n - point];
			v = sign != 0 ? -v : v;
			memcpy(to, &v, sizeof(v));
			return true;
		}
	}
	if (!csv_fits(t, p, n) || !num_parse_f64(p, n, &v))
		return false;
	memcpy(to, &v, sizeof(v));
	return true;
}

static inline bool
csv_decimal(struct csv_fill *f, const struct type *t, const char *p, size_t n, void *to)
{
	int128_t v;

	(void)f;
	if (!csv_fits(t, p, n) || !num_parse_decimal(p, n, t->precision, t->scale, &v))
		return false;
	memcpy(to, &v, sizeof(v));
	return true;
}

static inline bool
csv_date(struct csv_fill *f, const struct type *t, const char *p, size_t n, void *to)
{
	if (n != 10)
		return false;
	/* Dates come in runs. */
	if (memcmp(p, f->date, 10) != 0) {
		if (!csv_fits(t, p, n) || !date_parse(p, n, &f->days))
			return false;
		memcpy(f->date, p, 10);
	}
	memcpy(to, &f->days, sizeof(f->days));
	return true;
}

/* Two digits below limit, or -1. */
static inline int
csv_two(const char *p, int limit)
{
	unsigned a = (unsigned)(p[0] - '0'), b = (unsigned)(p[1] - '0');
	int v = (int)(a * 10 + b);

	return a < 10 && b < 10 && v < limit ? v : -1;
}

static inline bool
csv_timestamp(struct csv_fill *f, const struct type *t, const char *p, size_t n, void *to)
{
	static const struct type date = { .id = TYPE_DATE };
	int32_t days;
	int64_t us;

	if (n == 19 && f->of->zone == NULL && (p[10] == ' ' || p[10] == 'T') && p[13] == ':' &&
	    p[16] == ':') {
		int h = csv_two(p + 11, 24), m = csv_two(p + 14, 60), s = csv_two(p + 17, 60);

		if (h < 0 || m < 0 || s < 0 || !csv_date(f, &date, p, 10, &days))
			return false;
		us = days * DATE_US_PER_DAY + ((h * 60 + m) * 60 + s) * INT64_C(1000000);
	} else if (!csv_fits(t, p, n) || !date_parse_timestamp(p, n, f->of->zone, &us, NULL)) {
		return false;
	}
	memcpy(to, &us, sizeof(us));
	return true;
}

static inline bool
csv_boolean(const char *p, size_t n, bool *to)
{
	*to = n == 4;
	return (n == 4 && memcmp(p, "true", 4) == 0) || (n == 5 && memcmp(p, "false", 5) == 0);
}

#endif
