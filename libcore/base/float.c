/* float.c - doubles and floats from and to text. */
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/num.h"

/* Longest number text that is looked at. */
#define TEXT_MAX 4096

static locale_t c_locale;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
make_locale(void)
{
	c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

/* Powers of ten that a double holds exactly. */
static const double exact10[] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
	1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
};

/* What a number's text is made of. */
struct number {
	bool neg, exact;	/* exact: mant * 10^exp is the value */
	uint64_t mant;
	int exp;
};

static bool
scan(const char *p, size_t n, struct number *v)
{
	size_t i = 0, ndigit = 0, used = 0;
	int frac = 0, exp = 0;
	bool point = false, neg = false;

	memset(v, 0, sizeof(*v));
	if (i < n && (p[i] == '-' || p[i] == '+'))
		v->neg = p[i++] == '-';
	for (; i < n; i++) {
		if (p[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (p[i] < '0' || p[i] > '9')
			break;
		ndigit++;
		frac += point;
		if (used > 0 || p[i] != '0')
			used++;
		if (used <= 18)
			v->mant = v->mant * 10 + (uint64_t)(p[i] - '0');
	}
	if (ndigit == 0)
		return false;
	if (i < n && (p[i] == 'e' || p[i] == 'E')) {
		i++;
		if (i < n && (p[i] == '-' || p[i] == '+'))
			neg = p[i++] == '-';
		if (i == n)
			return false;
		for (; i < n && p[i] >= '0' && p[i] <= '9'; i++) {
			if (exp < 100000)
				exp = exp * 10 + (p[i] - '0');
		}
	}
	v->exp = (neg ? -exp : exp) - frac;
	v->exact = used <= 18;
	return i == n;
}

/* NaN, inf, infinity in any case, with a sign for the latter two. */
static bool
special(const char *p, size_t n, double *out)
{
	bool neg = n > 0 && *p == '-';

	if (n == 3 && strncasecmp(p, "nan", 3) == 0) {
		*out = NAN;
		return true;
	}
	if (n > 0 && (*p == '-' || *p == '+')) {
		p++;
		n--;
	}
	if ((n != 3 || strncasecmp(p, "inf", 3) != 0) &&
	    (n != 8 || strncasecmp(p, "infinity", 8) != 0))
		return false;
	*out = neg ? -INFINITY : INFINITY;
	return true;
}

/*
 * Correct rounding is the C library's work; it wants a NUL and its own locale.  zero: all
 * of its digits are 0.
 */
static bool
slow_parse(const char *p, size_t n, bool single, bool zero, double *out)
{
	char text[TEXT_MAX];
	char *end;

	if (n >= sizeof(text))
		return false;
	memcpy(text, p, n);
	text[n] = '\0';
	(void)pthread_once(&once, make_locale);
	*out = single ? (double)strtof_l(text, &end, c_locale) :
	    strtod_l(text, &end, c_locale);
	return end == text + n && isfinite(*out) && (*out != 0 || zero);
}

bool
num_parse_f64(const char *p, size_t n, double *out)
{
	struct number v;
	double d;

	if (!scan(p, n, &v))
		return special(p, n, out);
	/* Both operands exact: one correctly rounded operation gives the right result. */
	if (v.exact && v.mant < UINT64_C(1) << 53 && v.exp >= -22 && v.exp <= 22) {
		d = (double)v.mant;
		d = v.exp < 0 ? d / exact10[-v.exp] : d * exact10[v.exp];
		*out = v.neg ? -d : d;
		return true;
	}
	return slow_parse(p, n, false, v.mant == 0, out);
}

bool
num_parse_f32(const char *p, size_t n, float *out)
{
	struct number v;
	double d;

	if (!scan(p, n, &v)) {
		if (!special(p, n, &d))
			return false;
	} else if (v.exact && v.mant < 1u << 24 && v.exp >= -10 && v.exp <= 10) {
		float f = (float)v.mant, ten = (float)exact10[abs(v.exp)];

		f = v.exp < 0 ? f / ten : f * ten;
		*out = v.neg ? -f : f;
		return true;
	} else if (!slow_parse(p, n, true, v.mant == 0, &d)) {
		return false;
	}
	*out = (float)d;
	return true;
}

/* The shortest digits that read back as v (> 0, finite): digits, and the exponent of the first. */
static size_t
shortest(double v, bool single, char digits[32], int *exp10)
{
	int lo = single ? 6 : 15, hi = single ? 9 : 17, prec;
	char text[40];
	double back;
	size_t n;
	char *e;

	/* Subnormals carry fewer digits, so fewer can suffice; Java shows at least two. */
	if (single ? v < 0x1p-126 : v < 0x1p-1022)
		lo = 2;
	(void)pthread_once(&once, make_locale);
	for (prec = lo; ; prec++) {
		(void)snprintf(text, sizeof(text), "%.*e", prec - 1, v);
		back = single ? (double)strtof_l(text, NULL, c_locale) :
		    strtod_l(text, NULL, c_locale);
		if (back == v || prec == hi)
			break;
	}
	e = strchr(text, 'e');
	*exp10 = (int)strtol(e + 1, NULL, 10);
	digits[0] = text[0];
	n = 1;
	for (char *q = text + 2; q < e; q++)
		digits[n++] = *q;
	while (n > 1 && digits[n - 1] == '0')
		n--;
	return n;
}

/* Java's layout: plain from 1e-3 up to 1e7, else d.dddE<exp>. */
static size_t
java_layout(char *out, const char *digits, size_t n, int exp10)
{
	size_t at = 0, i;

	if (exp10 >= -3 && exp10 < 7) {
		if (exp10 < 0) {
			out[at++] = '0';
			out[at++] = '.';
			for (int k = -1; k > exp10; k--)
				out[at++] = '0';
			memcpy(out + at, digits, n);
			return at + n;
		}
		for (i = 0; i <= (size_t)exp10; i++)
			out[at++] = i < n ? digits[i] : '0';
		out[at++] = '.';
		if (i >= n)
			out[at++] = '0';
		for (; i < n; i++)
			out[at++] = digits[i];
		return at;
	}
	out[at++] = digits[0];
	out[at++] = '.';
	if (n == 1)
		out[at++] = '0';
	memcpy(out + at, digits + 1, n - 1);
	at += n - 1;
	out[at++] = 'E';
	return at + num_format_i64(out + at, exp10);
}

/*
 * Values with at most six decimals and fifteen digits: m / 10^k that gives v
 * back is its shortest text, since fifteen digits always tell doubles apart.
 */
static size_t
few_decimals(double v, char digits[32], int *exp10)
{
	double scaled, back;
	uint64_t m;
	size_t n;
	int k;

	if (v < 1e-3 || v >= 1e9)
		return 0;
	for (k = 0; k <= 6; k++) {
		scaled = v * exact10[k];
		if (scaled >= 1e15)
			return 0;
		m = (uint64_t)(scaled + 0.5);
		back = (double)m / exact10[k];
		if (back != v)
			continue;
		n = num_format_u64(digits, m);
		*exp10 = (int)n - 1 - k;
		while (n > 1 && digits[n - 1] == '0')
			n--;
		return n;
	}
	return 0;
}

static size_t
format(char *out, double v, bool single)
{
	char digits[32];
	size_t at = 0, n;
	int exp10 = 0;

	if (isnan(v)) {
		memcpy(out, "NaN", 3);
		return 3;
	}
	if (signbit(v)) {
		out[at++] = '-';
		v = -v;
	}
	if (isinf(v)) {
		memcpy(out + at, "Infinity", 8);
		return at + 8;
	}
	if (v == 0) {
		memcpy(out + at, "0.0", 3);
		return at + 3;
	}
	n = single ? 0 : few_decimals(v, digits, &exp10);
	if (n == 0)
		n = shortest(v, single, digits, &exp10);
	return at + java_layout(out + at, digits, n, exp10);
}

size_t
num_format_f64(char *out, double v)
{
	return format(out, v, false);
}

size_t
num_format_f32(char *out, float v)
{
	return format(out, (double)v, true);
}
