/*
 * cast.h - Spark's casts in ANSI mode: what cannot be cast is an error, or NULL
 * where try_cast asked for that.
 */
#ifndef SLUICE_EXPR_CAST_H
#define SLUICE_EXPR_CAST_H

#include "base/num.h"
#include "expr/arena.h"
#include "expr/node.h"

struct date_zone;

/* A decimal where it lies: an Arrow buffer may be aligned to 8 bytes only. */
typedef int128_t __attribute__((aligned(8))) decimal_t;

struct cast {
	const struct type *from, *to;
	kernel_fn *kernel;		/* data: this struct */
	bool try;
	bool may_fail;			/* for some values, so a result of try_cast may be NULL */
	const struct date_zone *zone;
	struct cast *child;		/* of elements, fields, entries */
	uint32_t nchild;
};

/*
 * Finds how to cast.  False when no value of from can be cast to to; with room
 * running out also false, and *e set.  Parts live in the arena.
 */
bool cast_find(struct cast *c, const struct type *from, const struct type *to, bool try,
    const struct date_zone *zone, struct arena *a, struct err *e);

/* By types; NULL: none.  *may_fail becomes whether it can refuse a value. */
kernel_fn *cast_number_kernel(enum type_id from, enum type_id to, bool *may_fail);
kernel_fn *cast_decimal_kernel(const struct type *from, const struct type *to, bool *may_fail);
kernel_fn *cast_parse_kernel(enum type_id to);
kernel_fn *cast_time_kernel(const struct type *from, const struct type *to, bool *may_fail);
kernel_fn cast_format_kernel, cast_utf8_kernel;

/* Row i has a value that does not fit: NULL for try_cast (0), else the error (-1). */
int cast_refuse(struct expr_call *c, int64_t i);

/* decimal(precision, scale) from another scale, rounded half up; false if too big. */
bool decimal_rescale(int128_t v, int from, int to, int precision, int128_t *out);

/* Whether v has at most precision digits. */
bool decimal_fits(int128_t v, int precision);

/* What Spark's casts trim from text: blanks and control characters. */
static inline void
cast_trim(const char **p, size_t *n)
{
	while (*n > 0 && ((unsigned char)**p <= ' ' || **p == 0x7f)) {
		(*p)++;
		(*n)--;
	}
	while (*n > 0 && ((unsigned char)(*p)[*n - 1] <= ' ' || (*p)[*n - 1] == 0x7f))
		(*n)--;
}

#endif
