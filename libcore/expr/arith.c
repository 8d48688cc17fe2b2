/* arith.c - arithmetic on integers and floats. */
#include "expr/arith.h"

#include <math.h>
#include <string.h>

#include "model/text.h"

int
arith_overflow(struct expr_call *c, int64_t i, const char *op)
{
	const struct text_conf conf = { .null = "NULL" };
	char type[128];
	struct buf words = BUF_INIT;
	const struct node *n = c->node;
	bool two = n->narg == 2;
	size_t k;
	int rc;

	if (!two && buf_printf(&words, c->e, "%s ", op) != 0)
		return -1;
	for (k = 0; k < n->narg && k < 2; k++) {
		if ((k > 0 && buf_printf(&words, c->e, " %s ", op) != 0) ||
		    text_value(n->arg[k]->type, c->arg[k].c, vec_at(&c->arg[k], i), &conf,
		    &words, c->e) != 0) {
			buf_release(&words);
			return -1;
		}
	}
	type_upper(n->type, type);
	rc = call_error(c, i, "overflow: %.*s does not fit %s", (int)words.len,
	    (const char *)words.data, type);
	buf_release(&words);
	return rc;
}

int
arith_zero(struct expr_call *c, int64_t i)
{
	const struct text_conf conf = { .null = "NULL" };
	struct buf words = BUF_INIT;
	int rc;

	if (text_value(c->node->arg[0]->type, c->arg[0].c, vec_at(&c->arg[0], i), &conf,
	    &words, c->e) != 0) {
		buf_release(&words);
		return -1;
	}
	rc = call_error(c, i, "division by zero: the dividend is %.*s", (int)words.len,
	    (const char *)words.data);
	buf_release(&words);
	return rc;
}

#define T int8_t
#define UT uint8_t
#define UM uint32_t
#define WIDE int32_t
#define MIN INT8_MIN
#define NAME(op) i8_##op
#include "expr/arith_template.inc"
#define T int16_t
#define UT uint16_t
#define UM uint32_t
#define WIDE int32_t
#define MIN INT16_MIN
#define NAME(op) i16_##op
#include "expr/arith_template.inc"
#define T int32_t
#define UT uint32_t
#define UM uint32_t
#define WIDE int64_t
#define MIN INT32_MIN
#define NAME(op) i32_##op
#include "expr/arith_template.inc"
#define T int64_t
#define UT uint64_t
#define UM uint64_t
#define MIN INT64_MIN
#define NAME(op) i64_##op
#define INTDIV
#include "expr/arith_template.inc"

#define FLOAT_BINARY(name, T, calc) \
static int \
name(struct expr_call *c) \
{ \
	const T *a = c->arg[0].c->values, *b = c->arg[1].c->values; \
	const size_t as = c->arg[0].constant ? 0 : 1, bs = c->arg[1].constant ? 0 : 1; \
	size_t i, n = (size_t)c->rows; \
	T *out = call_values(c, n * sizeof(T)); \
 \
	if (out == NULL) \
		return -1; \
	for (i = 0; i < n; i++) { \
		const T x = a[i * as], y = b[i * bs]; \
		out[i] = (calc); \
	} \
	return 0; \
}

/* The divisor must not be zero, as Spark's ANSI mode wants it. */
#define FLOAT_DIVISION(name, T, calc) \
static int \
name(struct expr_call *c) \
{ \
	const T *a = c->arg[0].c->values, *b = c->arg[1].c->values; \
	T *out = call_values(c, (size_t)c->rows * sizeof(T)); \
	struct active rows = call_rows(c); \
	int64_t i; \
 \
	if (out == NULL) \
		return -1; \
	if (c->active != NULL) \
		memset(out, 0, (size_t)c->rows * sizeof(T)); \
	while ((i = active_next(&rows)) >= 0) { \
		const T x = a[vec_at(&c->arg[0], i)], y = b[vec_at(&c->arg[1], i)]; \
		if (y == 0) \
			return arith_zero(c, i); \
		out[i] = (calc); \
	} \
	return 0; \
}

#define FLOAT_UNARY(name, T, calc) \
static int \
name(struct expr_call *c) \
{ \
	const T *a = c->arg[0].c->values; \
	T *out = call_values(c, (size_t)c->rows * sizeof(T)); \
	int64_t i; \
 \
	if (out == NULL) \
		return -1; \
	for (i = 0; i < c->rows; i++) \
		out[i] = calc(a[i]); \
	return 0; \
}

FLOAT_BINARY(f32_add, float, x + y)
FLOAT_BINARY(f32_sub, float, x - y)
FLOAT_BINARY(f32_mul, float, x * y)
FLOAT_DIVISION(f32_div, float, x / y)
FLOAT_DIVISION(f32_mod, float, fmodf(x, y))
FLOAT_UNARY(f32_neg, float, -)
FLOAT_UNARY(f32_abs, float, fabsf)
FLOAT_BINARY(f64_add, double, x + y)
FLOAT_BINARY(f64_sub, double, x - y)
FLOAT_BINARY(f64_mul, double, x * y)
FLOAT_DIVISION(f64_div, double, x / y)
FLOAT_DIVISION(f64_mod, double, fmod(x, y))
FLOAT_UNARY(f64_neg, double, -)
FLOAT_UNARY(f64_abs, double, fabs)

static kernel_fn *const f32_kernels[ARITH_NOT + 1] = {
	[ARITH_ADD] = f32_add, [ARITH_SUB] = f32_sub, [ARITH_MUL] = f32_mul,
	[ARITH_DIV] = f32_div, [ARITH_MOD] = f32_mod, [ARITH_NEG] = f32_neg,
	[ARITH_ABS] = f32_abs
};

static kernel_fn *const f64_kernels[ARITH_NOT + 1] = {
	[ARITH_ADD] = f64_add, [ARITH_SUB] = f64_sub, [ARITH_MUL] = f64_mul,
	[ARITH_DIV] = f64_div, [ARITH_MOD] = f64_mod, [ARITH_NEG] = f64_neg,
	[ARITH_ABS] = f64_abs
};

kernel_fn *
arith_kernel(enum arith_op op, enum type_id id)
{
	static kernel_fn *const *const by_type[TYPE_COUNT] = {
		[TYPE_TINYINT] = i8_kernels, [TYPE_SMALLINT] = i16_kernels,
		[TYPE_INT] = i32_kernels, [TYPE_BIGINT] = i64_kernels,
		[TYPE_FLOAT] = f32_kernels, [TYPE_DOUBLE] = f64_kernels
	};

	if (op == ARITH_INTDIV)
		return id == TYPE_BIGINT ? i64_intdiv : NULL;
	return by_type[id] == NULL ? NULL : by_type[id][op];
}
