/* part_test.c - the partition runner: every row once, whatever worker takes it. */
#include "check.h"

#include "model/builder.h"
#include "par/part.h"

struct sum {
	int64_t rows, total;
	bool started;
};

static int live;		/* accumulators started and not released */
static int fail_start = -1;	/* the worker that cannot start */

static int
start(void *acc, const void *arg, struct err *e)
{
	(void)arg;
	if (live == fail_start)
		return err_set(e, STATUS_SYSTEM, "no start");
	((struct sum *)acc)->started = true;
	live++;
	return 0;
}

static int
add(void *acc, const void *arg, const struct batch *b, struct err *e)
{
	struct sum *s = acc;
	int64_t i;

	for (i = 0; i < b->rows; i++) {
		int64_t v = ((const int64_t *)b->col[0].values)[i];

		if (v == *(const int64_t *)arg)
			return err_row(e, i, "bad value");
		s->total += v;
	}
	s->rows += b->rows;
	return 0;
}

static int
merge(void *into, const void *from, struct err *e)
{
	struct sum *a = into;
	const struct sum *b = from;

	a->rows += b->rows;
	a->total += b->total;
	return a->total < 0 ? err_set(e, STATUS_DATA, "negative") : 0;
}

static void
release(void *acc)
{
	CHECK(((struct sum *)acc)->started);
	live--;
}

static const struct part_job job = { sizeof(struct sum), start, add, merge, release };

/* A batch of the values from .. from + n - 1. */
static struct batch *
numbers(int64_t from, int n)
{
	struct schema *s = schema_new(NULL);
	struct batch_builder bb;
	struct batch *b;

	schema_add_id(s, "n", TYPE_BIGINT, false, NULL);
	batch_builder_init(&bb, s, NULL);
	for (int i = 0; i < n; i++)
		builder_i64(&bb.col[0], from + i, NULL);
	b = batch_builder_finish(&bb, NULL);
	batch_builder_release(&bb);
	schema_unref(s);
	return b;
}

/* Adds n numbers from first on for a worker. */
static int
add_numbers(struct part *p, int worker, int64_t first, int n, struct err *e)
{
	struct batch_list none = { 0 };
	struct batch *b = numbers(first, n);
	int rc = part_map(p, worker, b, &none, e);

	CHECK_INT(none.n, 0);
	batch_free(b);
	return rc;
}

TEST(every_row_once)
{
	const int64_t never = -1;
	struct part p;
	const void *total;

	for (int jobs = 1; jobs <= 8; jobs++) {
		REQUIRE(part_init(&p, &job, &never, jobs, NULL) == 0);
		for (int i = 0; i < 100; i++)
			CHECK_INT(add_numbers(&p, i * 7 % jobs, i * 10, 10, NULL), 0);
		REQUIRE(part_total(&p, &total, NULL) == 0);
		CHECK_INT(((const struct sum *)total)->rows, 1000);
		CHECK_INT(((const struct sum *)total)->total, 999 * 1000 / 2);
		part_release(&p);
		CHECK_INT(live, 0);
	}
}

TEST(a_failure_releases_all)
{
	const int64_t bad = 13, worse = -1;
	struct err e = ERR_INIT;
	struct part p;
	const void *total;

	REQUIRE(part_init(&p, &job, &bad, 2, NULL) == 0);
	CHECK_INT(add_numbers(&p, 1, 10, 10, &e), -1);
	CHECK_INT(e.row, 3);
	part_release(&p);
	CHECK_INT(live, 0);

	REQUIRE(part_init(&p, &job, &bad, 2, NULL) == 0);
	CHECK_INT(add_numbers(&p, 1, -100, 10, &e), 0);
	CHECK_INT(part_total(&p, &total, &e), -1);
	part_release(&p);

	/* What was started before the failure is released. */
	fail_start = 2;
	CHECK_INT(part_init(&p, &job, &worse, 4, &e), -1);
	fail_start = -1;
	CHECK_INT(live, 0);
	part_release(&p);
}
