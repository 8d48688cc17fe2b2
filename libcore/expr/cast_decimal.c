/* cast_decimal.c - casts to and from decimals. */
#include <math.h>
#include <string.h>

#include "expr/cast.h"

bool
decimal_fits(int128_t v, int precision)
{
	int128_t limit = num_pow10(precision);

	return v < limit && v > -limit;
}

bool
decimal_rescale(int128_t v, int from, int to, int precision, int128_t *out)
{
	int128_t unit, half;

	if (to >= from) {
		if (__builtin_mul_overflow(v, num_pow10(to - from), out))
			return false;
	} else {
		unit = num_pow10(from - to);
		*out = v / unit;
		half = v % unit;
		if (half < 0)
			half = -half;
		if (half >= unit - half)
			*out += v < 0 ? -1 : 1;
	}
	return decimal_fits(*out, precision);
}

static int
decimal_decimal(struct expr_call *c)
{
	const struct cast *k = c->data;
	const decimal_t *in = c->arg[0].c->values;
	int128_t *out = call_values(c, (size_t)c->rows * sizeof(*out));
	struct active rows = call_rows(c);
	int64_t i;

	if (out == NULL)
		return -1;
	memset(out, 0, (size_t)c->rows * sizeof(*out));
	while ((i = active_next(&rows)) >= 0) {
		if (!decimal_rescale(in[i], k->from->scale, k->to->scale, k->to->precision,
		    &out[i])) {
			out[i] = 0;
			if (cast_refuse(c, i) != 0)
				return -1;
		}
	}
	return 0;
}

/* Of an integer (0 and 1 of a boolean, the microseconds of a timestamp). */
static int
integer_decimal(struct expr_call *c)
{
	const struct cast *k = c->data;
	int128_t *out = call_values(c, (size_t)c->rows * sizeof(*out));
	enum type_id id = k->from->id;
	int scale = id == TYPE_TIMESTAMP ? 6 : 0;
	struct active rows = call_rows(c);
	int64_t i;

	if (out == NULL)
		return -1;
	memset(out, 0, (size_t)c->rows * sizeof(*out));
	while ((i = active_next(&rows)) >= 0) {
		int64_t v = column_i64(id, c->arg[0].c->values, i);

		if (!decimal_rescale(v, scale, k->to->scale, k->to->precision, &out[i])) {
			out[i] = 0;
			if (cast_refuse(c, i) != 0)
				return -1;
		}
	}
	return 0;
}

/* By way of the shortest text that reads back the same, as Spark does. */
static int
double_decimal(struct expr_call *c)
{
	const struct cast *k = c->data;
	const void *in = c->arg[0].c->values;
	int128_t *out = call_values(c, (size_t)c->rows * sizeof(*out));
	struct active rows = call_rows(c);
	char text[NUM_MAX];
	int64_t i;

	if (out == NULL)
		return -1;
	memset(out, 0, (size_t)c->rows * sizeof(*out));
	while ((i = active_next(&rows)) >= 0) {
		double v = k->from->id == TYPE_FLOAT ? (double)((const float *)in)[i] :
		    ((const double *)in)[i];

		if (!isfinite(v) || !num_parse_decimal(text, num_format_f64(text, v),
		    k->to->precision, k->to->scale, &out[i])) {
			out[i] = 0;
			if (cast_refuse(c, i) != 0)
				return -1;
		}
	}
	return 0;
}

static void
put_integer(enum type_id id, void *values, int64_t i, int64_t v)
{
	switch (id) {
	case TYPE_TINYINT:
		((int8_t *)values)[i] = (int8_t)v;
		break;
	case TYPE_SMALLINT:
		((int16_t *)values)[i] = (int16_t)v;
		break;
	case TYPE_INT:
		((int32_t *)values)[i] = (int32_t)v;
		break;
	default:
		((int64_t *)values)[i] = v;
		break;
	}
}

/* Towards zero. */
static int
decimal_integer(struct expr_call *c)
{
	const struct cast *k = c->data;
	const decimal_t *in = c->arg[0].c->values;
	size_t width = type_width(k->to->id);
	void *out = call_values(c, (size_t)c->rows * width);
	int64_t i, high = (int64_t)(UINT64_MAX >> (65 - 8 * width));
	struct active rows = call_rows(c);
	int128_t v;

	if (out == NULL)
		return -1;
	memset(out, 0, (size_t)c->rows * width);
	while ((i = active_next(&rows)) >= 0) {
		v = in[i] / num_pow10(k->from->scale);
		if (v > high || v < -(int128_t)high - 1) {
			if (cast_refuse(c, i) != 0)
				return -1;
			continue;
		}
		put_integer(k->to->id, out, i, (int64_t)v);
	}
	return 0;
}

/* By way of text, so that the result is the double nearest to the decimal. */
static int
decimal_float(struct expr_call *c)
{
	const struct cast *k = c->data;
	const decimal_t *in = c->arg[0].c->values;
	bool narrow = k->to->id == TYPE_FLOAT;
	size_t width = narrow ? sizeof(float) : sizeof(double), n;
	void *out = call_values(c, (size_t)c->rows * width);
	struct active rows = call_rows(c);
	char text[NUM_MAX];
	double d;
	int64_t i;

	if (out == NULL)
		return -1;
	memset(out, 0, (size_t)c->rows * width);
	while ((i = active_next(&rows)) >= 0) {
		/* Both exact: one division rounds once. */
		if (k->from->scale <= 22 && in[i] > -(INT64_C(1) << 53) &&
		    in[i] < (INT64_C(1) << 53)) {
			d = (double)(int64_t)in[i] / (double)num_pow10(k->from->scale);
		} else {
			n = num_format_decimal(text, in[i], k->from->scale);
			if (!num_parse_f64(text, n, &d))
				return cast_refuse(c, i);
		}
		if (narrow)
			((float *)out)[i] = (float)d;
		else
			((double *)out)[i] = d;
	}
	return 0;
}

static int
decimal_boolean(struct expr_call *c)
{
	const decimal_t *in = c->arg[0].c->values;
	uint8_t *out = call_bits(c);
	int64_t i;

	if (out == NULL)
		return -1;
	for (i = 0; i < c->rows; i++)
		out[i >> 3] |= (uint8_t)((in[i] != 0) << (i & 7));
	return 0;
}

kernel_fn *
cast_decimal_kernel(const struct type *from, const struct type *to, bool *may_fail)
{
	/* Digits before the point of each integer type. */
	static const int digits[] = {
		[TYPE_BOOLEAN] = 1, [TYPE_TINYINT] = 3, [TYPE_SMALLINT] = 5, [TYPE_INT] = 10,
		[TYPE_BIGINT] = 19
	};

	if (to->id == TYPE_DECIMAL) {
		int room = to->precision - to->scale;

		*may_fail = true;
		if (from->id == TYPE_DECIMAL) {
			/* Rounding may add a digit. */
			*may_fail = room < from->precision - from->scale +
			    (to->scale < from->scale);
			return decimal_decimal;
		}
		if (from->id == TYPE_BOOLEAN || type_is_integer(from->id)) {
			*may_fail = room < digits[from->id];
			return integer_decimal;
		}
		if (from->id == TYPE_TIMESTAMP)
			return integer_decimal;
		return from->id == TYPE_FLOAT || from->id == TYPE_DOUBLE ? double_decimal : NULL;
	}
	*may_fail = type_is_integer(to->id);
	if (*may_fail)
		return decimal_integer;
	if (to->id == TYPE_FLOAT || to->id == TYPE_DOUBLE)
		return decimal_float;
	return to->id == TYPE_BOOLEAN ? decimal_boolean : NULL;
}
