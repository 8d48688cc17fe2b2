/* group_test.c - rows counted by key, against counting them one by one. */
#include "check.h"

#include <stdlib.h>

#include "ops/group.h"
#include "random_columns.h"
#include "value_cmp.h"

/* What a group puts out. */
struct got {
	struct emit emit;
	struct batch_list list;
};

static int
keep(struct emit *to, struct batch *b, struct err *e)
{
	return batch_list_add(&((struct got *)to)->list, b, e);
}

/* Gives the rows of b to g, in pieces of up to most rows, each to another worker. */
static int
give(struct group *g, int jobs, const struct batch *b, int64_t most, struct err *e)
{
	struct op *o = group_op(g);
	struct emit none = { NULL };
	int rc = 0, w = 0;

	for (int64_t at = 0, n; rc == 0 && at < b->rows; at += n, w = (w + 1) % jobs) {
		struct batch *part;

		n = 1 + below((uint32_t)most);
		n = n < b->rows - at ? n : b->rows - at;
		part = batch_slice(b, at, n, e);
		rc = o->ops->add(o, w, 0, part, &none, e);
		batch_free(part);
	}
	return rc;
}

/* The end of an epoch, all tasks on one thread. */
static int
finish(struct group *g, int jobs, bool last, struct got *got, struct err *e)
{
	struct op *o = group_op(g);
	int rc, tasks;

	*got = (struct got){ .emit.put = keep };
	do {
		tasks = 0;
		rc = o->ops->end(o, 0, last, &tasks, e);
		for (int k = 0; rc == 0 && k < tasks; k++)
			rc = o->ops->task(o, k % jobs, k, &got->emit, e);
	} while (rc == 0 && tasks > 0);
	return rc;
}

static bool
same_row(const struct schema *s, const struct batch *a, int64_t i, const struct batch *b,
    int64_t j)
{
	for (size_t c = 0; c < s->nfield; c++)
		if (value_cmp(&s->field[c].type, &a->col[c], i, &b->col[c], j, false) != 0)
			return false;
	return true;
}

/* Each group is there once, with as many rows as b has of it; they ascend if they are few. */
static void
check_groups(const struct schema *s, const struct batch *b, const struct got *got)
{
	int64_t total = 0, groups = 0, wrong = 0;

	for (size_t k = 0; k < got->list.n; k++) {
		const struct batch *o = got->list.batch[k];
		const int64_t *count = o->col[s->nfield].values;

		for (int64_t i = 0; i < o->rows; i++, groups++) {
			int64_t n = 0;
			int order = 0;

			for (int64_t j = 0; j < b->rows; j++)
				n += same_row(s, o, i, b, j);
			wrong += n != count[i];
			total += count[i];
			for (size_t c = 0; i > 0 && c < s->nfield && order == 0; c++)
				order = value_cmp(&s->field[c].type, &o->col[c], i - 1, &o->col[c],
				    i, false);
			wrong += i > 0 && order >= 0;
		}
	}
	CHECK_INT(wrong, 0);
	CHECK_INT(total, b->rows);
}

/* The rows of a few, again and again. */
static struct batch *
repeat(const struct batch *few, int64_t rows)
{
	struct batch *b = batch_new(few->schema, rows, NULL);
	uint32_t *row = calloc((size_t)rows, sizeof(*row));

	for (int64_t i = 0; i < rows; i++)
		row[i] = below((uint32_t)few->rows);
	for (size_t c = 0; c < few->schema->nfield; c++) {
		const struct column *in = &few->col[c];

		CHECK_INT(column_gather(&b->col[c], &few->schema->field[c].type, &in, NULL, row,
		    rows, NULL), 0);
	}
	free(row);
	return b;
}

static bool
has_map(const struct type *t)
{
	return t->id == TYPE_MAP;
}

static struct batch *
repeated_batch(struct schema *s, int64_t rows)
{
	struct batch *few = batch_new(s, 30, NULL), *b;

	for (size_t c = 0; c < s->nfield; c++)
		random_column(&few->col[c], &s->field[c].type, 30, 1 + below(6));
	b = repeat(few, rows);
	batch_free(few);
	return b;
}

TEST(any_keys)
{
	int runs = 0;

	for (uint64_t seed = 1; seed <= 150; seed++) {
		struct group_conf conf = { "count", 1 << 20, 1 + (int)(seed % 3), false };
		struct schema *s = schema_new(NULL);
		struct err e = ERR_INIT;
		struct group *g;

		random_state = seed;
		while (s->nfield < 2) {
			struct type t;

			random_type(&t, (int)below(3));
			if (!has_map(&t))
				schema_add(s, s->nfield == 0 ? "a" : "b", &t, true, NULL);
			type_release(&t);
		}
		REQUIRE((g = group_new(s, &conf, &e)) != NULL);
		/* Epoch after epoch. */
		for (int epoch = 0; epoch < 3; epoch++) {
			struct batch *b = repeated_batch(s, epoch == 1 ? 0 : 500);
			struct got got;

			CHECK_INT(give(g, conf.jobs, b, 100, &e), 0);
			CHECK_INT(finish(g, conf.jobs, epoch == 2, &got, &e), 0);
			check_groups(s, b, &got);
			CHECK(b->rows > 0 || got.list.n == 0);
			batch_list_release(&got.list);
			batch_free(b);
			runs++;
		}
		group_free(g);
		schema_unref(s);
	}
	CHECK_INT(runs, 450);
}

static struct batch *
numbers(struct schema *s, int64_t n, int64_t distinct, size_t pad)
{
	struct batch *b = batch_new(s, n, NULL);
	struct builder c;
	char *text = malloc(pad + 32);

	CHECK_INT(builder_init(&c, &s->field[0].type, NULL), 0);
	for (int64_t i = 0; i < n; i++) {
		int64_t v = i * 7919 % distinct;

		if (s->field[0].type.id == TYPE_BIGINT) {
			builder_i64(&c, v, NULL);
			continue;
		}
		memset(text, 'x', pad);
		builder_bytes(&c, text, pad + (size_t)sprintf(text + pad, "%d", (int)v), NULL);
	}
	CHECK_INT(builder_finish(&c, &b->col[0], NULL), 0);
	builder_release(&c);
	free(text);
	return b;
}

/* Whether all rows of a and b are the same, in their order, however they come in batches. */
static bool
same_rows(const struct batch_list *a, const struct batch_list *b)
{
	size_t k = 0, m = 0;
	int64_t i = 0, j = 0;

	for (;;) {
		for (; k < a->n && i == a->batch[k]->rows; k++)
			i = 0;
		for (; m < b->n && j == b->batch[m]->rows; m++)
			j = 0;
		if (k == a->n || m == b->n)
			return k == a->n && m == b->n;
		if (value_cmp(&a->batch[k]->schema->field[0].type, &a->batch[k]->col[0], i,
		    &b->batch[m]->col[0], j, false) != 0 ||
		    ((const int64_t *)a->batch[k]->col[1].values)[i++] !=
		    ((const int64_t *)b->batch[m]->col[1].values)[j++])
			return false;
	}
}

/* Rows and their order are the same for every number of workers and every memory. */
TEST(order_is_of_the_data)
{
	static const struct {
		enum type_id type;
		int64_t rows, distinct;
		size_t pad;
		int shift;		/* of the memory of a worker */
		bool spills;
	} of[] = {
		{ TYPE_BIGINT, 300000, 1000, 0, 23, false },
		{ TYPE_BIGINT, 300000, 65536, 0, 23, true },
		{ TYPE_BIGINT, 300000, 65537, 0, 23, true },
		{ TYPE_BIGINT, 400000, 390000, 0, 23, true },
		/* Few groups of long keys, which have chunks of their own. */
		{ TYPE_STRING, 3000, 400, 20000, 23, true },
		{ TYPE_STRING, 100, 12, 1000000, 23, true },
		/* Partitions that are merged piece by piece: some of these keys are not alone. */
		{ TYPE_STRING, 80, 40, 300000, 20, true },
	};

	for (size_t k = 0; k < sizeof(of) / sizeof(*of); k++) {
		struct schema *s = schema_new(NULL);
		struct got first = { .list.n = 0 };
		struct batch *b;

		schema_add_id(s, "k", of[k].type, true, NULL);
		random_state = k;
		b = numbers(s, of[k].rows, of[k].distinct, of[k].pad);
		for (int how = 0; how < 4; how++) {
			int jobs = how % 2 == 0 ? 1 : 3;
			struct group_conf conf = { "count", how < 2 ? 1 << 30 :
			    (uint64_t)jobs << of[k].shift, jobs, false };
			struct err e = ERR_INIT;
			struct group *g = group_new(s, &conf, &e);
			struct group_figures f;
			struct got got;
			int64_t groups = 0;

			CHECK_INT(give(g, jobs, b, 5000, &e), 0);
			if (!CHECK_INT(finish(g, jobs, true, &got, &e), 0))
				printf("%s\n", e.msg);
			group_figures(g, &f);
			for (size_t i = 0; i < got.list.n; i++)
				groups += got.list.batch[i]->rows;
			CHECK_INT(f.rows, of[k].rows);
			CHECK_INT(f.groups, of[k].distinct);
			CHECK_INT(groups, of[k].distinct);
			CHECK(f.spilled == 0 || how >= 2);
			if (how == 2)
				CHECK((f.spilled > 0) == of[k].spills);
			if (how > 0)
				CHECK(same_rows(&first.list, &got.list));
			if (how == 0)
				first = got;
			else
				batch_list_release(&got.list);
			group_free(g);
		}
		batch_list_release(&first.list);
		batch_free(b);
		schema_unref(s);
	}
}

TEST(only_the_number)
{
	struct schema *s = schema_new(NULL);
	struct group_conf conf = { "count", 16 << 20, 2, true };
	struct group_figures f;
	struct group *g;
	struct batch *b;
	struct got got;

	schema_add_id(s, "k", TYPE_BIGINT, true, NULL);
	b = numbers(s, 400000, 123456, 0);
	REQUIRE((g = group_new(s, &conf, NULL)) != NULL);
	CHECK_INT(give(g, 2, b, 3000, NULL), 0);
	CHECK_INT(finish(g, 2, true, &got, NULL), 0);
	CHECK_INT(got.list.n, 0);
	group_figures(g, &f);
	CHECK_INT(f.groups, 123456);
	group_free(g);
	batch_free(b);
	schema_unref(s);
}

TEST(what_cannot_be)
{
	struct schema *s = schema_new(NULL);
	struct group_conf conf = { "k", 1 << 20, 1, false };
	struct type map, text = { .id = TYPE_STRING };
	struct err e = ERR_INIT;
	struct batch *b;
	struct group *g;

	schema_add_id(s, "k", TYPE_STRING, true, NULL);
	CHECK(group_new(s, &conf, &e) == NULL);
	CHECK_INT(e.status, STATUS_USAGE);
	CHECK_STR(e.msg, "two columns are called \"k\": AS gives one another name");

	/* A key larger than all memory. */
	conf.count = "count";
	REQUIRE((g = group_new(s, &conf, NULL)) != NULL);
	b = numbers(s, 1, 1, 8 << 20);
	err_clear(&e);
	CHECK_INT(give(g, 1, b, 1, &e), -1);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK(strstr(e.msg, "-m gives more") != NULL);
	batch_free(b);
	group_free(g);
	schema_unref(s);

	memset(&map, 0, sizeof(map));
	REQUIRE(type_map(&map, &text, &text, true, NULL) == 0);
	s = schema_new(NULL);
	schema_add(s, "m", &map, true, NULL);
	type_release(&map);
	err_clear(&e);
	CHECK(group_new(s, &conf, &e) == NULL);
	CHECK_STR(e.msg, "column m is a map, which cannot be a key");
	schema_unref(s);
}
