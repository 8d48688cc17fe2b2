/* random_columns.h - types and columns of random values, for tests of what works on columns. */
#ifndef SLUICE_TESTS_RANDOM_COLUMNS_H
#define SLUICE_TESTS_RANDOM_COLUMNS_H

#include "check.h"

#include <math.h>

#include "model/bits.h"
#include "model/builder.h"

static uint64_t random_state;

/* A random number below n. */
static uint32_t
below(uint32_t n)
{
	random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((random_state >> 33) % n);
}

static void
random_type(struct type *t, int depth)
{
	static const enum type_id nested[] = { TYPE_ARRAY, TYPE_STRUCT, TYPE_MAP };
	struct type a = { 0 }, b = { 0 };
	struct field f = { 0 };
	uint32_t i, n;

	memset(t, 0, sizeof(*t));
	t->id = depth == 0 || below(2) == 0 ? (enum type_id)below(TYPE_ARRAY) : nested[below(3)];
	if (t->id == TYPE_DECIMAL)
		t->precision = below(2) ? 38 : 18;
	if (t->id == TYPE_STRUCT) {
		for (i = 0, n = below(4); i < n; i++) {
			random_type(&a, depth - 1);
			CHECK_INT(field_init(&f, "f", &a, true, NULL), 0);
			CHECK_INT(type_struct_add(t, &f, NULL), 0);
			field_release(&f);
			type_release(&a);
		}
	} else if (t->id == TYPE_ARRAY) {
		random_type(&a, depth - 1);
		CHECK_INT(type_array(t, &a, true, NULL), 0);
	} else if (t->id == TYPE_MAP) {
		a.id = TYPE_STRING;
		random_type(&b, depth - 1);
		CHECK_INT(type_map(t, &a, &b, true, NULL), 0);
		type_release(&b);
	}
	type_release(&a);
}

/* Any bits, often few and often odd ones; to be cut to the width of a type. */
static int64_t
random_i64(void)
{
	static const int64_t odd[] = { INT64_MIN, INT64_MAX, INT32_MIN, INT32_MAX, 0x8000,
	    0x7fff, 0x80, 0x7f, -1 };

	return below(4) ? below(20) - INT64_C(10) : below(2) ? odd[below(9)] :
	    (int64_t)((uint64_t)below(UINT32_MAX) << below(34));
}

/* Appends a random integer, date or time. */
static void
random_integer(struct builder *b)
{
	const enum type_id id = b->type->id;
	int64_t v = random_i64();

	(void)builder_i64(b, id == TYPE_BOOLEAN ? v & 1 : id == TYPE_TINYINT ? (int8_t)v :
	    id == TYPE_SMALLINT ? (int16_t)v :
	    id == TYPE_INT || id == TYPE_DATE ? (int32_t)v : v, NULL);
}

/* Appends a random value, NULL in about one of nulls. */
static void
random_value(struct builder *b, uint32_t nulls)
{
	static const uint32_t length[] = { 0, 1, 3, 4, 7, 8, 12, 16, 17, 33, 64, 65, 200 };
	static const double odd[] = { 0.0, -0.0, NAN, -NAN, INFINITY, -INFINITY, 1e-30, -1e30 };
	char text[200];
	uint32_t i, n, letters;

	if (b->type->id == TYPE_VOID || (nulls > 0 && below(nulls) == 0)) {
		(void)builder_null(b, NULL);
	} else if (type_is_bytes(b->type->id)) {
		/* Some of the least bytes alone, and some that differ late. */
		letters = below(3);
		for (i = 0, n = length[below(13)]; i < n; i++)
			text[i] = letters == 0 ? (char)below(3) : below(9) == 0 ? '\0' :
			    (char)('a' + below(i < 2 ? 2 : 26));
		if (b->type->id == TYPE_BINARY && n > 0 && letters == 1)
			text[below(n)] = (char)0xff;
		(void)builder_bytes(b, text, n, NULL);
	} else if (b->type->id == TYPE_DECIMAL) {
		(void)builder_decimal(b, b->type->precision == 18 ? random_i64() % 1000000 :
		    random_i64() * ((int128_t)1 << below(60)), NULL);
	} else if (b->type->id == TYPE_FLOAT || b->type->id == TYPE_DOUBLE) {
		(void)builder_f64(b, below(3) == 0 ? odd[below(8)] : below(1000) / 8.0 - 60, NULL);
	} else if (!type_is_nested(b->type->id)) {
		random_integer(b);
	} else {
		n = b->type->id == TYPE_STRUCT ? 1 : below(4);
		for (i = 0; i < n; i++) {
			/* Keys and entries of a map are there. */
			if (b->type->id == TYPE_MAP) {
				random_value(&b->child[0].child[0], 0);
				random_value(&b->child[0].child[1], nulls);
				(void)builder_row(&b->child[0], NULL);
				continue;
			}
			for (uint32_t k = 0; k < b->nchild; k++)
				random_value(&b->child[k], nulls);
		}
		(void)builder_row(b, NULL);
	}
}

/*
 * n random values, which do not begin at the start of their memory.  With nulls some of
 * them are made NULL afterwards, so that there are NULLs with bytes and elements beneath.
 */
static void
random_column(struct column *out, const struct type *t, int64_t n, uint32_t nulls)
{
	int64_t skip = below(20), i;
	struct column whole;
	struct builder b;

	CHECK_INT(builder_init(&b, t, NULL), 0);
	for (i = 0; i < skip + n; i++)
		random_value(&b, nulls);
	CHECK_INT(builder_finish(&b, &whole, NULL), 0);
	builder_release(&b);
	for (i = 0; whole.valid != NULL && t->id != TYPE_VOID && i < skip + n; i++) {
		if (!column_is_null(&whole, i) && below(nulls + 1) == 0) {
			bits_clear(whole.hold[0]->data, i);
			whole.nulls++;
		}
	}
	CHECK_INT(column_slice(out, t, &whole, skip, n, NULL), 0);
	column_release(&whole);
}

/* n rows of k random columns, nested depth deep at most; nulls as above. */
static inline struct batch *
random_batch(int64_t n, uint32_t k, int depth, uint32_t nulls)
{
	struct schema *s = schema_new(NULL);
	struct batch *b;
	struct type t;
	uint32_t i;

	for (i = 0; i < k; i++) {
		random_type(&t, depth);
		CHECK(schema_add(s, "f", &t, true, NULL) != NULL);
		type_release(&t);
	}
	b = batch_new(s, n, NULL);
	for (i = 0; i < k; i++)
		random_column(&b->col[i], &s->field[i].type, n, nulls);
	schema_unref(s);
	return b;
}

#endif
