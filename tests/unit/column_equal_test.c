/* column_equal_test.c - values that are the same key, against the naive order and the hash. */
#include "check.h"

#include "model/column_hash.h"
#include "model/sortkey.h"
#include "random_columns.h"
#include "value_cmp.h"

static bool
same_key(const struct sort_keys *k, int64_t i, int64_t j)
{
	size_t n, m;
	const uint8_t *p = sort_key(k, i, &n), *q = sort_key(k, j, &m);

	return n == m && memcmp(p, q, n) == 0;
}

/* Every pair of rows of a column and of a part of it. */
static unsigned
check_pairs(const struct batch *b, const struct sort_keys *keys, const uint64_t *hash)
{
	const struct type *t = &b->schema->field[0].type;
	int64_t i, j, from = below((uint32_t)b->rows);
	struct column part;
	unsigned same = 0;

	CHECK_INT(column_slice(&part, t, &b->col[0], from, b->rows - from, NULL), 0);
	for (i = 0; i < b->rows; i++) {
		for (j = 0; j < part.rows; j++) {
			bool is = column_equal_rows(t, &b->col[0], i, &part, j);

			same += is && i != from + j;
			if (!CHECK_INT(is, value_cmp(t, &b->col[0], i, &part, j, false) == 0) ||
			    !CHECK_INT(is, same_key(keys, i, from + j)) ||
			    !CHECK_INT(is, hash[i] == hash[from + j]))
				goto done;
		}
	}
done:
	column_release(&part);
	return same;
}

TEST(equal_as_keys_and_hashes_are)
{
	static const uint32_t often[] = { 0, 1, 3, 10 };
	static const struct sort_term term = { 0 };
	static const uint32_t first = 0;
	struct sort_keys keys = { 0 };
	unsigned made = 0, same = 0;
	uint32_t seed;

	for (seed = 0; seed < 1500; seed++, made++) {
		random_state = seed;

		struct batch *b = random_batch(1 + below(60), 1, 3, often[seed % 4]);
		uint64_t *h = calloc((size_t)b->rows, sizeof(*h));

		CHECK_INT(sortkey_make(&keys, b, &term, 1, NULL), 0);
		CHECK_INT(column_hash(b, &first, 1, HASH_OURS, h, NULL), 0);
		same += check_pairs(b, &keys, h);
		free(h);
		batch_free(b);
	}
	CHECK_INT(made, 1500);
	CHECK(same > 10000);
	sort_keys_release(&keys);
}

TEST(nan_and_zero_within_a_list)
{
	const double x[] = { NAN, 0.0, 1.0, -NAN, -0.0, 1.0, 2.0 };
	const int32_t offsets[] = { 0, 3, 6, 6, 7 };
	struct column element = { .rows = 7, .values = x };
	struct column c = { .rows = 4, .offsets = offsets, .child = &element, .nchild = 1 };
	struct type number = { .id = TYPE_DOUBLE }, list;

	CHECK_INT(type_array(&list, &number, true, NULL), 0);
	CHECK(column_equal_rows(&list, &c, 0, &c, 1));
	CHECK(!column_equal_rows(&list, &c, 0, &c, 2));
	CHECK(!column_equal_rows(&list, &c, 2, &c, 3));
	CHECK(column_equal_rows(&list, &c, 2, &c, 2));
	type_release(&list);
}
