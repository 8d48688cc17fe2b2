/* flow_sides_test.c - flows whose operators have several inputs (run with SAN=thread too). */
/* par */
#include "check.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/mem.h"
#include "model/builder.h"
#include "par/flow.h"

/* Every value of a test is below this. */
#define VALUES 5000

/* -- a failure at a call of choice -- */

static atomic_int calls, fails_at, live;

/* Counts a call of the driver: -1 when it is the one that fails. */
static int
call(struct err *e)
{
	return atomic_fetch_add(&calls, 1) + 1 == atomic_load(&fails_at) ?
	    err_set(e, STATUS_SYSTEM, "injected") : 0;
}

static struct schema *
one_column(void)
{
	struct schema *s = schema_new(NULL);

	schema_add_id(s, "v", TYPE_BIGINT, true, NULL);
	return s;
}

static struct batch *
batch_of(struct schema *s, const int64_t *v, int64_t n, struct err *e)
{
	struct batch_builder b;
	struct batch *out = NULL;
	int rc = batch_builder_init(&b, s, e);

	for (int64_t i = 0; i < n && rc == 0; i++)
		rc = builder_i64(&b.col[0], v[i], e);
	if (rc == 0)
		out = batch_builder_finish(&b, e);
	batch_builder_release(&b);
	return out;
}

/* -- a source of numbers from, from + step, ... below to -- */

struct numbers {
	struct source s;
	int64_t from, step, to;		/* to -1: without end, modulo VALUES */
	int barrier_every;		/* raws; 0: none */
	int raws;
	const struct numbers *after;	/* this one is at its end when ours is first read */
	bool ended;
};

struct numbers_raw {
	struct raw raw;
	int64_t from;
	bool given;
};

#define IN_RAW 37

static int
numbers_next(struct source *s, struct raw **out, struct err *e)
{
	struct numbers *n = (struct numbers *)s;
	struct numbers_raw *r;

	if (call(e) != 0)
		return -1;
	CHECK(n->after == NULL || n->after->ended);
	if (n->to >= 0 && n->from >= n->to) {
		n->ended = true;
		return 0;
	}
	r = calloc(1, sizeof(*r));
	atomic_fetch_add(&live, 1);
	r->raw.bytes = 1 << 19;
	if (n->barrier_every > 0 && ++n->raws % n->barrier_every == 0) {
		r->raw.barrier = epoch_new(n->raws, NULL);
	} else {
		r->from = n->from;
		n->from += n->step * IN_RAW;
	}
	*out = &r->raw;
	return 1;
}

static int
numbers_decode(struct source *s, int w, struct raw *raw, struct batch **out, struct err *e)
{
	struct numbers *n = (struct numbers *)s;
	struct numbers_raw *r = (struct numbers_raw *)raw;
	int64_t v[IN_RAW], k = 0;

	(void)w;
	if (r->given)
		return 0;
	r->given = true;
	if (call(e) != 0)
		return -1;
	for (int64_t x = r->from; k < IN_RAW && (n->to < 0 || x < n->to); x += n->step)
		v[k++] = x % VALUES;
	*out = batch_of(s->schema, v, k, e);
	return *out == NULL ? -1 : 1;
}

static void
numbers_drop(struct source *s, struct raw *r)
{
	(void)s;
	atomic_fetch_sub(&live, 1);
	free(r);
}

static const struct source_ops numbers_ops = { .next = numbers_next, .decode = numbers_decode,
    .drop = numbers_drop };

static struct numbers
numbers(struct schema *s, int64_t from, int64_t step, int64_t to)
{
	return (struct numbers){ .s = { .ops = &numbers_ops, .schema = s, .name = "numbers",
	    .size = -1 }, .from = from, .step = step, .to = to };
}

/* -- operators -- */

/* Rows of input 0 that input 1 has; a task at the end of input 1 tells how many it has. */
struct semi {
	struct op op;
	atomic_uchar has[VALUES];
	atomic_int in1;			/* workers in add() of input 1, or in it for ever */
	atomic_int rows1;
	int enough1;			/* so many rows of input 1 are enough; 0: all */
	int enough0;			/* so many batches of input 0 are; 0: all */
	atomic_int batches0;
	bool tells;
	int ends[2], epochs;
	bool told;
};

static int
semi_add(struct op *o, int w, int input, const struct batch *b, struct emit *to, struct err *e)
{
	struct semi *s = (struct semi *)o;
	const int64_t *v = b->col[0].values;
	int64_t out[VALUES], n = 0;
	struct batch *made;

	CHECK(w >= 0 && w < 8);
	if (call(e) != 0)
		return -1;
	CHECK_INT(s->ends[input], 0);
	if (input == 1) {
		for (int64_t i = 0; i < b->rows; i++)
			atomic_store(&s->has[v[i]], 1);
		return atomic_fetch_add(&s->rows1, (int)b->rows) + b->rows >= s->enough1 &&
		    s->enough1 > 0 ? OP_ENOUGH : 0;
	}
	CHECK_INT(s->ends[1], 1);
	for (int64_t i = 0; i < b->rows; i++)
		if (atomic_load(&s->has[v[i]]))
			out[n++] = v[i];
	if ((made = batch_of(o->schema, out, n, e)) == NULL || emit(to, made, e) != 0)
		return -1;
	return s->enough0 > 0 && atomic_fetch_add(&s->batches0, 1) + 1 >= s->enough0 ?
	    OP_ENOUGH : 0;
}

static int
semi_end(struct op *o, int input, bool last, int *tasks, struct err *e)
{
	struct semi *s = (struct semi *)o;

	if (call(e) != 0)
		return -1;
	if (!last) {
		CHECK_INT(input, 0);
		s->epochs++;
		return 0;
	}
	if (s->tells && input == 1 && !s->told) {
		s->told = true;
		*tasks = 1;
		return 0;
	}
	CHECK_INT(++s->ends[input], 1);
	return 0;
}

static int
semi_task(struct op *o, int w, int k, struct emit *to, struct err *e)
{
	struct semi *s = (struct semi *)o;
	int64_t rows = atomic_load(&s->rows1);
	struct batch *b;

	(void)w;
	CHECK_INT(k, 0);
	if (call(e) != 0 || (b = batch_of(o->schema, &rows, 1, e)) == NULL)
		return -1;
	return emit(to, b, e);
}

static const struct op_ops semi_ops = { .add = semi_add, .end = semi_end, .task = semi_task };

static void
semi_init(struct semi *s, struct schema *schema)
{
	memset(s, 0, sizeof(*s));
	s->op = (struct op){ &semi_ops, schema, 0 };
}

/* Narrow: puts out even values only. */
static int
even_add(struct op *o, int w, int input, const struct batch *b, struct emit *to, struct err *e)
{
	const int64_t *v = b->col[0].values;
	int64_t out[IN_RAW], n = 0;
	struct batch *made;

	(void)w;
	CHECK_INT(input, 0);
	if (call(e) != 0)
		return -1;
	for (int64_t i = 0; i < b->rows; i++)
		if (v[i] % 2 == 0)
			out[n++] = v[i];
	return (made = batch_of(o->schema, out, n, e)) == NULL ? -1 : emit(to, made, e);
}

static const struct op_ops even_ops = { .add = even_add };

/* -- a sink -- */

struct kept {
	struct sink k;
	int64_t got[20000];
	size_t n;
	int commits;
};

struct kept_chunk {
	struct chunk c;
	struct batch *b;
};

static void
kept_drop(struct sink *k, struct chunk *c)
{
	(void)k;
	atomic_fetch_sub(&live, 1);
	batch_free(((struct kept_chunk *)c)->b);
	free(c);
}

static int
kept_encode(struct sink *k, int w, struct batch *b, struct chunk **out, struct err *e)
{
	struct kept_chunk *c;

	(void)k, (void)w;
	if (call(e) != 0)
		return -1;
	c = calloc(1, sizeof(*c));
	c->c.rows = b->rows;
	c->b = b;
	atomic_fetch_add(&live, 1);
	*out = &c->c;
	return 0;
}

static int
kept_write(struct sink *k, struct chunk *c, struct err *e)
{
	struct kept *s = (struct kept *)k;
	const struct batch *b = ((struct kept_chunk *)c)->b;
	int rc = call(e);

	for (int64_t i = 0; i < b->rows && rc == 0; i++)
		s->got[s->n++] = ((const int64_t *)b->col[0].values)[i];
	kept_drop(k, c);
	return rc;
}

static int
kept_flush(struct sink *k, struct err *e)
{
	(void)k;
	return call(e);
}

static int
kept_commit(struct sink *k, const struct epoch *ep, struct err *e)
{
	(void)ep;
	((struct kept *)k)->commits++;
	return call(e);
}

static const struct sink_ops kept_ops = { .encode = kept_encode, .write = kept_write,
    .flush = kept_flush, .commit = kept_commit, .drop = kept_drop };

static struct kept kept;

static struct sink *
new_sink(void)
{
	memset(&kept, 0, sizeof(kept));
	kept.k.ops = &kept_ops;
	return &kept.k;
}

static const int all_jobs[] = { 1, 2, 8 };

#define FOR_JOBS(j) for (size_t i_ = 0, j; \
	i_ < sizeof(all_jobs) / sizeof(*all_jobs) && (j = (size_t)all_jobs[i_], 1); i_++)

/* -- a line, and a side into its first operator, which is followed by one of even numbers -- */

struct two {
	struct schema *schema;
	struct numbers line, side;
	struct semi semi;
	struct op even, *op[2];
	struct flow_side into;
	struct flow flow;
};

static struct two *
two_new(struct numbers line, struct numbers side, int nop, int jobs)
{
	struct two *t = calloc(1, sizeof(*t));

	t->schema = one_column();
	t->line = line;
	t->side = side;
	t->line.s.schema = t->side.s.schema = t->schema;
	semi_init(&t->semi, t->schema);
	t->even = (struct op){ &even_ops, t->schema, 0 };
	t->op[0] = &t->semi.op;
	t->op[1] = &t->even;
	t->into = (struct flow_side){ .line.source = &t->side.s, .at = 0, .input = 1 };
	t->flow = (struct flow){ .line = { &t->line.s, t->op, nop, &t->into, 1, NULL },
	    .sink = new_sink(), .limit = -1, .jobs = jobs };
	return t;
}

/* Runs it, in which nothing fails, and checks that nothing is left over; frees t. */
static void
two_run(struct two *t, int epochs)
{
	struct err e = ERR_INIT;

	atomic_store(&fails_at, 0);
	CHECK_INT(flow_run(&t->flow, &e), 0);
	CHECK_INT(t->semi.ends[0], 1);
	CHECK_INT(t->semi.ends[1], 1);
	CHECK_INT(t->semi.epochs, epochs);
	CHECK_INT(kept.commits, epochs);
	CHECK_INT(live, 0);
	schema_unref(t->schema);
	free(t);
}

/* -- tests -- */

TEST(a_side_is_read_to_its_end_before_the_line)
{
	FOR_JOBS(jobs) {
		struct two *t = two_new(numbers(NULL, 0, 2, VALUES), numbers(NULL, 0, 3, VALUES), 1,
		    (int)jobs);

		t->semi.tells = true;
		t->line.after = &t->side;
		two_run(t, 0);
		CHECK_INT(kept.n, 1 + (VALUES + 5) / 6);
		CHECK_INT(kept.got[0], (VALUES + 2) / 3);
		for (size_t i = 1; i < kept.n; i++)
			if (!CHECK_INT(kept.got[i], 6 * (int64_t)(i - 1)))
				break;
	}
}

/*
 * line (multiples of 2) -> even -> first (side: multiples of 3) -> second
 *     (side: multiples of 5 -> even -> third (side: multiples of 7))
 */
static int
run_nested(int jobs, int64_t limit, struct err *e)
{
	struct schema *schema = one_column();
	struct numbers n2 = numbers(schema, 0, 2, VALUES), n3 = numbers(schema, 0, 3, VALUES);
	struct numbers n5 = numbers(schema, 0, 5, VALUES), n7 = numbers(schema, 0, 7, VALUES);
	struct semi *s = calloc(3, sizeof(*s));
	struct op even = { &even_ops, schema, 0 };
	struct op *op[] = { &even, &s[0].op, &s[1].op }, *third[] = { &even, &s[2].op };
	struct flow_side of_third[] = { { .line.source = &n7.s, .at = 1, .input = 1 } };
	struct flow_side sides[] = {
		{ .line.source = &n3.s, .at = 1, .input = 1 },
		{ .line = { &n5.s, third, 2, of_third, 1, NULL }, .at = 2, .input = 1 }
	};
	struct flow f = { .line = { &n2.s, op, 3, sides, 2, NULL }, .sink = new_sink(),
	    .limit = limit, .jobs = jobs };
	int rc;

	for (int i = 0; i < 3; i++)
		semi_init(&s[i], schema);
	n2.after = &n5;
	n5.after = &n7;
	n7.after = &n3;
	rc = flow_run(&f, e);
	CHECK_INT(live, 0);
	free(s);
	schema_unref(schema);
	return rc;
}

TEST(lines_in_lines)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;

		atomic_store(&fails_at, 0);
		CHECK_INT(run_nested((int)jobs, -1, &e), 0);
		CHECK_INT(kept.n, (VALUES + 209) / 210);
		for (size_t i = 0; i < kept.n; i++)
			CHECK_INT(kept.got[i], 210 * (int64_t)i);
		CHECK_INT(run_nested((int)jobs, 7, &e), 0);
		CHECK_INT(kept.n, 7);
	}
}

/* Whatever call of the driver fails, that is what it says, and nothing is left over. */
TEST(every_call_fails_once)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		int n, failed = 0;

		atomic_store(&fails_at, 0);
		atomic_store(&calls, 0);
		CHECK_INT(run_nested((int)jobs, -1, &e), 0);
		n = atomic_load(&calls);
		for (int at = 1; at <= n; at++) {
			atomic_store(&calls, 0);
			atomic_store(&fails_at, at);
			err_clear(&e);
			if (!CHECK_INT(run_nested((int)jobs, -1, &e), -1))
				break;
			CHECK_INT(e.status, STATUS_SYSTEM);
			CHECK_HAS(e.msg, "injected");
			failed++;
		}
		CHECK_INT(failed, n);
		CHECK(n > 300);
	}
}

/* A side without an end that an operator has had enough of; and so the line itself. */
TEST(enough_of_an_input)
{
	FOR_JOBS(jobs) {
		struct two *t = two_new(numbers(NULL, 0, 1, -1), numbers(NULL, 0, 1, -1), 2,
		    (int)jobs);

		t->semi.enough1 = 2 * VALUES;
		t->semi.enough0 = 5;
		two_run(t, 0);
		CHECK(kept.n >= (5 * IN_RAW) / 2);
		for (size_t i = 0; i < kept.n; i++)
			if (!CHECK_INT(kept.got[i], 2 * (int64_t)i % VALUES))
				break;
	}
}

/* A limit that what comes of a side has reached: the line is not read at all. */
TEST(a_limit_within_a_side)
{
	FOR_JOBS(jobs) {
		struct two *t = two_new(numbers(NULL, 0, 1, VALUES), numbers(NULL, 0, 1, VALUES), 1,
		    (int)jobs);
		struct err e = ERR_INIT;

		t->semi.tells = true;
		t->flow.limit = 1;
		atomic_store(&fails_at, 0);
		CHECK_INT(flow_run(&t->flow, &e), 0);
		CHECK_INT(kept.n, 1);
		CHECK_INT(t->line.from, 0);
		CHECK_INT(live, 0);
		schema_unref(t->schema);
		free(t);
	}
}

/* Epochs of the line are ended and committed; those of a side are not. */
TEST(epochs_of_lines_and_sides)
{
	int raws = (VALUES + IN_RAW - 1) / IN_RAW;

	FOR_JOBS(jobs) {
		struct two *t = two_new(numbers(NULL, 0, 1, VALUES), numbers(NULL, 0, 1, VALUES), 1,
		    (int)jobs);

		t->side.barrier_every = 4;
		t->line.barrier_every = 11;
		two_run(t, (raws - 1) / 10);
		CHECK_INT(kept.n, VALUES);
	}
}
