/* round.c - round(x, digits): half up, away from zero, as Spark rounds. */
#include <math.h>
#include <string.h>

#include "expr/arith.h"

static int
round_decimal(struct expr_call *c, int digits)
{
	const decimal_t *in = c->arg[0].c->values;
	int128_t *out = call_values(c, (size_t)c->rows * sizeof(*out)), v, unit;
	const struct type *from = c->node->arg[0]->type, *to = c->node->type;
	struct active rows = call_rows(c);
	int64_t i;

	if (out == NULL)
		return -1;
	memset(out, 0, (size_t)c->rows * sizeof(*out));
	while ((i = active_next(&rows)) >= 0) {
		v = in[i];
		if (digits < 0) {
			if (-digits > 37)
				continue;
			/* Rounded to a multiple of a power of ten, with no scale left. */
			unit = num_pow10(-digits);
			if (from->scale - digits > 38)
				v = 0;
			else if (!decimal_rescale(v, from->scale - digits, 0, 38, &v))
				return arith_overflow(c, i, "round");
			if (__builtin_mul_overflow(v, unit, &v) || !decimal_fits(v, to->precision))
				return arith_overflow(c, i, "round");
		} else if (!decimal_rescale(v, from->scale, to->scale, to->precision, &v)) {
			return arith_overflow(c, i, "round");
		}
		out[i] = v;
	}
	return 0;
}

/* Integers change only when digits before the point are rounded away. */
static int
round_integer(struct expr_call *c, int digits)
{
	enum type_id id = c->node->type->id;
	size_t width = type_width(id);
	int64_t i, v, high = (int64_t)(UINT64_MAX >> (65 - 8 * width));
	const char *in = c->arg[0].c->values;
	struct active rows = call_rows(c);
	int128_t r;
	char *out;

	if (digits >= 0)
		return call_share(c, c->arg[0].c);
	if ((out = call_values(c, (size_t)c->rows * width)) == NULL)
		return -1;
	memset(out, 0, (size_t)c->rows * width);
	while ((i = active_next(&rows)) >= 0) {
		v = column_i64(id, in, i);
		if (-digits > 19)
			continue;
		(void)decimal_rescale(v, -digits, 0, 38, &r);
		r *= num_pow10(-digits);
		if (r > high || r < -(int128_t)high - 1)
			return arith_overflow(c, i, "round");
		v = (int64_t)r;
		memcpy(out + (size_t)i * width, &v, width);
	}
	return 0;
}

/*
 * Rounds the shortest text of a number, in n bytes of the NUM_MAX at text, so that
 * 2.675 is rounded as it reads; the bytes it has then, 0 when nothing changes.
 */
static size_t
round_text(char *text, size_t n, int digits)
{
	int128_t v;

	/* More than 38 digits down to the last one kept: the number has none beyond. */
	if (!num_parse_decimal(text, n, 38, digits, &v))
		return 0;
	n = num_format_decimal(text, v, 0);
	if (v == 0)
		return n;
	text[n++] = 'e';
	return n + num_format_i64(text + n, -digits);
}

static int
round_float(struct expr_call *c, int digits)
{
	bool narrow = c->node->type->id == TYPE_FLOAT;
	const void *in = c->arg[0].c->values;
	void *out = call_values(c, (size_t)c->rows * type_width(c->node->type->id));
	struct active rows = call_rows(c);
	char text[NUM_MAX];
	int64_t i;
	size_t n;

	if (out == NULL)
		return -1;
	memset(out, 0, (size_t)c->rows * type_width(c->node->type->id));
	while ((i = active_next(&rows)) >= 0) {
		if (narrow) {
			float x = ((const float *)in)[i], *to = (float *)out + i;

			n = isfinite(x) ? round_text(text, num_format_f32(text, x), digits) : 0;
			if (n == 0 || !num_parse_f32(text, n, to))
				*to = x;
		} else {
			double x = ((const double *)in)[i], *to = (double *)out + i;

			n = isfinite(x) ? round_text(text, num_format_f64(text, x), digits) : 0;
			if (n == 0 || !num_parse_f64(text, n, to))
				*to = x;
		}
	}
	return 0;
}

int
arith_round(struct expr_call *c)
{
	int digits = *(const int *)c->data;

	switch (c->node->type->id) {
	case TYPE_DECIMAL:
		return round_decimal(c, digits);
	case TYPE_FLOAT:
	case TYPE_DOUBLE:
		return round_float(c, digits);
	default:
		return round_integer(c, digits);
	}
}
