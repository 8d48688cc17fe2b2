/*
 * decimal.c - arithmetic on decimals: exact in 256 bits, then rounded half up to
 * the scale of the result and checked against its precision.
 */
#include <string.h>

#include "expr/arith.h"

#define MAX_PRECISION 38
/* Digits after the point that survive when the precision must be cut. */
#define LEAST_SCALE 6

struct wide {
	uint64_t w[4];		/* least significant first */
};

static uint128_t
magnitude(int128_t v)
{
	return v < 0 ? 0 - (uint128_t)v : (uint128_t)v;
}

static struct wide
widen(uint128_t v)
{
	return (struct wide){ { (uint64_t)v, (uint64_t)(v >> 64), 0, 0 } };
}

/* *v *= by; false if it does not fit. */
static bool
times(struct wide *v, uint64_t by)
{
	uint128_t carry = 0;
	int i;

	for (i = 0; i < 4; i++) {
		carry += (uint128_t)v->w[i] * by;
		v->w[i] = (uint64_t)carry;
		carry >>= 64;
	}
	return carry == 0;
}

static bool
times_pow10(struct wide *v, int n)
{
	for (; n > 18; n -= 18) {
		if (!times(v, (uint64_t)num_pow10(18)))
			return false;
	}
	return times(v, (uint64_t)num_pow10(n));
}

static bool
fits_128(const struct wide *v, uint128_t *out)
{
	*out = (uint128_t)v->w[1] << 64 | v->w[0];
	return v->w[2] == 0 && v->w[3] == 0;
}

/* v / by with the remainder, bit by bit; by is below 2^127. */
static struct wide
divide(struct wide v, uint128_t by, uint128_t *rest)
{
	struct wide q = { { 0 } };
	uint128_t r = 0;
	int i = 255;

	while (i > 0 && (v.w[i / 64] >> (i % 64) & 1) == 0)
		i--;
	for (; i >= 0; i--) {
		r = r << 1 | (v.w[i / 64] >> (i % 64) & 1);
		if (r >= by) {
			r -= by;
			q.w[i / 64] |= UINT64_C(1) << (i % 64);
		}
	}
	*rest = r;
	return q;
}

/* v / by rounded half up, with the sign; false if it has more than precision digits. */
static bool
divide_round(struct wide v, uint128_t by, bool minus, int precision, int128_t *out)
{
	uint128_t rest, n;
	struct wide q = divide(v, by, &rest);

	if (!fits_128(&q, &n) || n > (uint128_t)num_pow10(MAX_PRECISION))
		return false;
	n += rest >= by - rest;
	*out = minus ? -(int128_t)n : (int128_t)n;
	return decimal_fits(*out, precision);
}

/* a * 10^n and b * 10^m in 256 bits, which two decimals never pass; their signed sum. */
static bool
add_wide(int128_t a, int n, int128_t b, int m, int cut, int precision, int128_t *out)
{
	struct wide x = widen(magnitude(a)), y = widen(magnitude(b)), t;
	bool minus = a < 0;
	uint128_t carry = 0;
	int i;

	if (!times_pow10(&x, n) || !times_pow10(&y, m))
		return false;
	if ((a < 0) == (b < 0)) {
		for (i = 0; i < 4; i++) {
			carry += (uint128_t)x.w[i] + y.w[i];
			x.w[i] = (uint64_t)carry;
			carry >>= 64;
		}
	} else {
		for (i = 3; i > 0 && x.w[i] == y.w[i]; i--)
			;
		if (x.w[i] < y.w[i]) {
			t = x;
			x = y;
			y = t;
			minus = !minus;
		}
		for (i = 0; i < 4; i++) {
			carry = (uint128_t)x.w[i] - y.w[i] - carry;
			x.w[i] = (uint64_t)carry;
			carry = carry >> 64 & 1;
		}
	}
	return divide_round(x, (uint128_t)num_pow10(cut), minus, precision, out);
}

static bool
add(int128_t a, int as, int128_t b, int bs, const struct type *t, int128_t *out)
{
	int s = as > bs ? as : bs;
	int128_t x, y;

	if (!__builtin_mul_overflow(a, num_pow10(s - as), &x) &&
	    !__builtin_mul_overflow(b, num_pow10(s - bs), &y) &&
	    !__builtin_add_overflow(x, y, out))
		return decimal_rescale(*out, s, t->scale, t->precision, out);
	return add_wide(a, s - as, b, s - bs, s - t->scale, t->precision, out);
}

static bool
multiply(int128_t a, int as, int128_t b, int bs, const struct type *t, int128_t *out)
{
	uint128_t x = magnitude(a), y = magnitude(b), low, mid, high;
	struct wide v;

	if (as + bs - t->scale <= MAX_PRECISION && !__builtin_mul_overflow(a, b, out))
		return decimal_rescale(*out, as + bs, t->scale, t->precision, out);
	/* 128 by 128 bits from four products of 64 by 64. */
	low = (uint128_t)(uint64_t)x * (uint64_t)y;
	mid = (uint128_t)(uint64_t)(x >> 64) * (uint64_t)y + (uint64_t)(low >> 64);
	high = (uint128_t)(uint64_t)(x >> 64) * (uint64_t)(y >> 64) + (uint64_t)(mid >> 64);
	mid = (uint128_t)(uint64_t)x * (uint64_t)(y >> 64) + (uint64_t)mid;
	high += mid >> 64;
	v = (struct wide){ { (uint64_t)low, (uint64_t)mid, (uint64_t)high,
	    (uint64_t)(high >> 64) } };
	/* The scale of a product is cut by 38 at most twice. */
	if (as + bs - t->scale > MAX_PRECISION) {
		uint128_t rest;

		v = divide(v, (uint128_t)num_pow10(as + bs - t->scale - MAX_PRECISION), &rest);
		return divide_round(v, (uint128_t)num_pow10(MAX_PRECISION), (a < 0) != (b < 0),
		    t->precision, out);
	}
	return divide_round(v, (uint128_t)num_pow10(as + bs - t->scale), (a < 0) != (b < 0),
	    t->precision, out);
}

/* b is not zero. */
static bool
quotient(int128_t a, int as, int128_t b, int bs, const struct type *t, int128_t *out)
{
	struct wide v;
	int shift = t->scale - as + bs;
	uint128_t x, y, rest;

	if (shift <= MAX_PRECISION &&
	    !__builtin_mul_overflow(magnitude(a), (uint128_t)num_pow10(shift), &x)) {
		y = magnitude(b);
		/* Small operands need no division of 128 bits. */
		if (x >> 64 == 0 && y >> 64 == 0) {
			rest = (uint64_t)x % (uint64_t)y;
			x = (uint64_t)x / (uint64_t)y;
		} else {
			rest = x % y;
			x /= y;
		}
		x += rest >= y - rest;
		if (x > (uint128_t)num_pow10(MAX_PRECISION))
			return false;
		*out = (a < 0) != (b < 0) ? -(int128_t)x : (int128_t)x;
		return decimal_fits(*out, t->precision);
	}
	v = widen(magnitude(a));
	/* What does not fit 256 bits gives far more than 38 digits. */
	if (!times_pow10(&v, shift))
		return false;
	return divide_round(v, magnitude(b), (a < 0) != (b < 0), t->precision, out);
}

/* Whole quotient and remainder at the larger scale; b is not zero. */
static void
divide_whole(int128_t a, int as, int128_t b, int bs, struct wide *whole, uint128_t *rest)
{
	struct wide x = widen(magnitude(a)), y = widen(magnitude(b));
	int s = as > bs ? as : bs;
	uint128_t by;

	/* One of them keeps its scale, so both fit 256 bits. */
	(void)times_pow10(&x, s - as);
	(void)times_pow10(&y, s - bs);
	if (fits_128(&y, &by) && by >> 127 == 0) {
		*whole = divide(x, by, rest);
	} else {
		/* Then b is larger than any decimal: a is the remainder. */
		memset(whole, 0, sizeof(*whole));
		(void)fits_128(&x, rest);
	}
}

static bool
remainder_of(int128_t a, int as, int128_t b, int bs, const struct type *t, int128_t *out)
{
	int s = as > bs ? as : bs;
	struct wide whole;
	uint128_t rest;

	divide_whole(a, as, b, bs, &whole, &rest);
	*out = (int128_t)(a < 0 ? 0 - rest : rest);
	return decimal_rescale(*out, s, t->scale, t->precision, out);
}

static bool
whole_quotient(int128_t a, int as, int128_t b, int bs, int64_t *out)
{
	struct wide whole;
	uint128_t rest, n;
	bool minus = (a < 0) != (b < 0);

	divide_whole(a, as, b, bs, &whole, &rest);
	if (!fits_128(&whole, &n) || n > (uint128_t)INT64_MAX + minus)
		return false;
	*out = (int64_t)(minus ? 0 - (uint64_t)n : (uint64_t)n);
	return true;
}

typedef bool decimal_fn(int128_t a, int as, int128_t b, int bs, const struct type *t,
    int128_t *out);

static int
binary(struct expr_call *c, decimal_fn *fn, bool divides, bool negate, const char *sign)
{
	const decimal_t *a = c->arg[0].c->values, *b = c->arg[1].c->values;
	int as = c->node->arg[0]->type->scale, bs = c->node->arg[1]->type->scale;
	int128_t *out = call_values(c, (size_t)c->rows * sizeof(*out)), x, y;
	struct active rows = call_rows(c);
	int64_t i;

	if (out == NULL)
		return -1;
	if (c->active != NULL)
		memset(out, 0, (size_t)c->rows * sizeof(*out));
	while ((i = active_next(&rows)) >= 0) {
		x = a[vec_at(&c->arg[0], i)];
		y = b[vec_at(&c->arg[1], i)];
		if (divides && y == 0)
			return arith_zero(c, i);
		if (!fn(x, as, negate ? (int128_t)(0 - (uint128_t)y) : y, bs, c->node->type, &out[i]))
			return arith_overflow(c, i, sign);
	}
	return 0;
}

static int
add_kernel(struct expr_call *c)
{
	return binary(c, add, false, false, "+");
}

static int
subtract_kernel(struct expr_call *c)
{
	return binary(c, add, false, true, "-");
}

static int
multiply_kernel(struct expr_call *c)
{
	return binary(c, multiply, false, false, "*");
}

static int
divide_kernel(struct expr_call *c)
{
	return binary(c, quotient, true, false, "/");
}

static int
remainder_kernel(struct expr_call *c)
{
	return binary(c, remainder_of, true, false, "%");
}

static int
whole_kernel(struct expr_call *c)
{
	const decimal_t *a = c->arg[0].c->values, *b = c->arg[1].c->values;
	int as = c->node->arg[0]->type->scale, bs = c->node->arg[1]->type->scale;
	int64_t *out = call_values(c, (size_t)c->rows * sizeof(*out)), i;
	struct active rows = call_rows(c);

	if (out == NULL)
		return -1;
	memset(out, 0, (size_t)c->rows * sizeof(*out));
	while ((i = active_next(&rows)) >= 0) {
		int128_t x = a[vec_at(&c->arg[0], i)], y = b[vec_at(&c->arg[1], i)];

		if (y == 0)
			return arith_zero(c, i);
		if (!whole_quotient(x, as, y, bs, &out[i]))
			return arith_overflow(c, i, "div");
	}
	return 0;
}

static int
unary(struct expr_call *c, bool abs)
{
	const decimal_t *a = c->arg[0].c->values;
	int128_t *out = call_values(c, (size_t)c->rows * sizeof(*out));
	int64_t i;

	if (out == NULL)
		return -1;
	/* Rows that nobody looks at may hold anything, so the negation must not trap. */
	for (i = 0; i < c->rows; i++)
		out[i] = abs && a[i] >= 0 ? a[i] : (int128_t)(0 - (uint128_t)a[i]);
	return 0;
}

static int
negative_kernel(struct expr_call *c)
{
	return unary(c, false);
}

static int
abs_kernel(struct expr_call *c)
{
	return unary(c, true);
}

kernel_fn *
arith_decimal_kernel(enum arith_op op)
{
	static kernel_fn *const kernels[] = {
		[ARITH_ADD] = add_kernel, [ARITH_SUB] = subtract_kernel,
		[ARITH_MUL] = multiply_kernel, [ARITH_DIV] = divide_kernel,
		[ARITH_MOD] = remainder_kernel, [ARITH_AND] = NULL, [ARITH_OR] = NULL,
		[ARITH_XOR] = NULL, [ARITH_INTDIV] = whole_kernel,
		[ARITH_NEG] = negative_kernel, [ARITH_ABS] = abs_kernel, [ARITH_NOT] = NULL
	};

	return kernels[op];
}

static int
most(int a, int b)
{
	return a > b ? a : b;
}

static int
least(int a, int b)
{
	return a < b ? a : b;
}

void
arith_decimal_type(enum arith_op op, const struct type *a, const struct type *b,
    struct type *out)
{
	int as = a->scale, bs = b->scale, ai = a->precision - as, bi = b->precision - bs;
	int scale = most(as, bs), precision;

	switch (op) {
	case ARITH_MUL:
		scale = as + bs;
		precision = a->precision + b->precision + 1;
		break;
	case ARITH_DIV:
		scale = most(LEAST_SCALE, as + b->precision + 1);
		precision = ai + bs + scale;
		break;
	case ARITH_MOD:
		precision = least(ai, bi) + scale;
		break;
	default:
		precision = most(ai, bi) + scale + 1;
		break;
	}
	if (precision > MAX_PRECISION) {
		/* Digits before the point go first, then at least six after it. */
		scale = most(MAX_PRECISION - (precision - scale), least(scale, LEAST_SCALE));
		precision = MAX_PRECISION;
	}
	memset(out, 0, sizeof(*out));
	out->id = TYPE_DECIMAL;
	out->precision = (uint8_t)most(precision, 1);
	out->scale = (uint8_t)scale;
}
