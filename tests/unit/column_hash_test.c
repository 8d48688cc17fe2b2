/* column_hash_test.c - hashes of rows: equal ones, all bits, and what Spark gave. */
#include "check.h"

#include "base/hash.h"
#include "format/frames.h"
#include "model/column_hash.h"
#include "random_columns.h"
#include "value_cmp.h"

static const uint32_t all[] = { 0, 1, 2, 3, 4 };

static bool
same_row(const struct batch *b, uint32_t ncol, int64_t i, int64_t j)
{
	uint32_t k;

	for (k = 0; k < ncol; k++) {
		if (value_cmp(&b->schema->field[k].type, &b->col[k], i, &b->col[k], j, false) != 0)
			return false;
	}
	return true;
}

/* Ours: the same for the same rows alone.  64 bits of the few rows here do not meet by chance. */
static void
check_pairs(const struct batch *b, uint32_t ncol, const uint64_t *h)
{
	int64_t i, j;

	for (i = 0; i < b->rows; i++) {
		for (j = 0; j < i; j++) {
			if ((h[i] == h[j]) != same_row(b, ncol, i, j)) {
				CHECK_INT(i, j);
				return;
			}
		}
	}
}

/* The hashes of rows [from, to) by themselves are those that they have in the whole. */
static void
check_slice(const struct batch *b, uint32_t ncol, enum hash_kind kind, const uint64_t *h,
    int64_t from, int64_t to)
{
	struct batch *part = batch_slice(b, from, to - from, NULL);
	uint64_t *again = calloc((size_t)(to - from) + 1, sizeof(*again));

	CHECK_INT(column_hash(part, all, ncol, kind, again, NULL), 0);
	CHECK_MEM(again, (size_t)(to - from) * 8, h + from, (size_t)(to - from) * 8);
	free(again);
	batch_free(part);
}

TEST(equal_rows_of_any_type_have_equal_hashes)
{
	static const uint32_t often[] = { 0, 1, 3, 10 };
	unsigned made = 0;
	uint32_t seed;

	for (seed = 0; seed < 600; seed++, made++) {
		random_state = seed;

		uint32_t ncol = 1 + below(3), from;
		struct batch *b = random_batch(1 + below(120), ncol, 3, often[seed % 4]);
		uint64_t *h = calloc((size_t)b->rows, sizeof(*h));
		int kind;

		REQUIRE(column_hash(b, all, ncol, HASH_OURS, h, NULL) == 0);
		check_pairs(b, ncol, h);
		for (kind = HASH_OURS; kind <= HASH_SPARK64; kind++) {
			if (column_hash(b, all, ncol, kind, h, NULL) != 0)
				continue;
			from = below((uint32_t)b->rows);
			check_slice(b, ncol, kind, h, from, b->rows);
			check_slice(b, ncol, kind, h, 0, from);
		}
		free(h);
		batch_free(b);
	}
	CHECK_INT(made, 600);
}

/* Long lists and many rows go in pieces. */
TEST(many_rows_are_hashed_as_few_are)
{
	struct type number = { .id = TYPE_SMALLINT }, list;
	struct schema *s = schema_new(NULL);
	struct batch *b;
	uint64_t *h;
	int i;

	CHECK_INT(type_array(&list, &number, true, NULL), 0);
	CHECK(schema_add(s, "a", &list, true, NULL) != NULL);
	CHECK(schema_add(s, "n", &number, true, NULL) != NULL);
	random_state = 5;
	b = batch_new(s, 5000, NULL);
	random_column(&b->col[0], &list, 5000, 9);
	random_column(&b->col[1], &number, 5000, 9);
	h = calloc(5000, sizeof(*h));
	CHECK_INT(column_hash(b, all, 2, HASH_OURS, h, NULL), 0);
	for (i = 0; i < 5000; i += 97)
		check_slice(b, 2, HASH_OURS, h, i, i + 1);
	check_slice(b, 2, HASH_OURS, h, 1, 4999);
	free(h);
	batch_free(b);
	type_release(&list);
	schema_unref(s);
}

static struct batch *
one_column(enum type_id id, const void *values, int64_t rows)
{
	struct schema *s = schema_new(NULL);
	struct batch *b;

	CHECK(schema_add_id(s, "v", id, true, NULL) != NULL);
	b = batch_new(s, rows, NULL);
	b->col[0] = (struct column){ .rows = rows, .values = values };
	schema_unref(s);
	return b;
}

TEST(integers_of_any_width_and_floats_and_doubles_hash_alike)
{
	const int8_t narrow[] = { -5, 0, 127 };
	const int64_t wide[] = { -5, 0, 127 };
	const float f[] = { -0.0f, NAN, 1.5f };
	const double d[] = { 0.0, -NAN, 1.5 };
	struct batch *b[] = { one_column(TYPE_TINYINT, narrow, 3), one_column(TYPE_BIGINT, wide, 3),
	    one_column(TYPE_FLOAT, f, 3), one_column(TYPE_DOUBLE, d, 3) };
	uint64_t h[4][3];
	int i;

	for (i = 0; i < 4; i++) {
		CHECK_INT(column_hash(b[i], all, 1, HASH_OURS, h[i], NULL), 0);
		batch_free(b[i]);
	}
	CHECK_MEM(h[0], sizeof(h[0]), h[1], sizeof(h[1]));
	CHECK_MEM(h[2], sizeof(h[2]), h[3], sizeof(h[3]));
}

/* n hashes are spread over 256 places by the 8 bits from shift on: chi squared, of 255 degrees. */
static bool
is_even(const uint64_t *h, int64_t n, int shift)
{
	double x = 0, want = (double)n / 256;
	int64_t count[256] = { 0 }, i;

	for (i = 0; i < n; i++)
		count[h[i] >> shift & 255]++;
	for (i = 0; i < 256; i++)
		x += ((double)count[i] - want) * ((double)count[i] - want) / want;
	/* 15 standard deviations of 22.6 above the mean, and below: too even is no hash either. */
	return x < 600 && x > 60;
}

TEST(all_bits_are_good)
{
	enum { N = 1 << 16 };
	int64_t *v = calloc(N, sizeof(*v));
	uint64_t *h = calloc(N, sizeof(*h));
	struct batch *b = one_column(TYPE_BIGINT, v, N);
	int kind, shift, i;
	double d;

	for (kind = 0; kind < 6; kind++) {
		for (i = 0; i < N; i++) {
			d = i;
			if (kind == 5)
				memcpy(&v[i], &d, 8);
			else
				v[i] = kind == 4 ? -i : (int64_t)((uint64_t)i << 16 * kind);
		}
		CHECK_INT(column_hash(b, all, 1, HASH_OURS, h, NULL), 0);
		for (shift = 0; shift <= 56; shift++) {
			if (!CHECK(is_even(h, N, shift)))
				printf("\tvalues %d, bits from %d on\n", kind, shift);
		}
	}
	free(h);
	free(v);
	batch_free(b);
}

/* Every bit of a text, of whatever length, reaches about half of the bits of its hash. */
TEST(every_byte_of_a_text_counts)
{
	uint8_t text[160] = { 0 };
	size_t n, bit;
	uint64_t h;
	int ones;

	for (n = 1; n < sizeof(text); n++) {
		h = hash_bytes(text, n, 1);
		CHECK(h != hash_bytes(text, n - 1, 1));
		CHECK(h != hash_bytes(text, n, 2));
		for (bit = 0; bit < n * 8; bit++) {
			text[bit / 8] ^= (uint8_t)(1 << bit % 8);
			ones = __builtin_popcountll(h ^ hash_bytes(text, n, 1));
			text[bit / 8] ^= (uint8_t)(1 << bit % 8);
			if (!CHECK(ones >= 8 && ones <= 56))
				printf("\tbit %zu of %zu bytes\n", bit, n);
		}
	}
}

/* Columns 3k + 1 and 3k + 2 hold Spark's hash() and xxhash64() of column 3k. */
static void
check_golden(const struct batch *b)
{
	uint64_t *h = calloc((size_t)b->rows + 1, sizeof(*h));
	uint32_t k;
	int64_t i;

	for (k = 0; k < b->schema->nfield; k += 3) {
		CHECK_INT(column_hash(b, &k, 1, HASH_SPARK, h, NULL), 0);
		for (i = 0; i < b->rows; i++)
			CHECK_INT((int64_t)h[i], ((const int32_t *)b->col[k + 1].values)[i]);
		CHECK_INT(column_hash(b, &k, 1, HASH_SPARK64, h, NULL), 0);
		for (i = 0; i < b->rows; i++)
			CHECK_INT((int64_t)h[i], ((const int64_t *)b->col[k + 2].values)[i]);
	}
	free(h);
}

TEST(what_spark_gave)
{
	const struct frames_read_conf conf = { .end = FRAMES_EOF };
	const char *src = getenv("SRC");
	struct batch_list l = { 0, 0, NULL };
	struct epoch *ep;
	int64_t rows = 0;
	char path[4096];
	struct source *s;
	struct in *in;

	(void)snprintf(path, sizeof(path), "%s/tests/golden/hash.arrows", src ? src : ".");
	REQUIRE((in = in_open(path, false, NULL)) != NULL);
	REQUIRE((s = frames_source_new(in, &conf, NULL)) != NULL);
	CHECK_INT(s->schema->nfield, 60);
	while (source_next(s, &l, &ep, NULL) == 1) {
		for (size_t i = 0; i < l.n; i++) {
			check_golden(l.batch[i]);
			rows += l.batch[i]->rows;
		}
		batch_list_release(&l);
	}
	CHECK_INT(rows, 48);
	source_free(s);
}

TEST(what_has_no_hash_is_refused)
{
	struct type text = { .id = TYPE_STRING }, map, row = { .id = TYPE_STRUCT };
	struct schema *s = schema_new(NULL);
	struct err e = ERR_INIT;
	struct field f = { 0 };
	struct batch *b;
	uint64_t h[2];

	CHECK_INT(type_map(&map, &text, &text, true, NULL), 0);
	CHECK_INT(field_init(&f, "f", &text, true, NULL), 0);
	CHECK_INT(type_struct_add(&row, &f, NULL), 0);
	CHECK(schema_add(s, "m", &map, true, NULL) != NULL);
	CHECK(schema_add(s, "r", &row, true, NULL) != NULL);
	b = batch_new(s, 2, NULL);
	random_column(&b->col[0], &map, 2, 3);
	random_column(&b->col[1], &row, 2, 3);
	CHECK_INT(column_hash(b, all, 1, HASH_SPARK64, h, &e), -1);
	CHECK_INT(e.status, STATUS_USAGE);
	CHECK_STR(e.msg, "column m holds a map, which Spark does not hash");
	CHECK_INT(column_hash(b, all, 2, HASH_OURS, h, &e), 0);
	column_release(&b->col[1].child[0]);
	column_absent(&b->col[1].child[0], 2);
	CHECK_INT(column_hash(b, all, 2, HASH_OURS, h, &e), -1);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_STR(e.msg, "column r was not read: it has no hash");
	CHECK_INT(column_hash(b, all, 0, HASH_SPARK, h, &e), 0);
	CHECK(h[0] == 42 && h[1] == 42);
	field_release(&f);
	type_release(&map);
	type_release(&row);
	batch_free(b);
	schema_unref(s);
}
