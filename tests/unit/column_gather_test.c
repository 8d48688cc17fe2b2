/* column_gather_test.c - rows of columns put together, against each value by itself. */
#include "check.h"

#include "column_rows.h"

/* Bytes of one value, the long way. */
static int64_t
extent_of(const struct type *t, const struct column *c, int64_t i)
{
	int64_t sum = 0, k;
	size_t n;

	if (c->absent)
		return 0;
	if (type_is_bytes(t->id)) {
		(void)column_bytes(c, i, &n);
		return 4 + (int64_t)n;
	}
	if (t->id == TYPE_STRUCT) {
		for (k = 0; k < t->nchild; k++)
			sum += extent_of(&t->child[k].type, &c->child[k], i);
		return sum;
	}
	if (t->id == TYPE_BOOLEAN)
		return 0;
	if (!type_is_nested(t->id))
		return (int64_t)type_width(t->id);
	for (k = c->offsets[i]; k < c->offsets[i + 1]; k++)
		sum += extent_of(&t->child[0].type, c->child, k);
	return 4 + sum;
}

static bool
has_boolean(const struct type *t)
{
	uint32_t k;

	for (k = 0; k < t->nchild; k++) {
		if (has_boolean(&t->child[k].type))
			return true;
	}
	return t->id == TYPE_BOOLEAN;
}

/* One random gather of n rows from nin columns. */
static void
gather_once(int64_t n, uint32_t nin, uint32_t nulls, uint32_t missing, uint32_t absent)
{
	struct column col[3] = { { 0 } }, out;
	const struct column *in[3] = { &col[0], &col[1], &col[2] };
	uint32_t *which = calloc((size_t)n + 1, sizeof(*which));
	uint32_t *row = calloc((size_t)n + 1, sizeof(*row));
	int64_t i, sum = 0;
	struct type t;
	uint32_t k;

	random_type(&t, 3);
	for (k = 0; k < nin; k++) {
		uint64_t state = (uint64_t)n;

		random_column(&col[k], &t, 1 + below(50), nulls);
		drop_fields(&col[k], &t, absent, &state);
	}
	for (i = 0; i < n; i++) {
		which[i] = below(nin);
		row[i] = below((uint32_t)col[which[i]].rows);
		if (missing > 0 && below(missing) == 0) {
			row[i] = COLUMN_NO_ROW;
			which[i] = UINT32_MAX;
		}
	}
	REQUIRE(column_gather(&out, &t, in, nin == 1 ? NULL : which, row, n, NULL) == 0);
	check_sound(&t, &out, n, true);
	for (i = 0; i < n; i++) {
		if (row[i] == COLUMN_NO_ROW)
			CHECK(out.absent || t.id == TYPE_VOID || column_is_null(&out, i));
		else
			check_row(&t, &out, i, in[nin == 1 ? 0 : which[i]], row[i]);
		sum += extent_of(&t, &out, i);
	}
	if (!has_boolean(&t))
		CHECK_INT(column_extent(&t, &out, 0, n), sum);
	column_release(&out);
	for (k = 0; k < nin; k++)
		column_release(&col[k]);
	type_release(&t);
	free(which);
	free(row);
}

TEST(any_rows_of_any_type)
{
	static const uint32_t often[] = { 0, 1, 2, 10 };
	uint32_t seed;
	unsigned made = 0;

	for (seed = 0; seed < 2000; seed++, made++) {
		random_state = seed;
		gather_once(below(200), 1 + seed % 3, often[seed / 3 % 4], often[seed / 12 % 4],
		    seed / 48 % 3 == 0 ? 4 : 0);
	}
	CHECK_INT(made, 2000);
}

TEST(of_no_column_all_is_null)
{
	const uint32_t row[3] = { COLUMN_NO_ROW, COLUMN_NO_ROW, COLUMN_NO_ROW };
	struct type t, element = { .id = TYPE_STRING };
	struct column out;

	CHECK_INT(type_array(&t, &element, true, NULL), 0);
	REQUIRE(column_gather(&out, &t, NULL, NULL, row, 3, NULL) == 0);
	check_sound(&t, &out, 3, true);
	CHECK_INT(out.nulls, 3);
	column_release(&out);
	REQUIRE(column_gather(&out, &t, NULL, NULL, row, 0, NULL) == 0);
	CHECK_INT(out.rows, 0);
	column_release(&out);
	type_release(&t);
}

/* Of columns of which one is absent: only where a row comes of it. */
TEST(what_comes_of_an_absent_column_is_absent)
{
	const uint32_t which[4] = { 0, 2, 1, 2 }, row[4] = { 3, 1, COLUMN_NO_ROW, 0 };
	struct type element = { .id = TYPE_INT }, t = { .id = TYPE_STRUCT };
	struct column a, b, c, out;
	const struct column *in[3] = { &a, &b, &c };
	struct field f = { 0 };

	CHECK_INT(field_init(&f, "f", &element, true, NULL), 0);
	CHECK_INT(type_struct_add(&t, &f, NULL), 0);
	field_release(&f);
	random_column(&a, &t, 5, 0);
	column_absent(&b, 5);
	random_column(&c, &t, 5, 0);
	REQUIRE(column_gather(&out, &t, in, which, row, 4, NULL) == 0);
	CHECK(!column_has_absent(&out));
	CHECK_INT(out.nulls, 1);
	CHECK(check_row(&t, &out, 0, &a, 3) && check_row(&t, &out, 1, &c, 1));
	column_release(&out);
	in[1] = &a;
	in[0] = &b;
	REQUIRE(column_gather(&out, &t, in, which, row, 4, NULL) == 0);
	CHECK(out.absent);
	CHECK_INT(out.rows, 4);
	CHECK_INT(column_extent(&t, &out, 0, 4), 0);
	column_release(&out);
	column_release(&a);
	column_release(&c);
	type_release(&t);
}

/* 2048 times a MiB is one byte too many. */
TEST(what_offsets_cannot_hold_is_refused)
{
	struct type text = { .id = TYPE_BINARY }, list, none = { .id = TYPE_VOID };
	uint32_t *row = calloc(2048, sizeof(*row));
	struct column c, out;
	const struct column *in = &c;
	struct err e = ERR_INIT;
	struct builder b;
	char *mib = calloc(1, 1 << 20);
	int i;

	CHECK_INT(builder_init(&b, &text, NULL), 0);
	CHECK_INT(builder_bytes(&b, mib, 1 << 20, NULL), 0);
	CHECK_INT(builder_finish(&b, &c, NULL), 0);
	builder_release(&b);
	CHECK_INT(column_gather(&out, &text, &in, NULL, row, 2048, &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_HAS(e.msg, "2147483648 bytes or elements in a column");
	column_release(&c);
	CHECK_INT(type_array(&list, &none, true, NULL), 0);
	CHECK_INT(builder_init(&b, &list, NULL), 0);
	for (i = 0; i < 1 << 20; i++)
		(void)builder_null(&b.child[0], NULL);
	CHECK_INT(builder_row(&b, NULL), 0);
	CHECK_INT(builder_finish(&b, &c, NULL), 0);
	builder_release(&b);
	CHECK_INT(column_gather(&out, &list, &in, NULL, row, 2048, &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	column_release(&c);
	type_release(&list);
	free(mib);
	free(row);
}
