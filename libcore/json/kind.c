/* kind.c - the kinds of JSON values. */
#include "json/kind.h"

#include <stdbool.h>

#include "base/num.h"

static unsigned
integer_kind(const char *p, size_t n)
{
	int128_t big;
	int64_t v;

	/* No integer type has a zero below 0. */
	if (num_parse_i64(p, n, &v) && v == 0 && *p == '-')
		return JSON_DOUBLE;
	if (num_parse_i64(p, n, &v))
		return v >= -(INT64_C(1) << 53) && v <= INT64_C(1) << 53 ? JSON_LONG : JSON_WIDE;
	return num_parse_decimal(p, n, 38, 0, &big) ? JSON_HUGE : JSON_EXACT;
}

static unsigned
number_kind(const char *p, size_t n)
{
	int digits = 0;
	bool fraction = false, nonzero = false;
	double v;

	for (size_t i = 0; i < n; i++) {
		if (p[i] == 'e' || p[i] == 'E') {
			fraction = true;
			break;
		}
		fraction |= p[i] == '.';
		nonzero |= p[i] >= '1' && p[i] <= '9';
		digits += nonzero && p[i] != '.' && p[i] != '-';
	}
	if (!fraction)
		return integer_kind(p, n);
	if (digits > 17 || !num_parse_f64(p, n, &v))
		return JSON_EXACT;
	return JSON_DOUBLE;
}

unsigned
json_kind_of(const uint8_t *p, size_t n)
{
	switch (*p) {
	case '{':
		return JSON_OBJECT;
	case '[':
		return JSON_ARRAY;
	case '"':
		return JSON_STRING;
	case 't':
	case 'f':
		return JSON_BOOLEAN;
	default:
		return number_kind((const char *)p, n);
	}
}

struct type
json_kind_type(unsigned kinds)
{
	unsigned numbers = JSON_LONG | JSON_WIDE | JSON_HUGE | JSON_DOUBLE;

	if (kinds == JSON_BOOLEAN)
		return (struct type){ .id = TYPE_BOOLEAN };
	if (kinds == 0 || (kinds & ~numbers) != 0)
		return (struct type){ .id = TYPE_STRING };
	if ((kinds & JSON_DOUBLE) != 0)
		return (struct type){
			.id = (kinds & (JSON_WIDE | JSON_HUGE)) != 0 ? TYPE_STRING : TYPE_DOUBLE };
	if ((kinds & JSON_HUGE) != 0)
		return (struct type){ .id = TYPE_DECIMAL, .precision = 38 };
	return (struct type){ .id = TYPE_BIGINT };
}
