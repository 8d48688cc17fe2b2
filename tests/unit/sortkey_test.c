/* sortkey_test.c - keys order rows as their values do, and give the values back. */
#include "check.h"

#include "base/mem.h"
#include "model/sortkey.h"
#include "random_columns.h"
#include "value_cmp.h"

#define ROWS 60

static void
check_order(const struct batch *b, const struct sort_term *term, size_t n,
    const struct sort_keys *k)
{
	int wrong = 0;

	for (int64_t i = 0; i < ROWS; i++) {
		for (int64_t j = 0; j < ROWS; j++) {
			size_t ni, nj;
			const uint8_t *p = sort_key(k, i, &ni), *q = sort_key(k, j, &nj);
			int want = 0, got = mem_compare(p, ni, q, nj);

			for (size_t t = 0; t < n && want == 0; t++) {
				const struct type *type = &b->schema->field[term[t].column].type;
				const struct column *c = &b->col[term[t].column];
				bool null = type->id == TYPE_VOID || column_is_null(c, i) ||
				    column_is_null(c, j);

				want = value_cmp(type, c, i, c, j, term[t].nulls_last);
				if (term[t].desc && !null)
					want = -want;
			}
			wrong += want != got;
			/* No key is the beginning of another one. */
			wrong += got != 0 && memcmp(p, q, ni < nj ? ni : nj) == 0;
		}
	}
	CHECK_INT(wrong, 0);
}

/* Values made of the keys have the same keys, and are the values. */
static void
check_back(const struct batch *b, const struct sort_term *term, size_t n,
    const struct sort_keys *k)
{
	const uint8_t *key[ROWS];
	struct column back[3];
	size_t len;

	for (int64_t i = 0; i < ROWS; i++)
		key[i] = sort_key(k, i, &len);
	if (!CHECK_INT(sortkey_columns(back, b->schema, term, n, key, ROWS, NULL), 0))
		return;
	for (size_t t = 0; t < n; t++) {
		const struct type *type = &b->schema->field[term[t].column].type;
		int wrong = 0;

		CHECK_INT(back[t].rows, ROWS);
		for (int64_t i = 0; i < ROWS; i++)
			wrong += value_cmp(type, &b->col[term[t].column], i, &back[t], i, false) != 0;
		CHECK_INT(wrong, 0);
		column_release(&back[t]);
	}
}

TEST(order_and_back)
{
	for (uint64_t seed = 1; seed <= 1500; seed++) {
		struct sort_term term[3];
		struct schema *s = schema_new(NULL);
		struct sort_keys k = { 0 };
		struct batch *b;
		size_t n;

		random_state = seed;
		n = 1 + below(3);
		for (size_t i = 0; i < 3; i++) {
			struct type t;

			random_type(&t, (int)below(3));
			schema_add(s, "c", &t, true, NULL);
			type_release(&t);
		}
		b = batch_new(s, ROWS, NULL);
		for (size_t i = 0; i < 3; i++) {
			random_column(&b->col[i], &s->field[i].type, ROWS, 1 + below(6));
			term[i] = (struct sort_term){ below(3), below(2), below(2) };
		}
		if (CHECK_INT(sortkey_make(&k, b, term, n, NULL), 0)) {
			check_order(b, term, n, &k);
			check_back(b, term, n, &k);
		}
		sort_keys_release(&k);
		batch_free(b);
		schema_unref(s);
	}
}

TEST(no_rows)
{
	struct schema *s = schema_new(NULL);
	struct sort_term term = { 0, false, false };
	struct sort_keys k = { 0 };
	struct column back;
	struct batch *b;

	schema_add_id(s, "c", TYPE_STRING, true, NULL);
	b = batch_new(s, 0, NULL);
	CHECK_INT(column_nulls(&b->col[0], &s->field[0].type, 0, NULL), 0);
	CHECK_INT(sortkey_make(&k, b, &term, 1, NULL), 0);
	CHECK_INT(sortkey_columns(&back, s, &term, 1, NULL, 0, NULL), 0);
	CHECK_INT(back.rows, 0);
	column_release(&back);
	sort_keys_release(&k);
	batch_free(b);
	schema_unref(s);
}
