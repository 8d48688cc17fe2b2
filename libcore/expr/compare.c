/* compare.c - comparison of vectors into bitmaps. */
#include "expr/compare.h"

#include <string.h>

#include "base/cpu.h"
#include "base/mem.h"
#include "base/num.h"
#include "model/bits.h"

/* 64 bytes, each 0 or 1, as 64 bits. */
static inline uint64_t
compare_pack(const uint8_t hit[64])
{
	uint64_t eight, word = 0;
	int i;

	for (i = 0; i < 8; i++) {
		memcpy(&eight, hit + i * 8, 8);
		/* The product moves byte k's bit to bit 56 + k. */
		word |= (eight * UINT64_C(0x0102040810204080) >> 56) << (i * 8);
	}
	return word;
}

#define T int8_t
#define NAME(op) i8_##op
#include "expr/compare_template.inc"
#define T int16_t
#define NAME(op) i16_##op
#include "expr/compare_template.inc"
#define T int32_t
#define NAME(op) i32_##op
#include "expr/compare_template.inc"
#define T int64_t
#define NAME(op) i64_##op
#include "expr/compare_template.inc"
#define T float
#define NAME(op) f32_##op
#define FLOATS
#include "expr/compare_template.inc"
#define T double
#define NAME(op) f64_##op
#define FLOATS
#include "expr/compare_template.inc"
#define T int128_t
#define NAME(op) i128_##op
#include "expr/compare_template.inc"

typedef int three_fn(const void *a, const void *b);

static const struct {
	compare_fn *op[3];		/* by enum compare_op */
	three_fn *three;
} kinds[TYPE_COUNT] = {
	[TYPE_TINYINT] = { { i8_eq, i8_lt, i8_gt }, i8_three },
	[TYPE_SMALLINT] = { { i16_eq, i16_lt, i16_gt }, i16_three },
	[TYPE_INT] = { { i32_eq, i32_lt, i32_gt }, i32_three },
	[TYPE_BIGINT] = { { i64_eq, i64_lt, i64_gt }, i64_three },
	[TYPE_FLOAT] = { { f32_eq, f32_lt, f32_gt }, f32_three },
	[TYPE_DOUBLE] = { { f64_eq, f64_lt, f64_gt }, f64_three },
	[TYPE_DECIMAL] = { { i128_eq, i128_lt, i128_gt }, i128_three },
	[TYPE_DATE] = { { i32_eq, i32_lt, i32_gt }, i32_three },
	[TYPE_TIMESTAMP] = { { i64_eq, i64_lt, i64_gt }, i64_three },
	[TYPE_TIMESTAMP_NTZ] = { { i64_eq, i64_lt, i64_gt }, i64_three }
};

compare_fn *
compare_portable(enum type_id id, enum compare_op op)
{
	/* cppcheck-suppress CastIntegerToAddressAtReturn; it is a pointer */
	return kinds[id].op[op];
}

static compare_fn *
find(enum type_id id, enum compare_op op)
{
#if defined(__x86_64__)
	compare_fn *fast = cpu_level() >= CPU_AVX2 ? compare_avx2(id, op) : NULL;

	if (fast != NULL)
		return fast;
#endif
	/* cppcheck-suppress CastIntegerToAddressAtReturn; it is a pointer */
	return kinds[id].op[op];
}

static int
three_nullable(const struct type *t, const struct column *a, int64_t i,
    const struct column *b, int64_t j)
{
	bool an = t->id == TYPE_VOID || column_is_null(a, i);
	bool bn = t->id == TYPE_VOID || column_is_null(b, j);

	/* Inside arrays and structs NULL is the least, and equal to itself. */
	if (an || bn)
		return an && bn ? 0 : an ? -1 : 1;
	return compare_values(t, a, i, b, j);
}

int
compare_values(const struct type *t, const struct column *a, int64_t i,
    const struct column *b, int64_t j)
{
	size_t width = type_width(t->id), an, bn;
	const char *ap, *bp;
	int32_t k, na, nb;
	uint32_t f;
	int c = 0;

	switch (t->id) {
	case TYPE_VOID:
		return 0;
	case TYPE_BOOLEAN:
		return (int)column_bit(a->values, i) - (int)column_bit(b->values, j);
	case TYPE_STRING:
	case TYPE_BINARY:
		ap = column_bytes(a, i, &an);
		bp = column_bytes(b, j, &bn);
		return mem_compare(ap, an, bp, bn);
	case TYPE_ARRAY:
	case TYPE_MAP:
		na = a->offsets[i + 1] - a->offsets[i];
		nb = b->offsets[j + 1] - b->offsets[j];
		for (k = 0; c == 0 && k < na && k < nb; k++)
			c = three_nullable(&t->child[0].type, &a->child[0], a->offsets[i] + k,
			    &b->child[0], b->offsets[j] + k);
		return c != 0 ? c : na < nb ? -1 : na > nb;
	case TYPE_STRUCT:
		for (f = 0; c == 0 && f < t->nchild; f++)
			c = three_nullable(&t->child[f].type, &a->child[f], i,
			    &b->child[f], j);
		return c;
	default:
		return kinds[t->id].three((const char *)a->values + (size_t)i * width,
		    (const char *)b->values + (size_t)j * width);
	}
}

static inline bool
satisfies(int three, enum compare_op op)
{
	return op == COMPARE_EQ ? three == 0 : op == COMPARE_LT ? three < 0 : three > 0;
}

/* Text and binary; equality looks at the lengths first. */
static inline void
compare_text(const struct vec *a, const struct vec *b, enum compare_op op, int64_t rows,
    uint64_t *words)
{
	const char *ap, *bp;
	size_t an, bn;
	int64_t i;
	bool hit;

	for (i = 0; i < rows; i++) {
		ap = vec_bytes(a, i, &an);
		bp = vec_bytes(b, i, &bn);
		if (op == COMPARE_EQ)
			hit = an == bn && (an == 0 || memcmp(ap, bp, an) == 0);
		else
			hit = satisfies(mem_compare(ap, an, bp, bn), op);
		words[i >> 6] |= (uint64_t)hit << (i & 63);
	}
}

/* Booleans and nested values, row by row. */
static void
compare_any(const struct expr_call *c, const struct type *t, const struct vec *a,
    const struct vec *b, enum compare_op op, uint64_t *words)
{
	struct active rows = call_rows(c);
	int64_t i;

	while ((i = active_next(&rows)) >= 0) {
		int three = compare_values(t, a->c, vec_at(a, i), b->c, vec_at(b, i));

		words[i >> 6] |= (uint64_t)satisfies(three, op) << (i & 63);
	}
}

/* One row stands for all: spreads its bit. */
static int
compare_constants(struct expr_call *c, const struct compare *cmp, uint64_t *words)
{
	struct expr_call one = *c;
	struct vec side[2] = { { .c = c->arg[0].c }, { .c = c->arg[1].c } };
	uint64_t bit = 0;
	int64_t w;

	one.rows = 1;
	one.active = NULL;
	one.arg = side;
	if (compare_bits(&one, cmp, &bit) != 0)
		return -1;
	for (w = 0; w * 64 < c->rows; w++) {
		int64_t left = c->rows - w * 64;

		words[w] = (bit & 1) == 0 ? 0 : left >= 64 ? UINT64_MAX :
		    (UINT64_C(1) << left) - 1;
	}
	return 0;
}

int
compare_bits(struct expr_call *c, const struct compare *cmp, uint64_t *words)
{
	const struct vec *a = &c->arg[0], *b = &c->arg[1], *swap;
	enum compare_op op = cmp->op;
	enum type_id id = cmp->type->id;
	int64_t w, left, nwords = (c->rows + 63) / 64;

	if (a->constant && b->constant && c->rows != 1)
		return compare_constants(c, cmp, words);
	if (a->constant && !b->constant) {
		swap = a;
		a = b;
		b = swap;
		op = op == COMPARE_LT ? COMPARE_GT : op == COMPARE_GT ? COMPARE_LT : op;
	}
	memset(words, 0, (size_t)nwords * 8);
	if (kinds[id].three != NULL)
		find(id, op)(a->c->values, b->c->values, b->constant, c->rows, words);
	else if (type_is_bytes(id) && op == COMPARE_EQ)
		compare_text(a, b, COMPARE_EQ, c->rows, words);
	else if (type_is_bytes(id))
		compare_text(a, b, op, c->rows, words);
	else
		compare_any(c, cmp->type, a, b, op, words);
	if (!cmp->negate)
		return 0;
	for (w = 0; w < nwords; w++) {
		left = c->rows - w * 64;
		words[w] = ~words[w];
		if (left < 64)
			words[w] &= (UINT64_C(1) << left) - 1;
	}
	return 0;
}

int
compare_kernel(struct expr_call *c)
{
	uint8_t *bits = call_bits(c);

	return bits == NULL ? -1 : compare_bits(c, c->data, (uint64_t *)(void *)bits);
}
