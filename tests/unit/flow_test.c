/* flow_test.c - rows through decode, map and encode at every -j (run with SAN=thread too). */
/* par */
#include "check.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "model/builder.h"
#include "par/flow.h"
#include "par/vigil.h"

#define NEVER INT64_MAX

/* What both ends of a test share. */
struct plan {
	/* The source: raws of so many batches of so many rows, numbered from 0. */
	int raws, batches, rows;
	int64_t bytes;			/* of a raw */
	int barrier_every;		/* a raw with a barrier at its end; 0 none */
	bool first_known;		/* batch->first is set, counted from 1000000 */
	bool idle;			/* every raw is */
	bool lockstep;			/* read() waits until what it gave is flushed */
	bool endless;			/* after the raws read() waits for cancel() */
	int64_t read_fails, decode_fails, map_fails, map_fails_too, encode_fails, write_fails;
	int64_t scan_fails, link_fails;	/* raws */
	int reader[2];			/* not 0: the pipe that the sink would write to */
	int64_t odd_only;		/* the map keeps odd values */
	struct op *then;		/* after the map; NULL: none */

	struct schema *schema;
	int next, linked;
	int64_t handed;			/* rows that read() gave */
	atomic_int live;		/* raws, chunks */
	int most;			/* of them when read() was called */

	int64_t got[10000];		/* values written; -1 - EPOCH is a barrier */
	size_t n;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int64_t flushed;		/* rows, under lock */
	bool cancelled;
	int flushes;
};

struct my_source {
	struct source s;
	struct plan *p;
	int64_t done_rows;
};

struct my_raw {
	struct raw raw;
	int index;
	int at;				/* batch that comes next */
	bool scanned, linked;
};

struct my_sink {
	struct sink k;
	struct plan *p;
};

struct my_chunk {
	struct chunk c;
	struct batch *b;
};

static struct timespec
in_ten_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_sec += 10;
	return t;
}

static int
my_next(struct source *s, struct raw **out, struct err *e)
{
	struct plan *p = ((struct my_source *)s)->p;
	struct timespec until = in_ten_seconds();
	struct my_raw *r;
	bool stop;

	pthread_mutex_lock(&p->lock);
	while (!p->cancelled && ((p->lockstep && p->flushed < p->handed) ||
	    (p->endless && p->next == p->raws)))
		if (!CHECK_INT(pthread_cond_timedwait(&p->changed, &p->lock, &until), 0))
			break;
	stop = p->cancelled;
	pthread_mutex_unlock(&p->lock);
	if (stop)
		return err_set(e, STATUS_SYSTEM, "cancelled");
	if (p->next == p->read_fails)
		return err_set(e, STATUS_SYSTEM, "read fails");
	if (p->next == p->raws)
		return 0;
	r = calloc(1, sizeof(*r));
	if (p->most < atomic_fetch_add(&p->live, 1) + 1)
		p->most = atomic_load(&p->live);
	r->raw.bytes = p->bytes;
	r->raw.idle = p->idle;
	r->index = p->next++;
	if (p->barrier_every && r->index % p->barrier_every == p->barrier_every - 1)
		r->raw.barrier = epoch_new(r->index, NULL);
	else
		p->handed += p->batches * p->rows;
	*out = &r->raw;
	return 1;
}

static void
my_drop(struct source *s, struct raw *r)
{
	atomic_fetch_sub(&((struct my_source *)s)->p->live, 1);
	free(r);
}

static int
my_scan(struct source *s, int w, struct raw *raw, struct err *e)
{
	struct plan *p = ((struct my_source *)s)->p;
	struct my_raw *r = (struct my_raw *)raw;

	CHECK(w >= 0 && w < 8);
	CHECK(!r->scanned && raw->barrier == NULL);
	r->scanned = true;
	return r->index == p->scan_fails ? err_row(e, 0, "scan fails") : 0;
}

/* Barriers are not linked. */
static int
my_link(struct source *s, struct raw *raw, struct err *e)
{
	struct plan *p = ((struct my_source *)s)->p;
	struct my_raw *r = (struct my_raw *)raw;

	CHECK(r->scanned && !r->linked);
	if (p->barrier_every == 0 && p->link_fails == NEVER && p->scan_fails == NEVER)
		CHECK_INT(r->index, p->linked++);
	r->linked = true;
	return r->index == p->link_fails ? err_row(e, 0, "link fails") : 0;
}

static int
my_decode(struct source *s, int w, struct raw *raw, struct batch **out, struct err *e)
{
	struct plan *p = ((struct my_source *)s)->p;
	struct my_raw *r = (struct my_raw *)raw;
	int64_t start = (int64_t)r->index * p->batches * p->rows;
	int64_t v = start + (int64_t)r->at * p->rows;
	struct block *k;
	struct batch *b;

	CHECK(w >= 0 && w < 8);
	CHECK(s->ops->link == NULL || r->linked);
	if (r->at++ == p->batches)
		return 0;
	if (p->decode_fails >= v && p->decode_fails < v + p->rows)
		return err_row(e, p->decode_fails - start, "bad value");
	k = block_new(sizeof(int64_t) * (size_t)p->rows, e);
	b = batch_new(p->schema, p->rows, e);
	for (int j = 0; j < p->rows; j++)
		((int64_t *)(void *)k->data)[j] = v + j;
	b->col[0].rows = p->rows;
	b->col[0].values = k->data;
	b->col[0].hold[2] = k;
	b->first = p->first_known ? 1000000 + v : -1;
	*out = b;
	return 1;
}

static void
my_done(struct source *s, struct raw *r, int64_t rows)
{
	(void)r;
	((struct my_source *)s)->done_rows += rows;
}

static void
my_cancel(struct source *s)
{
	struct plan *p = ((struct my_source *)s)->p;

	pthread_mutex_lock(&p->lock);
	CHECK(!p->cancelled);
	p->cancelled = true;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
}

static void
my_place(struct source *s, const struct raw *r, struct err *e)
{
	struct my_source *m = (struct my_source *)s;

	(void)r;
	err_prefix(e, "sample:%d: ", (int)(m->done_rows + e->row + 1));
}

/* The operators of the tests. */
struct my_op {
	struct op op;
	struct plan *p;
};

static int
my_map(struct op *o, int worker, int input, const struct batch *in, struct emit *to,
    struct err *e)
{
	struct plan *p = ((struct my_op *)o)->p;
	const int64_t *v = in->col[0].values;
	uint8_t sel[1024] = { 0 };
	struct batch *b;
	int64_t n = 0;

	CHECK(worker >= 0 && worker < 8);
	CHECK_INT(input, 0);
	/* Half of the batch goes on before the row that fails is found. */
	for (int64_t i = 0; i < in->rows; i++) {
		if (v[i] == p->map_fails || v[i] == p->map_fails_too) {
			usleep(v[i] == p->map_fails ? 5000 : 0);
			emit(to, batch_slice(in, 0, i, NULL), NULL);
			return err_row(e, i, "cannot map %d", (int)p->map_fails);
		}
		if (v[i] & 1) {
			sel[i >> 3] |= (uint8_t)(1 << (i & 7));
			n++;
		}
	}
	if (!p->odd_only)
		return emit(to, batch_slice(in, 0, in->rows, e), e);
	b = batch_filter(in, sel, n, e);
	return emit(to, b, e);
}

static const struct op_ops map_ops = { .add = my_map };

/* Keeps all rows of an epoch, and gives them back in tasks of ten batches each. */
struct gather {
	struct op op;
	struct plan *p;
	pthread_mutex_t lock;
	bool in[8];			/* the worker is in the operator */
	int64_t sum, rows;		/* of the epoch */
	int task, tasks;
	int epochs, lasts;
	int rounds;			/* how often end() has tasks for an epoch */
	int round;
	int task_fails;
};

static int
gather_add(struct op *o, int w, int input, const struct batch *b, struct emit *to,
    struct err *e)
{
	struct gather *g = (struct gather *)o;

	(void)input;
	(void)to;
	(void)e;
	g->in[w] = true;
	pthread_mutex_lock(&g->lock);
	for (int64_t i = 0; i < b->rows; i++)
		g->sum += ((const int64_t *)b->col[0].values)[i];
	g->rows += b->rows;
	pthread_mutex_unlock(&g->lock);
	g->in[w] = false;
	return 0;
}

static int
gather_end(struct op *o, int input, bool last, int *tasks, struct err *e)
{
	struct gather *g = (struct gather *)o;

	(void)e;
	CHECK_INT(input, 0);
	for (int i = 0; i < 8; i++)
		CHECK(!g->in[i]);
	if (g->round == g->rounds) {
		g->round = 0;
		g->sum = g->rows = 0;
		g->epochs++;
		g->lasts += last;
		return 0;
	}
	g->round++;
	*tasks = g->tasks;
	return 0;
}

/* Ten batches of 100 rows, which are numbered through all tasks of a round. */
static int
gather_task(struct op *o, int w, int k, struct emit *to, struct err *e)
{
	struct gather *g = (struct gather *)o;

	g->in[w] = true;
	for (int i = 0; i < 10; i++) {
		struct block *bytes = block_new(800, NULL);
		struct batch *b = batch_new(g->p->schema, 100, NULL);

		for (int j = 0; j < 100; j++)
			((int64_t *)(void *)bytes->data)[j] = k * 1000 + i * 100 + j;
		b->col[0].rows = 100;
		b->col[0].values = bytes->data;
		b->col[0].hold[2] = bytes;
		if (emit(to, b, e) != 0)
			return -1;
		if (k == g->task_fails && i == 4)
			return err_set(e, STATUS_DATA, "no more");
	}
	g->in[w] = false;
	return 0;
}

static const struct op_ops gather_ops = { .add = gather_add, .end = gather_end,
    .task = gather_task };

static int
my_encode(struct sink *k, int w, struct batch *b, struct chunk **out, struct err *e)
{
	struct plan *p = ((struct my_sink *)k)->p;
	const int64_t *v = b->col[0].values;
	struct my_chunk *c;

	CHECK(w >= 0 && w < 8);
	CHECK(b->rows > 0);
	for (int64_t i = 0; i < b->rows; i++)
		if (v[i] == p->encode_fails)
			return err_row(e, i, "cannot encode");
	c = calloc(1, sizeof(*c));
	atomic_fetch_add(&p->live, 1);
	c->c.rows = b->rows;
	c->b = b;
	*out = &c->c;
	return 0;
}

static void
my_drop_chunk(struct sink *k, struct chunk *c)
{
	atomic_fetch_sub(&((struct my_sink *)k)->p->live, 1);
	batch_free(((struct my_chunk *)c)->b);
	free(c);
}

static int
my_write(struct sink *k, struct chunk *c, struct err *e)
{
	struct plan *p = ((struct my_sink *)k)->p;
	const struct batch *b = ((struct my_chunk *)c)->b;

	memcpy(p->got + p->n, b->col[0].values, (size_t)b->rows * sizeof(int64_t));
	p->n += (size_t)b->rows;
	my_drop_chunk(k, c);
	if (p->write_fails < (int64_t)p->n)
		return err_set(e, STATUS_SYSTEM, "write fails");
	return 0;
}

static int
my_flush(struct sink *k, struct err *e)
{
	struct plan *p = ((struct my_sink *)k)->p;

	(void)e;
	pthread_mutex_lock(&p->lock);
	p->flushed = (int64_t)p->n;
	p->flushes++;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
	return 0;
}

static int
my_commit(struct sink *k, const struct epoch *ep, struct err *e)
{
	struct plan *p = ((struct my_sink *)k)->p;

	p->got[p->n++] = -1 - ep->number;
	return my_flush(k, e);
}

static int
my_watch(const struct sink *k)
{
	return ((const struct my_sink *)k)->p->reader[1];
}

static const struct source_ops source_plain = { .next = my_next, .decode = my_decode,
    .drop = my_drop, .done = my_done, .cancel = my_cancel };
static const struct source_ops source_placing = { .next = my_next, .decode = my_decode,
    .drop = my_drop, .done = my_done, .cancel = my_cancel, .place = my_place };
static const struct source_ops source_linked = { .next = my_next, .scan = my_scan,
    .link = my_link, .decode = my_decode, .drop = my_drop, .done = my_done,
    .cancel = my_cancel };
static const struct sink_ops sink_ops = { .encode = my_encode, .write = my_write,
    .flush = my_flush, .commit = my_commit, .drop = my_drop_chunk };
static const struct sink_ops watched_ops = { .encode = my_encode, .write = my_write,
    .flush = my_flush, .drop = my_drop_chunk, .watch = my_watch };

static void
plan_init(struct plan *p, int raws, int batches, int rows)
{
	memset(p, 0, sizeof(*p));
	p->raws = raws;
	p->batches = batches;
	p->rows = rows;
	p->bytes = 100;
	p->read_fails = p->decode_fails = p->map_fails = p->map_fails_too = NEVER;
	p->encode_fails = p->write_fails = p->scan_fails = p->link_fails = NEVER;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->changed, NULL);
	p->schema = schema_new(NULL);
	schema_add_id(p->schema, "v", TYPE_BIGINT, true, NULL);
}

enum { MAP = 1, PLACE = 2, LINK = 4, NO_SINK = 8 };

/* Runs p and checks that nothing is left over. */
static int
plan_run(struct plan *p, int how, int64_t limit, int jobs, struct err *e)
{
	struct my_source s = { .s = { .ops = how & LINK ? &source_linked : how & PLACE ?
	    &source_placing : &source_plain, .schema = p->schema, .name = "sample", .size = -1 },
	    .p = p };
	struct my_sink k = { { p->reader[1] > 0 ? &watched_ops : &sink_ops, 0, 0 }, p };
	struct flow_stats stats = { 0, 0, 0 };
	struct my_op map = { { &map_ops, p->schema, OP_PURE }, p };
	struct op *op[] = { &map.op, p->then };
	struct flow f = { .line.source = &s.s, .sink = how & NO_SINK ? NULL : &k.k,
	    .line.op = how & MAP ? op : op + 1, .line.nop = (how & MAP ? 1 : 0) + (p->then != NULL),
	    .limit = limit, .jobs = jobs, .stats = &stats };
	int rc = flow_run(&f, e);

	CHECK_INT(p->live, 0);
	if (rc == 0 && limit < 0) {
		CHECK_INT(stats.rows_in, p->handed);
		CHECK_INT(stats.bytes_in, p->next * p->bytes);
		CHECK_INT(s.done_rows, p->handed);
	}
	if (!(how & NO_SINK) && p->barrier_every == 0 && rc == 0)
		CHECK_INT(stats.rows_out, p->n);
	schema_unref(p->schema);
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->lock);
	return rc;
}

/* The first n values written are from, from + step, ... */
static void
check_got(const struct plan *p, size_t n, int64_t from, int64_t step)
{
	CHECK_INT(p->n, n);
	for (size_t i = 0; i < n && i < p->n; i++)
		if (!CHECK_INT(p->got[i], from + step * (int64_t)i))
			break;
}

static const int all_jobs[] = { 1, 2, 8 };

#define FOR_JOBS(j) for (size_t i_ = 0, j; \
	i_ < sizeof(all_jobs) / sizeof(*all_jobs) && (j = (size_t)all_jobs[i_], 1); i_++)

TEST(rows_keep_their_order)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		plan_init(&p, 100, 3, 10);
		CHECK_INT(plan_run(&p, 0, -1, (int)jobs, &e), 0);
		check_got(&p, 3000, 0, 1);

		plan_init(&p, 100, 3, 10);
		p.odd_only = true;
		CHECK_INT(plan_run(&p, MAP, -1, (int)jobs, &e), 0);
		check_got(&p, 1500, 1, 2);
	}
}

/* Batches that the map empties are neither encoded nor written. */
TEST(batches_without_rows)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		plan_init(&p, 100, 2, 1);
		p.odd_only = true;
		CHECK_INT(plan_run(&p, MAP, -1, (int)jobs, &e), 0);
		check_got(&p, 100, 1, 2);

		plan_init(&p, 10, 1, 0);
		CHECK_INT(plan_run(&p, 0, -1, (int)jobs, &e), 0);
		CHECK_INT(p.n, 0);

		plan_init(&p, 0, 1, 1);
		CHECK_INT(plan_run(&p, MAP, -1, (int)jobs, &e), 0);
		CHECK_INT(p.n, 0);
	}
}

static void
gather_init(struct gather *g, struct plan *p, int tasks, int rounds)
{
	*g = (struct gather){ .op = { &gather_ops, p->schema, 0 }, .p = p, .tasks = tasks,
	    .rounds = rounds, .task_fails = -1 };
	pthread_mutex_init(&g->lock, NULL);
	p->then = &g->op;
}

/* What the tasks put out comes in their order, round by round; a map may stand before. */
TEST(tasks_of_a_stateful_operator)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct gather g;
		struct plan p;

		plan_init(&p, 100, 3, 10);
		gather_init(&g, &p, 2, 3);
		CHECK_INT(plan_run(&p, MAP, -1, (int)jobs, &e), 0);
		CHECK_INT(p.n, 6000);
		for (size_t i = 0; i < p.n; i++)
			if (!CHECK_INT(p.got[i], i % 2000))
				break;
		CHECK_INT(g.epochs, 1);
		CHECK_INT(g.lasts, 1);

		/* An input without rows ends, too. */
		plan_init(&p, 0, 1, 1);
		gather_init(&g, &p, 1, 1);
		CHECK_INT(plan_run(&p, 0, -1, (int)jobs, &e), 0);
		CHECK_INT(p.n, 1000);
		CHECK_INT(g.lasts, 1);
	}
}

/* A limit ends tasks, those that write early as well. */
TEST(a_limit_on_tasks)
{
	FOR_JOBS(jobs) {
		for (int64_t limit = 1; limit < 5000; limit += 777) {
			struct err e = ERR_INIT;
			struct gather g;
			struct plan p;

			plan_init(&p, 10, 3, 10);
			gather_init(&g, &p, 5, 1);
			CHECK_INT(plan_run(&p, 0, limit, (int)jobs, &e), 0);
			check_got(&p, (size_t)limit, 0, 1);
		}
	}
}

/* What comes before a failure of a task is written, and nothing after it. */
TEST(a_task_fails)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct gather g;
		struct plan p;

		plan_init(&p, 10, 3, 10);
		gather_init(&g, &p, 5, 1);
		g.task_fails = 3;
		CHECK_INT(plan_run(&p, 0, -1, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "no more");
		CHECK(p.n >= 3000 && p.n <= 3500);
		for (size_t i = 0; i < p.n; i++)
			if (!CHECK_INT(p.got[i], i))
				break;

		/* The sink fails under a task. */
		plan_init(&p, 10, 3, 10);
		gather_init(&g, &p, 5, 1);
		p.write_fails = 2345;
		err_clear(&e);
		CHECK_INT(plan_run(&p, 0, -1, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "write fails");
		/* The batch that the sink was given last is there. */
		check_got(&p, 2400, 0, 1);
	}
}

/* An epoch is put out before its barrier; what opens a stream ends nothing. */
TEST(a_stateful_operator_and_barriers)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct gather g;
		struct plan p;

		plan_init(&p, 4, 1, 10);
		p.barrier_every = 2;
		gather_init(&g, &p, 1, 1);
		CHECK_INT(plan_run(&p, 0, -1, (int)jobs, &e), 0);
		CHECK_INT(g.epochs, 3);
		CHECK_INT(g.lasts, 1);
		CHECK_INT(p.n, 3002);
		for (int i = 0; i < 3; i++) {
			CHECK_INT(p.got[i * 1001], 0);
			CHECK_INT(p.got[i * 1001 + 999], 999);
		}
		CHECK_INT(p.got[1000], -1 - 1);
		CHECK_INT(p.got[2001], -1 - 3);

		plan_init(&p, 3, 1, 10);
		p.barrier_every = 1;
		gather_init(&g, &p, 1, 1);
		CHECK_INT(plan_run(&p, 0, -1, (int)jobs, &e), 0);
		CHECK_INT(g.epochs, 1);
		CHECK_INT(p.n, 1003);
		CHECK_INT(p.got[2], -1 - 2);
	}
}

TEST(barriers_stay_in_place)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		plan_init(&p, 40, 2, 5);
		p.barrier_every = 4;
		CHECK_INT(plan_run(&p, MAP, -1, (int)jobs, &e), 0);
		CHECK_INT(p.n, 310);
		CHECK_INT(p.flushes, 10);
		for (int i = 0; i < 10; i++) {
			CHECK_INT(p.got[i * 31 + 30], -1 - (i * 4 + 3));
			CHECK_INT(p.got[i * 31 + 29], i * 40 + 29);
		}
	}
}

TEST(limits)
{
	static const int64_t limits[] = { 0, 1, 9, 10, 11, 30, 31, 500, 2999, 3000, 4000 };

	FOR_JOBS(jobs) {
		for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
			struct err e = ERR_INIT;
			struct plan p;

			plan_init(&p, 100, 3, 10);
			CHECK_INT(plan_run(&p, MAP, limits[i], (int)jobs, &e), 0);
			check_got(&p, limits[i] < 3000 ? (size_t)limits[i] : 3000, 0, 1);
			CHECK(limits[i] != 0 || p.next == 0);
		}
	}
}

/* The source would wait for ever; what fails after the limit is not looked at. */
TEST(a_limit_ends_an_endless_source)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		plan_init(&p, 4, 1, 10);
		p.endless = true;
		p.idle = true;
		p.encode_fails = 35;
		CHECK_INT(plan_run(&p, MAP, 35, (int)jobs, &e), 0);
		check_got(&p, 35, 0, 1);
		CHECK(p.cancelled);
		CHECK_STR(e.msg, "");
	}
}

TEST(linked_in_order)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		plan_init(&p, 300, 3, 10);
		p.odd_only = true;
		CHECK_INT(plan_run(&p, MAP | LINK, -1, (int)jobs, &e), 0);
		check_got(&p, 4500, 1, 2);
		CHECK_INT(p.linked, 300);

		plan_init(&p, 100, 3, 10);
		p.link_fails = 20;
		CHECK_INT(plan_run(&p, LINK, -1, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "sample: row 601: link fails");
		check_got(&p, 600, 0, 1);

		plan_init(&p, 100, 3, 10);
		p.link_fails = 30;
		p.scan_fails = 20;
		p.endless = true;
		CHECK_INT(plan_run(&p, LINK, -1, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "sample: row 601: scan fails");
		check_got(&p, 600, 0, 1);

		plan_init(&p, 40, 2, 5);
		p.barrier_every = 4;
		CHECK_INT(plan_run(&p, MAP | LINK, -1, (int)jobs, &e), 0);
		CHECK_INT(p.n, 310);
	}
}

TEST(a_read_that_fails)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		plan_init(&p, 100, 1, 10);
		p.read_fails = 20;
		CHECK_INT(plan_run(&p, MAP, -1, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "read fails");
		check_got(&p, 200, 0, 1);
	}
}

TEST(a_decode_that_fails)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		/* In the second batch of a raw; the first one is still written. */
		plan_init(&p, 100, 3, 10);
		p.decode_fails = 615;
		CHECK_INT(plan_run(&p, MAP, -1, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "sample: row 616: bad value");
		CHECK_INT(e.row, 615);
		CHECK_INT(e.status, STATUS_DATA);
		check_got(&p, 610, 0, 1);

		plan_init(&p, 100, 3, 10);
		p.decode_fails = 615;
		CHECK_INT(plan_run(&p, PLACE, -1, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "sample:616: bad value");
	}
}

TEST(a_map_that_fails)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		plan_init(&p, 100, 3, 10);
		p.map_fails = 615;
		p.map_fails_too = 630;
		p.endless = true;
		CHECK_INT(plan_run(&p, MAP, -1, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "sample: row 616: cannot map 615");
		CHECK_INT(e.row, 615);
		check_got(&p, 615, 0, 1);

		plan_init(&p, 100, 3, 10);
		p.map_fails = 615;
		CHECK_INT(plan_run(&p, MAP | PLACE, -1, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "sample:616: cannot map 615");

		plan_init(&p, 100, 3, 10);
		p.map_fails = 615;
		p.first_known = true;
		CHECK_INT(plan_run(&p, MAP, -1, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "sample: row 1000616: cannot map 615");
	}
}

TEST(an_encode_that_fails)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		plan_init(&p, 100, 3, 10);
		p.encode_fails = 615;
		CHECK_INT(plan_run(&p, 0, -1, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "sample: row 616: cannot encode");
		check_got(&p, 615, 0, 1);

		plan_init(&p, 100, 3, 10);
		p.encode_fails = 615;
		p.odd_only = true;
		CHECK_INT(plan_run(&p, MAP, -1, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "output row 308: cannot encode");
		check_got(&p, 307, 1, 2);

		/* The same raw: the map fails later than the encoding. */
		plan_init(&p, 100, 3, 10);
		p.encode_fails = 605;
		p.map_fails = 615;
		CHECK_INT(plan_run(&p, MAP, -1, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "output row 606: cannot encode");
		check_got(&p, 605, 0, 1);
	}
}

TEST(a_write_that_fails)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		plan_init(&p, 100, 3, 10);
		p.write_fails = 100;
		p.endless = true;
		CHECK_INT(plan_run(&p, MAP, -1, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "write fails");
	}
}

/* The last row is bad, and the input has long ended. */
TEST(failure_after_the_end_of_input)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		plan_init(&p, 3, 1, 10);
		p.map_fails = 29;
		CHECK_INT(plan_run(&p, MAP, -1, (int)jobs, &e), -1);
		CHECK_INT(p.n, 29);
	}
}

/*
 * A trickle: the source gives nothing more before what it gave is flushed.  A
 * wake-up that is lost, or a flush that waits for the next row, stops this.
 */
TEST(a_trickle_is_flushed)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		plan_init(&p, 300, 1, 3);
		p.idle = p.lockstep = true;
		CHECK_INT(plan_run(&p, MAP, -1, (int)jobs, &e), 0);
		check_got(&p, 900, 0, 1);
	}
}

/* A flood is not: nothing is idle, so nothing is flushed before the end. */
TEST(a_flood_is_gathered)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		plan_init(&p, 300, 1, 3);
		CHECK_INT(plan_run(&p, MAP, -1, (int)jobs, &e), 0);
		CHECK_INT(p.flushes, 0);
	}
}

/* Raws go together up to about 1 MiB: not two that each are nearly that long. */
TEST(as_many_as_belong_together)
{
	static const struct {
		int64_t bytes;
		int raws;
	} cases[] = { { 100, 64 }, { 100 << 10, 10 }, { 300 << 10, 3 }, { 600 << 10, 2 },
		{ (1 << 20) - 200, 1 }, { 5 << 20, 1 } };
	struct err e = ERR_INIT;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct plan p;

		plan_init(&p, 100, 1, 3);
		p.bytes = cases[i].bytes;
		CHECK_INT(plan_run(&p, NO_SINK, -1, 1, &e), 0);
		CHECK_INT(p.most, cases[i].raws);
	}
}

/* -- a reader that goes -- */

struct watched {
	int jobs, rc;
	struct err err;
};

/* The source waits for ever, and nothing is written any more. */
static void
run_watched(void *ctx)
{
	struct watched *w = ctx;
	struct plan p;

	plan_init(&p, 1, 1, 1);
	p.endless = true;
	if (pipe(p.reader) != 0 || close(p.reader[0]) != 0)
		return;
	w->rc = plan_run(&p, 0, -1, w->jobs, &w->err);
}

static void
overdue(void *ctx, const struct err *why)
{
	(void)ctx;
	(void)why;
	_exit(2);
}

TEST(the_sinks_reader_is_watched)
{
	FOR_JOBS(jobs) {
		struct watched w = { .jobs = (int)jobs, .err = ERR_INIT };
		const struct vigil v = { run_watched, overdue, &w };
		int status = -1;
		pid_t pid = fork();

		if (pid == 0) {
			vigil_run(&v);
			_exit(w.rc != 0 && (w.err.flags & ERR_CLOSED) != 0 ? 0 : 1);
		}
		waitpid(pid, &status, 0);
		CHECK(WIFEXITED(status));
		CHECK_INT(WEXITSTATUS(status), 0);
	}
}
