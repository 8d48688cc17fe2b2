/* cast_number.c - casts among booleans, integers and floats. */
#include "expr/cast.h"

#define S int8_t
#define NAME(to) i8_##to
#include "expr/cast_number_template.inc"
#define S int16_t
#define NAME(to) i16_##to
#include "expr/cast_number_template.inc"
#define S int32_t
#define NAME(to) i32_##to
#include "expr/cast_number_template.inc"
#define S int64_t
#define NAME(to) i64_##to
#include "expr/cast_number_template.inc"
#define S float
#define NAME(to) f32_##to
#define FLOATS
#include "expr/cast_number_template.inc"
#define S double
#define NAME(to) f64_##to
#define FLOATS
#include "expr/cast_number_template.inc"

#define FROM_BOOLEAN(name, D) \
static int \
name(struct expr_call *c) \
{ \
	D *out = call_values(c, (size_t)c->rows * sizeof(D)); \
	int64_t i; \
 \
	if (out == NULL) \
		return -1; \
	for (i = 0; i < c->rows; i++) \
		out[i] = (D)column_bit(c->arg[0].c->values, i); \
	return 0; \
}

FROM_BOOLEAN(boolean_tinyint, int8_t)
FROM_BOOLEAN(boolean_smallint, int16_t)
FROM_BOOLEAN(boolean_int, int32_t)
FROM_BOOLEAN(boolean_bigint, int64_t)
FROM_BOOLEAN(boolean_float, float)
FROM_BOOLEAN(boolean_double, double)

static kernel_fn *const boolean_kernels[TYPE_COUNT] = {
	[TYPE_TINYINT] = boolean_tinyint, [TYPE_SMALLINT] = boolean_smallint,
	[TYPE_INT] = boolean_int, [TYPE_BIGINT] = boolean_bigint,
	[TYPE_FLOAT] = boolean_float, [TYPE_DOUBLE] = boolean_double
};

kernel_fn *
cast_number_kernel(enum type_id from, enum type_id to, bool *may_fail)
{
	static kernel_fn *const *const by_source[TYPE_COUNT] = {
		[TYPE_BOOLEAN] = boolean_kernels, [TYPE_TINYINT] = i8_kernels,
		[TYPE_SMALLINT] = i16_kernels, [TYPE_INT] = i32_kernels,
		[TYPE_BIGINT] = i64_kernels, [TYPE_FLOAT] = f32_kernels,
		[TYPE_DOUBLE] = f64_kernels
	};

	/* The ids of numbers ascend in width. */
	*may_fail = from > to && type_is_integer(to);
	return by_source[from] == NULL ? NULL : by_source[from][to];
}
