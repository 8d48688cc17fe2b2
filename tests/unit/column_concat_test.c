/* column_concat_test.c - many columns made one, against each value by itself. */
#include "check.h"

#include "column_rows.h"

enum { MOST = 6 };

/* Up to MOST columns of one type, some of them without rows, as one. */
static void
concat_once(uint32_t seed, uint32_t nulls, uint32_t absent)
{
	struct column col[MOST], out;
	const struct column *in[MOST];
	int64_t rows = 0, at = 0, i;
	uint32_t n, k;
	struct type t;

	random_state = seed;
	random_type(&t, 3);
	n = 1 + below(MOST);
	for (k = 0; k < n; k++) {
		uint64_t state = seed;

		random_column(&col[k], &t, below(4) == 0 ? 0 : below(below(2) ? 20 : 300),
		    below(3) == 0 ? 0 : nulls);
		drop_fields(&col[k], &t, absent, &state);
		in[k] = &col[k];
		rows += col[k].rows;
	}
	REQUIRE(column_concat(&out, &t, in, n, NULL) == 0);
	check_sound(&t, &out, rows, false);
	for (k = 0; k < n; k++) {
		for (i = 0; i < col[k].rows; i++, at++) {
			if (!check_row(&t, &out, at, &col[k], i))
				break;
		}
	}
	column_release(&out);
	for (k = 0; k < n; k++)
		column_release(&col[k]);
	type_release(&t);
}

TEST(any_columns_of_any_type)
{
	static const uint32_t often[] = { 0, 1, 2, 10 };
	uint32_t seed;
	unsigned made = 0;

	for (seed = 0; seed < 2000; seed++, made++)
		concat_once(seed, often[seed % 4], seed / 4 % 3 == 0 ? 4 : 0);
	CHECK_INT(made, 2000);
}

TEST(one_column_with_rows_is_shared)
{
	struct type t = { .id = TYPE_STRING };
	struct column one, none, out;
	const struct column *in[3] = { &none, &one, &none };

	random_state = 1;
	random_column(&one, &t, 30, 3);
	random_column(&none, &t, 0, 3);
	REQUIRE(column_concat(&out, &t, in, 3, NULL) == 0);
	CHECK(out.values == one.values && out.offsets == one.offsets);
	CHECK_INT(out.rows, 30);
	column_release(&out);
	column_release(&one);
	REQUIRE(column_concat(&out, &t, in, 1, NULL) == 0);
	CHECK_INT(out.rows, 0);
	CHECK(out.offsets != NULL);
	column_release(&out);
	REQUIRE(column_concat(&out, &t, NULL, 0, NULL) == 0);
	CHECK_INT(out.rows, 0);
	CHECK(out.offsets != NULL);
	column_release(&out);
	column_release(&none);
}

/* What nobody wants of one of them, nobody wants of all; of one without rows it says nothing. */
TEST(of_an_absent_column_all_is_absent)
{
	struct type t = { .id = TYPE_STRUCT }, number = { .id = TYPE_INT };
	struct column a, b, empty, out;
	const struct column *in[3] = { &a, &empty, &b };
	struct field f = { 0 };

	CHECK_INT(field_init(&f, "f", &number, true, NULL), 0);
	CHECK_INT(type_struct_add(&t, &f, NULL), 0);
	CHECK_INT(type_struct_add(&t, &f, NULL), 0);
	field_release(&f);
	random_state = 2;
	random_column(&a, &t, 9, 0);
	random_column(&b, &t, 7, 0);
	column_absent(&empty, 0);
	REQUIRE(column_concat(&out, &t, in, 3, NULL) == 0);
	CHECK(!column_has_absent(&out));
	CHECK_INT(out.rows, 16);
	column_release(&out);
	column_release(&b.child[1]);
	column_absent(&b.child[1], 7);
	REQUIRE(column_concat(&out, &t, in, 3, NULL) == 0);
	CHECK(column_has_absent(&out));
	CHECK(!out.absent && !out.child[0].absent && out.child[1].absent);
	CHECK_INT(out.child[1].rows, 16);
	CHECK(check_row(&number, &out.child[0], 15, &b.child[0], 6));
	column_release(&out);
	column_release(&b);
	column_absent(&b, 7);
	REQUIRE(column_concat(&out, &t, in, 3, NULL) == 0);
	CHECK(out.absent);
	CHECK_INT(out.rows, 16);
	column_release(&out);
	column_release(&a);
	type_release(&t);
}

/* 2048 times a MiB is one byte too many; of what is not there nothing is read. */
TEST(what_offsets_cannot_hold_is_refused)
{
	const int32_t offsets[2] = { 5, 5 + (1 << 20) }, fewer[2] = { 5, 5 + (1 << 20) - 1 };
	struct column void_elements = { .rows = 5 + (1 << 20), .nulls = 5 + (1 << 20) };
	struct column c = { .rows = 1, .offsets = offsets, .child = &void_elements, .nchild = 1 };
	struct column d = c, out;
	const struct column **in = calloc(2048, sizeof(*in));
	struct type text = { .id = TYPE_BINARY }, list, none = { .id = TYPE_VOID };
	struct err e = ERR_INIT;
	int i;

	for (i = 0; i < 2048; i++)
		in[i] = &c;
	CHECK_INT(type_array(&list, &none, true, NULL), 0);
	CHECK_INT(column_concat(&out, &text, in, 2048, &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_HAS(e.msg, "2147483648 bytes or elements in a column");
	CHECK_INT(column_concat(&out, &list, in, 2048, &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	d.offsets = fewer;
	in[7] = &d;
	REQUIRE(column_concat(&out, &list, in, 2048, NULL) == 0);
	CHECK_INT(out.offsets[2048], INT32_MAX);
	CHECK_INT(out.child[0].rows, INT32_MAX);
	column_release(&out);
	type_release(&list);
	free(in);
}

/* The bits of two bitmaps one after the other, at every place in a byte. */
TEST(bits_anywhere)
{
	uint8_t in[40], out[44], want[44];
	int64_t from, at, n, i;

	random_state = 4;
	for (i = 0; i < 40; i++)
		in[i] = (uint8_t)below(256);
	for (from = 0; from < 17; from++) {
		for (at = 0; at < 17; at++) {
			for (n = 0; n < 260; n += n < 80 ? 1 : 37) {
				memset(out, 0xa5, sizeof(out));
				memset(want, 0xa5, sizeof(want));
				bits_put(out, at, in, from, n);
				/* What shares a byte with the last of them is zero. */
				for (i = at; n > 0 && i < (int64_t)bits_bytes(at + n) * 8; i++)
					bits_clear(want, i);
				for (i = 0; i < n; i++) {
					if (column_bit(in, from + i))
						bits_set(want, at + i);
				}
				CHECK_MEM(out, sizeof(out), want, sizeof(want));
				bits_fill(out, at, n);
				for (i = 0; i < n; i++)
					bits_set(want, at + i);
				CHECK_MEM(out, sizeof(out), want, sizeof(want));
			}
		}
	}
}

TEST(batches_of_one_schema)
{
	struct batch *whole, *part[3], *out;
	const struct batch *in[3];
	int64_t i;
	uint32_t k;

	random_state = 8;
	whole = random_batch(200, 4, 2, 5);
	whole->partition = 3;
	whole->first = 1000;
	part[0] = batch_slice(whole, 0, 70, NULL);
	part[1] = batch_slice(whole, 70, 1, NULL);
	part[2] = batch_slice(whole, 71, 129, NULL);
	for (k = 0; k < 3; k++)
		in[k] = part[k];
	out = batch_concat(in, 3, NULL);
	REQUIRE(out != NULL);
	CHECK_INT(out->rows, 200);
	CHECK_INT(out->first, 1000);
	CHECK_INT(out->partition, 3);
	for (k = 0; k < 4; k++) {
		for (i = 0; i < 200; i++)
			check_row(&whole->schema->field[k].type, &out->col[k], i,
			    &whole->col[k], i);
	}
	batch_free(out);
	/* One is of another partition, and rows lack between them. */
	part[0]->partition = 4;
	in[1] = part[2];
	out = batch_concat(in, 2, NULL);
	REQUIRE(out != NULL);
	CHECK_INT(out->rows, 199);
	CHECK_INT(out->first, -1);
	CHECK_INT(out->partition, -1);
	batch_free(out);
	for (k = 0; k < 3; k++)
		batch_free(part[k]);
	batch_free(whole);
}
