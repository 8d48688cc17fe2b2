/*
 * ipc_foreign.c - plain columns from those that are laid out in other ways.
 *
 * Conversions of times have a loop without branches that good data passes; only when
 * that fails does a second one look at each value, to find the place or to see that the
 * value lies under a null.
 */
#include "wire/ipc_foreign.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "wire/ipc.h"

#define DAY_MS INT64_C(86400000)

/* IEEE 754 binary16 to binary32, exactly. */
static uint32_t
single_bits(uint16_t h)
{
	uint32_t sign = (uint32_t)(h & 0x8000) << 16, exponent = h >> 10 & 0x1f, m = h & 0x3ff;

	if (exponent == 0x1f)
		return sign | 0x7f800000 | m << 13;
	if (exponent != 0)
		return sign | (exponent + 112) << 23 | m << 13;
	if (m == 0)
		return sign;
	/* Subnormal: normal in the wider format. */
	for (exponent = 113; (m & 0x400) == 0; exponent--)
		m <<= 1;
	return sign | exponent << 23 | (m & 0x3ff) << 13;
}

/* One time in our unit; false where that cannot hold it, and *out is then 0. */
static inline __attribute__((always_inline)) bool
time_value(enum ipc_layout layout, int64_t v, int64_t *out)
{
	int64_t unit = layout == LAYOUT_DATE_MILLI ? DAY_MS : 1000;
	bool bad;

	if (layout == LAYOUT_SECOND || layout == LAYOUT_MILLI) {
		bad = __builtin_mul_overflow(v, layout == LAYOUT_SECOND ? 1000000 : 1000, out);
	} else if (layout == LAYOUT_NANO_CUT) {
		*out = v / unit - (v % unit < 0);
		bad = false;
	} else {
		*out = v / unit;
		bad = *out * unit != v ||
		    (layout == LAYOUT_DATE_MILLI && *out != (int32_t)*out);
	}
	if (bad)
		*out = 0;
	return !bad;
}

/* n times in our unit; whether all could be held.  out: int32 for dates, else int64. */
static inline __attribute__((always_inline)) bool
times(enum ipc_layout layout, const int64_t *in, void *out, int64_t n)
{
	bool good = true;
	int64_t i, v;

	for (i = 0; i < n; i++) {
		good &= time_value(layout, in[i], &v);
		if (layout == LAYOUT_DATE_MILLI)
			((int32_t *)out)[i] = (int32_t)v;
		else
			((int64_t *)out)[i] = v;
	}
	return good;
}

/* Says which of the times that count our unit cannot hold, if any does.  0 or -1. */
static int
check_times(const struct ipc_level *l, enum ipc_layout layout, const int64_t *in,
    struct err *e)
{
	uint8_t *live = ipc_live_values(l, e);
	int64_t i, v = 0;

	if (live == NULL)
		return -1;
	for (i = 0; i < l->col->rows; i++) {
		if (column_bit(live, i) && !time_value(layout, in[i], &v))
			break;
	}
	free(live);
	if (i == l->col->rows)
		return 0;
	switch (layout) {
	case LAYOUT_NANO:
		return ipc_refuse(l, i, e, "%" PRId64 " nanoseconds since 1970 are no whole "
		    "microseconds (--truncate-ns cuts them)", in[i]);
	case LAYOUT_DATE_MILLI:
		if (in[i] % DAY_MS != 0)
			return ipc_refuse(l, i, e, "a date of %" PRId64 " milliseconds since "
			    "1970, which are no whole days", in[i]);
		return ipc_refuse(l, i, e, "a date of %" PRId64 " milliseconds since 1970 is "
		    "out of range", in[i]);
	default:
		return ipc_refuse(l, i, e, "%" PRId64 " %sseconds since 1970 are out of range "
		    "in microseconds", in[i], layout == LAYOUT_MILLI ? "milli" : "");
	}
}

static size_t
width_of(enum ipc_layout layout)
{
	switch (layout) {
	case LAYOUT_UINT8:
		return 1;
	case LAYOUT_UINT16:
	case LAYOUT_HALF:
		return 2;
	case LAYOUT_UINT32:
		return 4;
	default:
		return 8;
	}
}

#define WIDEN(from, to)                                         \
	for (i = 0; i < n; i++)                                 \
		((to *)out)[i] = (to)((const from *)in)[i]

/* Converts n > 0 values.  Whether all could be. */
static bool
convert(enum ipc_layout layout, const void *in, void *out, int64_t n)
{
	int64_t i;

	switch (layout) {
	case LAYOUT_UINT8:
		WIDEN(uint8_t, int16_t);
		return true;
	case LAYOUT_UINT16:
		WIDEN(uint16_t, int32_t);
		return true;
	case LAYOUT_UINT32:
		WIDEN(uint32_t, int64_t);
		return true;
	case LAYOUT_UINT64:
		WIDEN(uint64_t, int128_t);
		return true;
	case LAYOUT_HALF:
		for (i = 0; i < n; i++)
			((uint32_t *)out)[i] = single_bits(((const uint16_t *)in)[i]);
		return true;
	case LAYOUT_DATE_MILLI:
		return times(LAYOUT_DATE_MILLI, in, out, n);
	case LAYOUT_SECOND:
		return times(LAYOUT_SECOND, in, out, n);
	case LAYOUT_MILLI:
		return times(LAYOUT_MILLI, in, out, n);
	case LAYOUT_NANO_CUT:
		return times(LAYOUT_NANO_CUT, in, out, n);
	default:
		return times(LAYOUT_NANO, in, out, n);
	}
}

int
ipc_foreign_fixed(struct ipc_reader *r, const struct ipc_level *l, struct column *c,
    enum ipc_layout layout)
{
	size_t width = width_of(layout);
	struct block *hold = NULL, *out;
	const void *in;
	int rc = 0;

	if (ipc_take_buffer(r, l, "values", (uint64_t)c->rows * width, width, &in, &hold) != 0)
		return -1;
	c->values = in;
	if (c->rows == 0)
		return 0;
	/* The bytes of that many values are there. */
	out = ipc_new_block(r, l, (uint64_t)c->rows * type_width(l->field->type.id));
	if (out == NULL) {
		block_unref(hold);
		return -1;
	}
	c->values = out->data;
	c->hold[2] = out;
	if (!convert(layout, in, out->data, c->rows))
		rc = check_times(l, layout, in, r->e);
	block_unref(hold);
	return rc;
}

/* Says which offsets of l->col are wrong.  Returns -1. */
static int
bad_offsets(const struct ipc_level *l, const int64_t *in, struct err *e)
{
	int64_t i;

	for (i = 0; i < l->col->rows && in[i] >= 0 && in[i + 1] >= in[i]; i++)
		;
	if (i == l->col->rows)
		return ipc_refuse(l, -1, e, "%" PRId64 " bytes or elements in one record batch: "
		    "up to %" PRId32 " are read", in[i] - in[0], INT32_MAX);
	return ipc_refuse(l, i, e, "offsets fall from %" PRId64 " to %" PRId64, in[i], in[i + 1]);
}

int
ipc_foreign_offsets(struct ipc_reader *r, const struct ipc_level *l, struct column *c,
    bool rebase, int64_t *base)
{
	struct block *hold = NULL, *out;
	const int64_t *in;
	const void *p;
	int64_t i, n = c->rows, bad = 0;
	int rc = 0;

	*base = 0;
	if (ipc_take_buffer(r, l, "offsets", n == 0 ? 0 : ((uint64_t)n + 1) * sizeof(*in),
	    sizeof(*in), &p, &hold) != 0)
		return -1;
	c->offsets = p;
	if (n == 0)
		return 0;
	if ((out = ipc_new_block(r, l, ((uint64_t)n + 1) * sizeof(int32_t))) == NULL) {
		block_unref(hold);
		return -1;
	}
	in = p;
	if (rebase)
		*base = in[0];
	for (i = 0; i < n; i++) {
		bad |= in[i] | (int64_t)((uint64_t)in[i + 1] - (uint64_t)in[i]);
		((int32_t *)(void *)out->data)[i] = (int32_t)((uint64_t)in[i] - (uint64_t)*base);
	}
	((int32_t *)(void *)out->data)[n] = (int32_t)((uint64_t)in[n] - (uint64_t)*base);
	c->offsets = (const int32_t *)(const void *)out->data;
	c->hold[1] = out;
	if (bad < 0 || in[n] < 0 || in[n] - *base > INT32_MAX)
		rc = bad_offsets(l, in, r->e);
	block_unref(hold);
	return rc;
}
