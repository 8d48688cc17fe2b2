/* ordmap_test.c - order, first error, cancellation, release (run with SAN=thread too). */
/* par */
#include "check.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "par/ordmap.h"

#define NEVER INT64_MAX

/* What the callbacks below do, and what they saw. */
struct plan {
	int64_t items;			/* then the end */
	int64_t read_fails, work_fails, work_fails_too, write_fails, enough;
	unsigned seed;			/* of random delays; 0 none */
	int64_t slow;			/* this item takes long to work on */
	int blocks_at;			/* this read blocks until cancel(), then fails */
	bool gives_late;		/* or gives an item after all */

	int64_t next;
	int64_t written;
	int64_t last_told;		/* the last item written with last set */
	atomic_int live;		/* items and results not yet released */
	atomic_int cancels;
	atomic_int inside[64];		/* calls of work() by worker */
	atomic_int reading, writing;
	int wake;
};

static void
plan_init(struct plan *p, int64_t items)
{
	memset(p, 0, sizeof(*p));
	p->items = items;
	p->read_fails = p->work_fails = p->work_fails_too = NEVER;
	p->write_fails = p->enough = NEVER;
	p->slow = -1;
	p->blocks_at = -1;
	p->last_told = -1;
	p->wake = eventfd(0, EFD_CLOEXEC);
}

static int64_t *
number(struct plan *p, int64_t n)
{
	int64_t *b = malloc(sizeof(*b));

	*b = n;
	atomic_fetch_add(&p->live, 1);
	return b;
}

static void
drop(void *ctx, void *b)
{
	struct plan *p = ctx;

	free(b);
	atomic_fetch_sub(&p->live, 1);
}

/* Up to 0.2 ms, different for each n and seed. */
static void
dawdle(const struct plan *p, int64_t n)
{
	if (p->seed != 0)
		usleep((unsigned)((n + 1) * 2654435761u * p->seed >> 7) % 200);
}

static int
plan_read(void *ctx, void **item, struct err *e)
{
	struct plan *p = ctx;
	int64_t n = p->next;

	CHECK_INT(atomic_fetch_add(&p->reading, 1), 0);
	dawdle(p, n);
	atomic_fetch_sub(&p->reading, 1);
	if (n == p->blocks_at) {
		struct pollfd fd = { p->wake, POLLIN, 0 };

		CHECK_INT(poll(&fd, 1, 10000), 1);
		if (p->gives_late) {
			*item = number(p, n);
			return 1;
		}
		return err_set(e, STATUS_SYSTEM, "cancelled");
	}
	if (n == p->read_fails)
		return err_set(e, STATUS_SYSTEM, "read %d", (int)n);
	if (n == p->items)
		return 0;
	p->next++;
	*item = number(p, n);
	return 1;
}

static int
plan_work(void *ctx, int worker, void *item, void **result, struct err *e)
{
	struct plan *p = ctx;
	int64_t n = *(int64_t *)item;

	CHECK_INT(atomic_fetch_add(&p->inside[worker], 1), 0);
	dawdle(p, n * 31 + 7);
	if (n == p->slow)
		usleep(20000);
	drop(p, item);
	atomic_fetch_sub(&p->inside[worker], 1);
	if (n == p->work_fails || n == p->work_fails_too)
		return err_set(e, STATUS_DATA, "work %d", (int)n);
	*result = number(p, n * 10);
	return 0;
}

static int
plan_write(void *ctx, void *result, bool last, struct err *e)
{
	struct plan *p = ctx;
	int64_t n = *(int64_t *)result / 10;

	CHECK_INT(atomic_fetch_add(&p->writing, 1), 0);
	CHECK_INT(n, p->written);
	drop(p, result);
	dawdle(p, n * 17 + 3);
	atomic_fetch_sub(&p->writing, 1);
	if (n == p->write_fails)
		return err_set(e, STATUS_SYSTEM, "write %d", (int)n);
	p->written++;
	if (last)
		p->last_told = n;
	return n == p->enough;
}

static void
plan_cancel(void *ctx)
{
	struct plan *p = ctx;
	uint64_t one = 1;

	atomic_fetch_add(&p->cancels, 1);
	CHECK_INT(write(p->wake, &one, sizeof(one)), sizeof(one));
}

static int
plan_run(struct plan *p, int jobs, struct err *e)
{
	const struct ordmap m = { plan_read, plan_work, plan_write, drop, drop,
	    plan_cancel, p, jobs, NULL, NULL };
	int rc = ordmap_run(&m, e);

	CHECK_INT(p->live, 0);
	CHECK_INT(p->reading, 0);
	CHECK_INT(p->writing, 0);
	close(p->wake);
	return rc;
}

/* The stages between: what is linked is handed on in order, what is finished is not. */
struct chain {
	struct plan plan;		/* first */
	int64_t link_fails, finish_fails;
	int64_t linked;			/* the next item to link */
	int64_t sum;			/* of the items linked so far */
	atomic_int linking;
};

static int
chain_link(void *ctx, int worker, void *result, struct err *e)
{
	struct chain *c = ctx;
	int64_t n = *(int64_t *)result / 10;

	(void)worker;
	CHECK_INT(atomic_fetch_add(&c->linking, 1), 0);
	CHECK_INT(n, c->linked);
	CHECK_INT(c->sum, n * (n - 1) / 2);
	dawdle(&c->plan, n * 13 + 5);
	c->linked++;
	c->sum += n;
	atomic_fetch_sub(&c->linking, 1);
	return n == c->link_fails ? err_set(e, STATUS_DATA, "link %d", (int)n) : 0;
}

static int
chain_finish(void *ctx, int worker, void *result, struct err *e)
{
	struct chain *c = ctx;
	int64_t n = *(int64_t *)result / 10;

	CHECK_INT(atomic_fetch_add(&c->plan.inside[worker], 1), 0);
	dawdle(&c->plan, n * 41 + 1);
	if (n == c->plan.slow)
		usleep(20000);
	atomic_fetch_sub(&c->plan.inside[worker], 1);
	return n == c->finish_fails ? err_set(e, STATUS_DATA, "finish %d", (int)n) : 0;
}

static int
chain_run(struct chain *c, int jobs, bool finish, struct err *e)
{
	const struct ordmap m = { plan_read, plan_work, plan_write, drop, drop,
	    plan_cancel, c, jobs, chain_link, finish ? chain_finish : NULL };
	int rc = ordmap_run(&m, e);

	CHECK_INT(c->plan.live, 0);
	CHECK_INT(c->linking, 0);
	close(c->plan.wake);
	return rc;
}

static void
chain_init(struct chain *c, int64_t items, unsigned seed)
{
	memset(c, 0, sizeof(*c));
	plan_init(&c->plan, items);
	c->plan.seed = seed;
	c->link_fails = c->finish_fails = NEVER;
}

static const int all_jobs[] = { 1, 2, 3, 8 };

#define FOR_JOBS(j) for (size_t i_ = 0, j; \
	i_ < sizeof(all_jobs) / sizeof(*all_jobs) && (j = (size_t)all_jobs[i_], 1); i_++)

TEST(order_is_kept)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		plan_init(&p, 300);
		p.seed = 3;
		CHECK_INT(plan_run(&p, (int)jobs, &e), 0);
		CHECK_INT(p.written, 300);
		CHECK_INT(p.cancels, 0);
		/* No further item has been read once the last is written. */
		CHECK_INT(p.last_told, 299);
	}
}

TEST(no_items)
{
	FOR_JOBS(jobs) {
		struct plan p;

		plan_init(&p, 0);
		CHECK_INT(plan_run(&p, (int)jobs, NULL), 0);
		CHECK_INT(p.written, 0);
	}
}

TEST(more_workers_than_items)
{
	struct plan p;

	plan_init(&p, 3);
	p.seed = 5;
	CHECK_INT(plan_run(&p, 64, NULL), 0);
	CHECK_INT(p.written, 3);
}

/* One failure at item 40 of each stage: 40 rows before it, its words. */
TEST(failure_of_each_stage)
{
	static const char *const stage[] = { "read", "work", "write" };

	FOR_JOBS(jobs) {
		for (int s = 0; s < 3; s++) {
			struct err e = ERR_INIT;
			char want[32];
			struct plan p;

			plan_init(&p, 100);
			p.seed = 11;
			*(s == 0 ? &p.read_fails : s == 1 ? &p.work_fails :
			    &p.write_fails) = 40;
			CHECK_INT(plan_run(&p, (int)jobs, &e), -1);
			CHECK_INT(p.written, 40);
			snprintf(want, sizeof(want), "%s 40", stage[s]);
			CHECK_STR(e.msg, want);
			CHECK_INT(p.cancels, s == 0 ? 0 : 1);
		}
	}
}

/* Two failures, and a third in reading: the first in order wins, however slow it is. */
TEST(first_failure_in_order_wins)
{
	FOR_JOBS(jobs) {
		for (unsigned seed = 1; seed < 20; seed++) {
			struct err e = ERR_INIT;
			struct plan p;

			plan_init(&p, 60);
			p.seed = seed;
			p.slow = seed % 2 ? 20 : 21;
			p.work_fails = 20;
			p.work_fails_too = 21;
			p.read_fails = 23;
			CHECK_INT(plan_run(&p, (int)jobs, &e), -1);
			CHECK_STR(e.msg, "work 20");
			CHECK_INT(e.status, STATUS_DATA);
			CHECK_INT(p.written, 20);
		}
	}
}

TEST(linked_in_order)
{
	FOR_JOBS(jobs) {
		for (unsigned seed = 1; seed < 6; seed++) {
			struct chain c;

			chain_init(&c, 200, seed);
			CHECK_INT(chain_run(&c, (int)jobs, seed % 2, NULL), 0);
			CHECK_INT(c.linked, 200);
			CHECK_INT(c.plan.written, 200);
		}
	}
}

/* The stages between fail too; the first in order wins, and all before it is written. */
TEST(failures_of_the_stages_between)
{
	FOR_JOBS(jobs) {
		for (unsigned seed = 1; seed < 20; seed++) {
			struct err e = ERR_INIT;
			struct chain c;

			chain_init(&c, 60, seed);
			c.plan.slow = seed % 3 + 19;
			*(seed % 2 ? &c.link_fails : &c.finish_fails) = 20;
			c.plan.work_fails = 21;
			c.plan.read_fails = 23;
			CHECK_INT(chain_run(&c, (int)jobs, true, &e), -1);
			CHECK_STR(e.msg, seed % 2 ? "link 20" : "finish 20");
			CHECK_INT(c.plan.written, 20);
			CHECK_INT(c.plan.cancels, 1);

			chain_init(&c, 60, seed);
			c.plan.slow = c.plan.work_fails = 20;
			c.link_fails = 22;
			CHECK_INT(chain_run(&c, (int)jobs, true, &e), -1);
			CHECK_STR(e.msg, "work 20");
			CHECK_INT(c.plan.written, 20);

			chain_init(&c, 60, seed);
			c.plan.enough = 20;
			c.finish_fails = 21;
			CHECK_INT(chain_run(&c, (int)jobs, true, NULL), 0);
			CHECK_INT(c.plan.written, 21);
		}
	}
}

/* The input has long ended when the last item turns out to be bad. */
TEST(failure_after_the_end_of_input)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		plan_init(&p, 5);
		p.slow = p.work_fails = 4;
		CHECK_INT(plan_run(&p, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "work 4");
		CHECK_INT(p.written, 4);
	}
}

/* A write that says enough beats failures after it, and earlier ones beat it. */
TEST(enough)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		plan_init(&p, 100);
		p.seed = 7;
		p.slow = p.enough = 30;
		p.work_fails = 31;
		CHECK_INT(plan_run(&p, (int)jobs, &e), 0);
		CHECK_INT(p.written, 31);
		CHECK_INT(p.cancels, 1);
		CHECK_STR(e.msg, "");

		plan_init(&p, 100);
		p.seed = 7;
		p.enough = 30;
		p.slow = p.work_fails = 29;
		CHECK_INT(plan_run(&p, (int)jobs, &e), -1);
		CHECK_INT(p.written, 29);
	}
}

/* A reader that waits for input that never comes is woken by an earlier failure. */
TEST(cancel_wakes_the_reader)
{
	FOR_JOBS(jobs) {
		struct err e = ERR_INIT;
		struct plan p;

		if (jobs == 1)
			continue;
		plan_init(&p, 100);
		p.blocks_at = 10;
		p.slow = p.work_fails = 9;
		CHECK_INT(plan_run(&p, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "work 9");
		CHECK_INT(p.written, 9);

		plan_init(&p, 100);
		p.blocks_at = 10;
		p.gives_late = true;
		p.slow = p.write_fails = 9;
		CHECK_INT(plan_run(&p, (int)jobs, &e), -1);
		CHECK_STR(e.msg, "write 9");
		CHECK_INT(p.written, 9);

		plan_init(&p, 100);
		p.blocks_at = 10;
		p.slow = p.enough = 9;
		CHECK_INT(plan_run(&p, (int)jobs, &e), 0);
		CHECK_INT(p.written, 10);
	}
}

static void
no_error_wanted(struct plan *p, int jobs)
{
	plan_init(p, 10);
	p->work_fails = 5;
	CHECK_INT(plan_run(p, jobs, NULL), -1);
}

TEST(nobody_interested_in_the_error)
{
	struct plan p;

	no_error_wanted(&p, 1);
	no_error_wanted(&p, 4);
}

static pthread_t main_thread;
static atomic_int elsewhere, here;

static void
on_signal(int sig)
{
	(void)sig;
	atomic_fetch_add(pthread_equal(pthread_self(), main_thread) ? &here : &elsewhere, 1);
}

static int
raising_work(void *ctx, int worker, void *item, void **result, struct err *e)
{
	kill(getpid(), SIGUSR1);
	return plan_work(ctx, worker, item, result, e);
}

/* The main thread does not want the signal now; no other may have it instead. */
TEST(signals_reach_the_main_thread_only)
{
	struct sigaction sa = { .sa_handler = on_signal };
	struct plan p;
	struct ordmap m = { plan_read, raising_work, plan_write, drop, drop,
	    plan_cancel, &p, 4, NULL, NULL };
	sigset_t usr1, old;

	main_thread = pthread_self();
	sigaction(SIGUSR1, &sa, NULL);
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	plan_init(&p, 100);
	p.seed = 9;
	pthread_sigmask(SIG_UNBLOCK, &usr1, &old);
	REQUIRE(sigismember(&old, SIGUSR1) == 0);
	CHECK_INT(ordmap_run(&m, NULL), 0);
	CHECK_INT(elsewhere, 0);
	CHECK(here > 0);
	close(p.wake);
	signal(SIGUSR1, SIG_DFL);
}

/* Blocks the signal for whoever reads; only the worker that waits could take it. */
static int
blocking_read(void *ctx, void **item, struct err *e)
{
	if (pthread_equal(pthread_self(), main_thread)) {
		sigset_t usr1;

		sigemptyset(&usr1);
		sigaddset(&usr1, SIGUSR1);
		pthread_sigmask(SIG_BLOCK, &usr1, NULL);
	}
	return plan_read(ctx, item, e);
}

TEST(workers_take_no_signals)
{
	struct sigaction sa = { .sa_handler = on_signal };
	struct plan p;
	struct ordmap m = { blocking_read, raising_work, plan_write, drop, drop,
	    plan_cancel, &p, 4, NULL, NULL };
	sigset_t old;

	main_thread = pthread_self();
	elsewhere = 0;
	sigaction(SIGUSR1, &sa, NULL);
	pthread_sigmask(SIG_SETMASK, NULL, &old);
	plan_init(&p, 100);
	p.seed = 9;
	CHECK_INT(ordmap_run(&m, NULL), 0);
	CHECK_INT(elsewhere, 0);
	close(p.wake);
	signal(SIGUSR1, SIG_IGN);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	signal(SIGUSR1, SIG_DFL);
}
