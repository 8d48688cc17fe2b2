/* cast_time.c - casts among dates, timestamps and numbers of seconds. */
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "expr/cast.h"

#define SECOND INT64_C(1000000)

/* Micros that are left alone: a time zone or a day more still fits. */
#define LIMIT (INT64_MAX - 2 * DATE_US_PER_DAY)

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* The value of row i of type from as that of type to, in 64 bits; false if it does not fit. */
typedef bool time_fn(const struct cast *k, const void *in, int64_t i, int64_t *out);

static int64_t
offset_us(const struct cast *k, int64_t us)
{
	return k->zone == NULL ? 0 : (int64_t)date_zone_offset(k->zone, us) * SECOND;
}

static bool
to_utc(const struct cast *k, int64_t local, int64_t *out)
{
	if (local > LIMIT || local < -LIMIT)
		return false;
	*out = k->zone == NULL ? local : date_local_to_utc(local, k->zone);
	return true;
}

static bool
to_local(const struct cast *k, int64_t us, int64_t *out)
{
	if (us > LIMIT || us < -LIMIT)
		return false;
	*out = us + offset_us(k, us);
	return true;
}

static bool
date_ntz(const struct cast *k, const void *in, int64_t i, int64_t *out)
{
	(void)k;
	return !__builtin_mul_overflow((int64_t)((const int32_t *)in)[i], DATE_US_PER_DAY, out);
}

static bool
date_timestamp(const struct cast *k, const void *in, int64_t i, int64_t *out)
{
	return date_ntz(k, in, i, out) && to_utc(k, *out, out);
}

static bool
ntz_date(const struct cast *k, const void *in, int64_t i, int64_t *out)
{
	(void)k;
	*out = floor_div(((const int64_t *)in)[i], DATE_US_PER_DAY);
	return true;
}

static bool
timestamp_date(const struct cast *k, const void *in, int64_t i, int64_t *out)
{
	if (!to_local(k, ((const int64_t *)in)[i], out))
		return false;
	*out = floor_div(*out, DATE_US_PER_DAY);
	return true;
}

static bool
timestamp_ntz(const struct cast *k, const void *in, int64_t i, int64_t *out)
{
	return to_local(k, ((const int64_t *)in)[i], out);
}

static bool
ntz_timestamp(const struct cast *k, const void *in, int64_t i, int64_t *out)
{
	return to_utc(k, ((const int64_t *)in)[i], out);
}

static bool
timestamp_seconds(const struct cast *k, const void *in, int64_t i, int64_t *out)
{
	int bits = (int)(8 * type_width(k->to->id) - 1);

	*out = floor_div(((const int64_t *)in)[i], SECOND);
	return bits == 63 || (*out < INT64_C(1) << bits && *out >= -(INT64_C(1) << bits));
}

static bool
integer_timestamp(const struct cast *k, const void *in, int64_t i, int64_t *out)
{
	return !__builtin_mul_overflow(column_i64(k->from->id, in, i), SECOND, out);
}

static bool
float_timestamp(const struct cast *k, const void *in, int64_t i, int64_t *out)
{
	double v = (k->from->id == TYPE_FLOAT ? (double)((const float *)in)[i] :
	    ((const double *)in)[i]) * (double)SECOND;

	if (!(v >= (double)INT64_MIN && v < -(double)INT64_MIN))
		return false;
	*out = (int64_t)v;
	return true;
}

/* What is finer than a microsecond does not fit. */
static bool
decimal_timestamp(const struct cast *k, const void *in, int64_t i, int64_t *out)
{
	int128_t v = ((const decimal_t *)in)[i];
	int scale = k->from->scale;

	if (scale > 6) {
		if (v % num_pow10(scale - 6) != 0)
			return false;
		v /= num_pow10(scale - 6);
	} else if (__builtin_mul_overflow(v, num_pow10(6 - scale), &v)) {
		return false;
	}
	*out = (int64_t)v;
	return v >= INT64_MIN && v <= INT64_MAX;
}

/* All of those by the two types. */
static time_fn *
find(enum type_id from, enum type_id to)
{
	if (from == TYPE_DATE)
		return to == TYPE_TIMESTAMP ? date_timestamp :
		    to == TYPE_TIMESTAMP_NTZ ? date_ntz : NULL;
	if (from == TYPE_TIMESTAMP_NTZ)
		return to == TYPE_DATE ? ntz_date : to == TYPE_TIMESTAMP ? ntz_timestamp : NULL;
	if (from == TYPE_TIMESTAMP)
		return to == TYPE_DATE ? timestamp_date : to == TYPE_TIMESTAMP_NTZ ?
		    timestamp_ntz : type_is_integer(to) ? timestamp_seconds : NULL;
	if (to != TYPE_TIMESTAMP)
		return NULL;
	return type_is_integer(from) ? integer_timestamp : from == TYPE_DECIMAL ?
	    decimal_timestamp : from == TYPE_FLOAT || from == TYPE_DOUBLE ? float_timestamp : NULL;
}

static int
time_kernel(struct expr_call *c)
{
	const struct cast *k = c->data;
	time_fn *fn = find(k->from->id, k->to->id);
	size_t width = type_width(k->to->id);
	char *out = call_values(c, (size_t)c->rows * width);
	struct active rows = call_rows(c);
	int64_t i, v;

	if (out == NULL)
		return -1;
	memset(out, 0, (size_t)c->rows * width);
	while ((i = active_next(&rows)) >= 0) {
		if (fn(k, c->arg[0].c->values, i, &v))
			/* Little-endian: the low bytes are the narrower value. */
			memcpy(out + (size_t)i * width, &v, width);
		else if (cast_refuse(c, i) != 0)
			return -1;
	}
	return 0;
}

static int
timestamp_float(struct expr_call *c)
{
	const struct cast *k = c->data;
	const int64_t *in = c->arg[0].c->values;
	bool narrow = k->to->id == TYPE_FLOAT;
	void *out = call_values(c, (size_t)c->rows * type_width(k->to->id));
	int64_t i;

	if (out == NULL)
		return -1;
	for (i = 0; i < c->rows; i++) {
		if (narrow)
			((float *)out)[i] = (float)((double)in[i] / (double)SECOND);
		else
			((double *)out)[i] = (double)in[i] / (double)SECOND;
	}
	return 0;
}

kernel_fn *
cast_time_kernel(const struct type *from, const struct type *to, bool *may_fail)
{
	*may_fail = true;
	if (from->id == TYPE_TIMESTAMP && (to->id == TYPE_FLOAT || to->id == TYPE_DOUBLE)) {
		*may_fail = false;
		return timestamp_float;
	}
	if (from->id == TYPE_TIMESTAMP && to->id == TYPE_DECIMAL)
		return cast_decimal_kernel(from, to, may_fail);
	if (find(from->id, to->id) == NULL)
		return NULL;
	*may_fail = type_is_number(from->id) || type_is_number(to->id);
	return time_kernel;
}
