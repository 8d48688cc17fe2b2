/* cell_kind.c - kinds of cells. */
#include "csv/cell_kind.h"

#include <string.h>

#include "base/date.h"
#include "base/num.h"

#define DIGITS 38		/* of a decimal */
#define DOUBLE_DIGITS 15	/* that a double gives back, whichever they are */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
digits(const char *p, size_t n, size_t i)
{
	while (i < n && is_digit(p[i]))
		i++;
	return i;
}

/* A number in pieces: the places after sign, integer, fraction. */
struct number {
	size_t sign, whole, fraction;
	bool exponent;
};

/* Whether the n bytes at p are a number as JSON writes it. */
static bool
is_number(const char *p, size_t n, struct number *v)
{
	size_t i;

	v->sign = p[0] == '-';
	v->whole = v->fraction = i = digits(p, n, v->sign);
	if (i == v->sign || (p[v->sign] == '0' && i > v->sign + 1))
		return false;
	if (i < n && p[i] == '.') {
		v->fraction = digits(p, n, i + 1);
		if (v->fraction == i + 1)
			return false;
		i = v->fraction;
	}
	v->exponent = i < n && (p[i] | 0x20) == 'e';
	if (v->exponent) {
		i += 1 + (i + 1 < n && (p[i + 1] == '+' || p[i + 1] == '-'));
		if (i == n)
			return false;
		i = digits(p, n, i);
	}
	return i == n;
}

/* Digits from the first that is not 0 on. */
static size_t
significant(const char *p, const struct number *v)
{
	size_t n = 0;

	for (size_t i = v->sign; i < v->fraction; i++)
		n += is_digit(p[i]) && (n > 0 || p[i] != '0');
	return n;
}

static enum csv_kind
integer_kind(const char *p, size_t n, const struct number *v)
{
	int64_t i;

	if (v->sign == 1 && p[1] == '0')
		return CSV_FLOAT;
	if (num_parse_i64(p, n, &i))
		return i >= -(INT64_C(1) << 53) && i <= INT64_C(1) << 53 ? CSV_LONG : CSV_WIDE;
	return v->whole - v->sign <= DIGITS ? CSV_HUGE : CSV_TEXT;
}

static enum csv_kind
number_kind(const char *p, size_t n, const struct number *v, unsigned *whole,
    unsigned *fraction)
{
	size_t all = significant(p, v), before, after;
	double f;

	if (v->exponent)
		return all <= DOUBLE_DIGITS && num_parse_f64(p, n, &f) ? CSV_FLOAT : CSV_TEXT;
	if (v->fraction == v->whole) {
		enum csv_kind k = integer_kind(p, n, v);

		*whole = k == CSV_TEXT ? 0 : (unsigned)(v->whole - v->sign);
		return k;
	}
	before = p[v->sign] == '0' ? 0 : v->whole - v->sign;
	after = v->fraction - v->whole - 1;
	/* No decimal has a zero below 0. */
	if (before + after > DIGITS || (all == 0 && v->sign == 1))
		return all <= DOUBLE_DIGITS && num_parse_f64(p, n, &f) ? CSV_FLOAT : CSV_TEXT;
	*whole = (unsigned)before;
	*fraction = (unsigned)after;
	return all <= DOUBLE_DIGITS ? CSV_DOUBLE : CSV_EXACT;
}

/* yyyy-mm-dd, by its shape alone. */
static bool
looks_like_date(const char *p)
{
	for (int i = 0; i < 10; i++)
		if (i == 4 || i == 7 ? p[i] != '-' : !is_digit(p[i]))
			return false;
	return true;
}

/* After the date: ' ' or T, hh:mm, and what date.h takes behind that. */
static bool
looks_like_time(const char *p, size_t n)
{
	return n >= 16 && (p[10] == ' ' || p[10] == 'T') && is_digit(p[11]) &&
	    is_digit(p[12]) && p[13] == ':' && is_digit(p[14]) && is_digit(p[15]) &&
	    (n == 16 || p[16] != ':' || (n >= 19 && is_digit(p[17]) && is_digit(p[18]))) &&
	    (unsigned char)p[n - 1] > ' ';
}

static enum csv_kind
time_kind(const char *p, size_t n)
{
	int32_t days;
	int64_t us;

	if (n < 10 || !looks_like_date(p))
		return CSV_TEXT;
	if (n == 10)
		return date_parse(p, n, &days) ? CSV_DATE : CSV_TEXT;
	return looks_like_time(p, n) && date_parse_timestamp(p, n, NULL, &us, NULL) ? CSV_TIME :
	    CSV_TEXT;
}

enum csv_kind
csv_kind_of(const char *p, size_t n, unsigned *whole, unsigned *fraction)
{
	struct number v;

	*whole = *fraction = 0;
	if (is_digit(p[0]) || p[0] == '-') {
		if (is_number(p, n, &v))
			return number_kind(p, n, &v, whole, fraction);
		return time_kind(p, n);
	}
	if ((n == 4 && memcmp(p, "true", 4) == 0) || (n == 5 && memcmp(p, "false", 5) == 0))
		return CSV_BOOLEAN;
	return CSV_TEXT;
}

/*
 * The kind of a number of less than 16 digits, of which the first is not 0 but in 0.5: the
 * usual cell, told without arithmetic.  0: something else.
 */
static unsigned
short_number(const char *p, size_t n, unsigned *whole, unsigned *fraction)
{
	size_t sign = p[0] == '-', point, end;

	if (n > 16 || n == sign)
		return 0;
	point = digits(p, n, sign);
	*whole = (unsigned)(point - sign);
	if (point == n)
		return n <= 15 && (p[sign] != '0' || n == 1) ? CSV_LONG : 0;
	if (point == sign || p[point] != '.' || (p[sign] == '0' && (point > 1 || sign == 1)))
		return 0;
	end = digits(p, n, point + 1);
	*fraction = (unsigned)(end - point - 1);
	return end == n && *fraction > 0 && n - sign <= 16 ? CSV_DOUBLE : 0;
}

void
csv_see(struct csv_seen *s, const char *p, size_t n)
{
	unsigned whole = 0, fraction = 0, kind;

	/* What is text stays text. */
	if ((s->kinds & CSV_TEXT) != 0)
		return;
	kind = short_number(p, n, &whole, &fraction);
	s->kinds |= kind != 0 ? kind : (unsigned)csv_kind_of(p, n, &whole, &fraction);
	if (whole > s->whole)
		s->whole = (uint8_t)whole;
	if (fraction > s->fraction)
		s->fraction = (uint8_t)fraction;
}

static struct type
number_type(const struct csv_seen *s)
{
	if ((s->kinds & ~(unsigned)(CSV_LONG | CSV_WIDE)) == 0)
		return (struct type){ .id = TYPE_BIGINT };
	if ((s->kinds & ~(unsigned)(CSV_LONG | CSV_DOUBLE | CSV_FLOAT)) == 0)
		return (struct type){ .id = TYPE_DOUBLE };
	if ((s->kinds & CSV_FLOAT) == 0 && s->whole + s->fraction <= DIGITS)
		return (struct type){ .id = TYPE_DECIMAL, .precision = DIGITS,
			.scale = s->fraction };
	return (struct type){ .id = TYPE_STRING };
}

struct type
csv_seen_type(const struct csv_seen *s)
{
	const unsigned numbers = CSV_LONG | CSV_WIDE | CSV_HUGE | CSV_DOUBLE | CSV_FLOAT |
	    CSV_EXACT;

	switch (s->kinds) {
	case CSV_BOOLEAN:
		return (struct type){ .id = TYPE_BOOLEAN };
	case CSV_DATE:
		return (struct type){ .id = TYPE_DATE };
	case CSV_TIME:
		return (struct type){ .id = TYPE_TIMESTAMP };
	default:
		if (s->kinds != 0 && (s->kinds & ~numbers) == 0)
			return number_type(s);
		return (struct type){ .id = TYPE_STRING };
	}
}

bool
csv_fits(const struct type *t, const char *p, size_t n)
{
	unsigned whole, fraction;
	enum csv_kind k;

	if (t->id == TYPE_STRING)
		return true;
	k = csv_kind_of(p, n, &whole, &fraction);
	switch (t->id) {
	case TYPE_BOOLEAN:
		return k == CSV_BOOLEAN;
	case TYPE_BIGINT:
		return k == CSV_LONG || k == CSV_WIDE;
	case TYPE_DOUBLE:
		return k == CSV_LONG || k == CSV_DOUBLE || k == CSV_FLOAT;
	case TYPE_DECIMAL:
		return (k & (CSV_LONG | CSV_WIDE | CSV_HUGE | CSV_DOUBLE | CSV_EXACT)) != 0 &&
		    fraction <= t->scale && whole + t->scale <= t->precision;
	case TYPE_DATE:
		return k == CSV_DATE;
	case TYPE_TIMESTAMP:
		return k == CSV_TIME;
	default:
		return false;
	}
}
