/* date.c - civil dates and timestamps from and to text. */
#include "base/date.h"

#include <string.h>

/*
 * Days and civil dates: years begin in March, so that the leap day is the last
 * of its year; 400 years are 146097 days.
 */
int64_t
date_days(int64_t year, unsigned month, unsigned day)
{
	int64_t y = month <= 2 ? year - 1 : year, era;
	int64_t of_era, of_year, day_of_era;

	era = (y >= 0 ? y : y - 399) / 400;
	of_era = y - era * 400;
	of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + (int64_t)day - 1;
	day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
	return era * 146097 + day_of_era - 719468;
}

void
date_civil(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
	int64_t z = days + 719468, era, doe, yoe, doy, mp;

	era = (z >= 0 ? z : z - 146096) / 146097;
	doe = z - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	*day = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
	*month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
	*year = yoe + era * 400 + (*month <= 2);
}

static bool
leap(int64_t y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static unsigned
month_days(int64_t y, unsigned m)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return m == 2 && leap(y) ? 29 : days[m - 1];
}

/* A cursor over the text. */
struct cursor {
	const char *p, *end;
};

static void
trim(struct cursor *c)
{
	while (c->p < c->end && (unsigned char)*c->p <= ' ')
		c->p++;
	while (c->end > c->p && (unsigned char)c->end[-1] <= ' ')
		c->end--;
}

/* Between lo and hi digits as a number. */
static bool
take_digits(struct cursor *c, int lo, int hi, int64_t *out)
{
	int64_t v = 0;
	int n = 0;

	while (c->p < c->end && *c->p >= '0' && *c->p <= '9') {
		if (++n > hi)
			return false;
		v = v * 10 + (*c->p++ - '0');
	}
	*out = v;
	return n >= lo;
}

static bool
take_char(struct cursor *c, char want)
{
	if (c->p < c->end && *c->p == want) {
		c->p++;
		return true;
	}
	return false;
}

/* [+-]yyyy[-[m]m[-[d]d]], the year of at most hi digits; whole tells that the day was given. */
static bool
take_date(struct cursor *c, int hi, int64_t *days, bool *whole)
{
	int64_t y, m = 1, d = 1;
	bool neg = take_char(c, '-');

	if (!neg)
		(void)take_char(c, '+');
	if (!take_digits(c, 4, hi, &y))
		return false;
	y = neg ? -y : y;
	*whole = false;
	if (take_char(c, '-')) {
		if (!take_digits(c, 1, 2, &m))
			return false;
		if (take_char(c, '-')) {
			if (!take_digits(c, 1, 2, &d))
				return false;
			*whole = true;
		}
	}
	if (m < 1 || m > 12 || d < 1 || d > month_days(y, (unsigned)m))
		return false;
	*days = date_days(y, (unsigned)m, (unsigned)d);
	return true;
}

/* The digits of a fraction in microseconds; false where more than zeros follow the sixth. */
static bool
take_fraction(struct cursor *c, int64_t *us)
{
	int64_t f = 0;
	int n = 0;

	for (; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++, n++) {
		if (n < 6)
			f = f * 10 + (*c->p - '0');
		else if (*c->p != '0')
			return false;
	}
	for (; n < 6; n++)
		f *= 10;
	*us = f;
	return true;
}

/* hh[:mm[:ss[.fraction]]] in microseconds; nothing may follow hours alone. */
static bool
take_time(struct cursor *c, int64_t *us)
{
	int64_t h, m = 0, s = 0, f = 0;

	if (!take_digits(c, 1, 2, &h))
		return false;
	if (c->p < c->end) {
		if (!take_char(c, ':') || !take_digits(c, 1, 2, &m))
			return false;
		if (take_char(c, ':') && (!take_digits(c, 1, 2, &s) ||
		    (take_char(c, '.') && !take_fraction(c, &f))))
			return false;
	}
	if (h > 23 || m > 59 || s > 59)
		return false;
	*us = ((h * 60 + m) * 60 + s) * 1000000 + f;
	return true;
}

/* What is left is a zone's name. */
static const struct date_zone *
take_zone(struct cursor *c)
{
	char name[64];
	size_t n;

	while (c->p < c->end && *c->p == ' ')
		c->p++;
	n = (size_t)(c->end - c->p);
	if (n == 0 || n >= sizeof(name) || memchr(c->p, '\0', n) != NULL)
		return NULL;
	memcpy(name, c->p, n);
	name[n] = '\0';
	return date_zone_find(name);
}

/*
 * All of the text: a date of a year of at most hi digits, and a time of day after a
 * whole one.  *z is the zone that it names; it stays where it names none.
 */
static bool
take_all(struct cursor *c, int hi, int64_t *days, int64_t *us, const struct date_zone **z)
{
	bool whole;

	trim(c);
	*us = 0;
	if (!take_date(c, hi, days, &whole))
		return false;
	if (c->p == c->end)
		return true;
	if (!whole || (*c->p != ' ' && *c->p != 'T'))
		return false;
	c->p++;
	return take_time(c, us) && (c->p == c->end || (*z = take_zone(c)) != NULL);
}

bool
date_parse(const char *p, size_t n, int32_t *out)
{
	struct cursor c = { p, p + n };
	const struct date_zone *z = NULL;
	int64_t days, us;

	if (!take_all(&c, 7, &days, &us, &z) || days < INT32_MIN || days > INT32_MAX)
		return false;
	*out = (int32_t)days;
	return true;
}

/* The offset at a guess decides whether the guess was right. */
int64_t
date_local_to_utc(int64_t local, const struct date_zone *z)
{
	int64_t before, after;

	before = local - (int64_t)date_zone_offset(z, local - DATE_US_PER_DAY) * 1000000;
	if (before + (int64_t)date_zone_offset(z, before) * 1000000 == local)
		return before;
	after = local - (int64_t)date_zone_offset(z, local + DATE_US_PER_DAY) * 1000000;
	if (after + (int64_t)date_zone_offset(z, after) * 1000000 == local)
		return after;
	return before;
}

bool
date_parse_timestamp(const char *p, size_t n, const struct date_zone *zone, int64_t *out,
    bool *has_zone)
{
	struct cursor c = { p, p + n };
	const struct date_zone *named = NULL, *z;
	int64_t days, us, local;

	if (has_zone != NULL)
		*has_zone = false;
	if (!take_all(&c, 6, &days, &us, &named))
		return false;
	if (has_zone != NULL)
		*has_zone = named != NULL;
	z = named != NULL ? named : zone;
	if (__builtin_mul_overflow(days, DATE_US_PER_DAY, &local) ||
	    __builtin_add_overflow(local, us, &local))
		return false;
	if (z == NULL) {
		*out = local;
		return true;
	}
	*out = date_local_to_utc(local, z);
	return true;
}

static char *
put2(char *p, unsigned v)
{
	p[0] = (char)('0' + v / 10);
	p[1] = (char)('0' + v % 10);
	return p + 2;
}

size_t
date_format(char *out, int32_t days)
{
	int64_t y;
	unsigned m, d;
	char rev[12], *p = out;
	size_t n = 0;

	date_civil(days, &y, &m, &d);
	if (y < 0) {
		*p++ = '-';
		y = -y;
	} else if (y > 9999) {
		*p++ = '+';
	}
	do {
		rev[n++] = (char)('0' + y % 10);
		y /= 10;
	} while (y != 0 || n < 4);
	while (n > 0)
		*p++ = rev[--n];
	*p++ = '-';
	p = put2(p, m);
	*p++ = '-';
	p = put2(p, d);
	return (size_t)(p - out);
}

size_t
date_format_timestamp(char *out, int64_t us, const struct date_zone *zone)
{
	int64_t days, rest;
	char *p;
	int i;

	if (zone != NULL)
		us += (int64_t)date_zone_offset(zone, us) * 1000000;
	days = us / DATE_US_PER_DAY;
	rest = us % DATE_US_PER_DAY;
	if (rest < 0) {
		rest += DATE_US_PER_DAY;
		days--;
	}
	p = out + date_format(out, (int32_t)days);
	*p++ = ' ';
	p = put2(p, (unsigned)(rest / 3600000000));
	*p++ = ':';
	p = put2(p, (unsigned)(rest / 60000000 % 60));
	*p++ = ':';
	p = put2(p, (unsigned)(rest / 1000000 % 60));
	rest %= 1000000;
	if (rest != 0) {
		*p++ = '.';
		for (i = 100000; i > 0 && rest > 0; i /= 10) {
			*p++ = (char)('0' + rest / i);
			rest %= i;
		}
	}
	return (size_t)(p - out);
}
