/* num.c - integers, decimals, sizes and durations from and to text. */
#include "base/num.h"

#include <string.h>
#include <strings.h>

/* The digits p[0..n) as a number; false past limit or where something else stands there. */
static bool
digits(const char *p, size_t n, uint64_t limit, uint64_t *out)
{
	uint64_t v = 0;
	unsigned d;
	size_t i;

	if (n == 0)
		return false;
	for (i = 0; i < n; i++) {
		d = (unsigned)(unsigned char)p[i] - '0';
		if (d > 9 || v > limit / 10)
			return false;
		v = v * 10 + d;
		if (v > limit || v < d)
			return false;
	}
	*out = v;
	return true;
}

bool
num_parse_i64(const char *p, size_t n, int64_t *out)
{
	bool neg = n > 0 && *p == '-';
	uint64_t v;

	if (n > 0 && (*p == '-' || *p == '+')) {
		p++;
		n--;
	}
	if (!digits(p, n, (uint64_t)INT64_MAX + neg, &v))
		return false;
	*out = neg ? (int64_t)(0 - v) : (int64_t)v;
	return true;
}

bool
num_take_i64(const char **p, char stop, int64_t max, int64_t *out)
{
	const char *end = *p;

	while (*end >= '0' && *end <= '9')
		end++;
	if (end == *p || *end != stop || !num_parse_i64(*p, (size_t)(end - *p), out) ||
	    *out > max)
		return false;
	*p = end + (stop != '\0');
	return true;
}

bool
num_parse_hex(const char *text, uint8_t *out, size_t n)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *d;

	if (strlen(text) != 2 * n)
		return false;
	memset(out, 0, n);
	for (size_t i = 0; i < 2 * n; i++) {
		if ((d = strchr(digits, text[i])) == NULL)
			return false;
		out[i / 2] = (uint8_t)(out[i / 2] << 4 | ((d - digits) & 15));
	}
	return true;
}

int128_t
num_pow10(int n)
{
	int128_t v = 1;

	while (n-- > 0)
		v *= 10;
	return v;
}

/* The exponent at p[*i], after e or E; false when it is none. Clamped to +-100000. */
static bool
exponent(const char *p, size_t n, size_t *i, int *out)
{
	bool neg = false;
	int v = 0;
	size_t from;

	if (*i < n && (p[*i] == '-' || p[*i] == '+'))
		neg = p[(*i)++] == '-';
	for (from = *i; *i < n && p[*i] >= '0' && p[*i] <= '9'; (*i)++) {
		if (v < 100000)
			v = v * 10 + (p[*i] - '0');
	}
	*out = neg ? -v : v;
	return *i > from;
}

/* Where the digits of a decimal text are. */
struct decimal_text {
	bool neg;
	const char *p;		/* digits, maybe with one point among them */
	size_t n;
	int64_t frac;		/* digits after the point, less the exponent */
};

static bool
decimal_scan(const char *p, size_t n, struct decimal_text *t)
{
	size_t i = 0, ndigit = 0;
	bool point = false;
	int exp = 0;

	t->neg = n > 0 && *p == '-';
	if (n > 0 && (*p == '-' || *p == '+')) {
		p++;
		n--;
	}
	t->p = p;
	t->frac = 0;
	for (; i < n; i++) {
		if (p[i] == '.' && !point) {
			point = true;
		} else if (p[i] >= '0' && p[i] <= '9') {
			ndigit++;
			t->frac += point;
		} else {
			break;
		}
	}
	t->n = i;
	if (ndigit == 0)
		return false;
	if (i < n && (p[i] == 'e' || p[i] == 'E')) {
		i++;
		if (!exponent(p, n, &i, &exp))
			return false;
	}
	t->frac -= exp;
	return i == n;
}

bool
num_parse_decimal(const char *p, size_t n, int precision, int scale, int128_t *out)
{
	/* What is below tenth has room for a digit more; not even ten times limit fits 128 bits. */
	const int128_t limit = num_pow10(precision), tenth = limit / 10;
	struct decimal_text t;
	int128_t v = 0;
	int64_t drop;
	size_t i, left;

	if (!decimal_scan(p, n, &t))
		return false;
	/* How many digits at the end fall below the scale. */
	drop = t.frac - scale;
	for (left = 0, i = 0; i < t.n; i++)
		left += t.p[i] != '.';
	for (i = 0; i < t.n; i++) {
		if (t.p[i] == '.')
			continue;
		if ((int64_t)left <= drop) {
			/* The first digit dropped rounds half up; none when more were. */
			if ((int64_t)left == drop)
				v += t.p[i] >= '5';
			break;
		}
		if (v >= tenth)
			return false;
		v = v * 10 + (t.p[i] - '0');
		left--;
	}
	for (; drop < 0 && v != 0; drop++) {
		if (v >= tenth)
			return false;
		v *= 10;
	}
	if (v >= limit)
		return false;
	*out = t.neg ? -v : v;
	return true;
}

size_t
num_format_u64(char *out, uint64_t v)
{
	char rev[20];
	size_t n = 0, i;

	do {
		rev[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v != 0);
	for (i = 0; i < n; i++)
		out[i] = rev[n - 1 - i];
	return n;
}

size_t
num_format_i64(char *out, int64_t v)
{
	if (v >= 0)
		return num_format_u64(out, (uint64_t)v);
	*out = '-';
	return 1 + num_format_u64(out + 1, 0 - (uint64_t)v);
}

size_t
num_format_decimal(char *out, int128_t v, int scale)
{
	uint128_t u = v < 0 ? 0 - (uint128_t)v : (uint128_t)v;
	char rev[48];
	size_t n = 0, at = 0;

	/* At least one digit before the point. */
	while (u != 0 || n <= (size_t)scale) {
		rev[n++] = (char)('0' + (int)(u % 10));
		u /= 10;
	}
	if (v < 0)
		out[at++] = '-';
	while (n > 0) {
		if (n == (size_t)scale)
			out[at++] = '.';
		out[at++] = rev[--n];
	}
	return at;
}

/* Splits digits[.digits] from the unit after it; the value times 1000000, or false. */
static bool
scaled(const char *p, size_t n, uint128_t *micro, const char **unit, size_t *unitlen)
{
	size_t i = 0, frac = 0, ndigit = 0;
	bool point = false;
	uint128_t v = 0;

	for (; i < n; i++) {
		if (p[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (p[i] < '0' || p[i] > '9')
			break;
		if (frac == 6 || ndigit++ > 20)
			return false;
		frac += point;
		v = v * 10 + (uint128_t)(p[i] - '0');
	}
	if (ndigit == 0)
		return false;
	for (; frac < 6; frac++)
		v *= 10;
	*micro = v;
	*unit = p + i;
	*unitlen = n - i;
	return true;
}

bool
num_parse_size(const char *p, size_t n, uint64_t *out)
{
	static const char letters[] = "kmgtp";
	const char *unit, *at;
	uint128_t v;
	size_t len;
	int shift = 0;

	if (!scaled(p, n, &v, &unit, &len))
		return false;
	if (len > 0 && (at = memchr(letters, unit[0] | 0x20, sizeof(letters) - 1)) != NULL) {
		shift = 10 * (int)(at - letters + 1);
		unit++;
		len--;
		if (len == 2 && unit[0] == 'i')
			unit++, len--;
	}
	if (len > 1 || (len == 1 && unit[0] != 'B' && unit[0] != 'b'))
		return false;
	v = (v << shift) / 1000000;
	if (v > UINT64_MAX)
		return false;
	*out = (uint64_t)v;
	return true;
}

bool
num_parse_duration(const char *p, size_t n, int64_t *ms)
{
	static const struct {
		const char *unit;
		uint64_t ms;
	} units[] = {
		{ "", 1000 }, { "ms", 1 }, { "s", 1000 }, { "m", 60000 },
		{ "min", 60000 }, { "h", 3600000 }, { "d", 86400000 }
	};
	const char *unit;
	uint128_t v;
	size_t len, i;

	if (!scaled(p, n, &v, &unit, &len))
		return false;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strlen(units[i].unit) == len && strncasecmp(unit, units[i].unit, len) == 0)
			break;
	}
	if (i == sizeof(units) / sizeof(units[0]))
		return false;
	v = v * units[i].ms / 1000000;
	if (v > INT64_MAX)
		return false;
	*ms = (int64_t)v;
	return true;
}
