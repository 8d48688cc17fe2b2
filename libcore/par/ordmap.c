/*
 * ordmap.c - ordered map.
 *
 * Items are numbered as they are read.  r->end is the number at which the run
 * stops: whatever has it or a higher one is dropped, whatever has a lower one
 * is worked on and written.  A failure lowers it, so the lowest one wins.
 */
#include "par/ordmap.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "par/jobserver.h"

struct run {
	const struct ordmap *m;
	const struct ordmap_link *l;	/* NULL: none */
	pthread_mutex_t state;		/* guards what follows */
	bool reading;			/* somebody is in read(), which may take for ever */
	pthread_cond_t readable;	/* nobody is any more */
	int64_t next_read;		/* number of the item that is read next */
	int64_t next_link;		/* number of the item whose turn to link it is */
	int64_t next_write;		/* number of the item whose turn to write it is */
	int64_t end;			/* INT64_MAX while it is not known */
	bool failed;			/* why it ends there: err */
	bool cancelled;
	struct err err;
	/* Who has item n sleeps on turn[n % jobs]: there are never more than jobs. */
	pthread_cond_t *turn;
};

struct worker {
	struct run *run;
	int index;
	pthread_t thread;
	struct err err;
};

/*
 * Lets the run end before item n, because of why (NULL: no failure); state is
 * held.  Whoever waits for a turn that never comes is woken.
 */
static void
end_at(struct run *r, int64_t n, const struct err *why)
{
	r->end = n;
	r->failed = why != NULL;
	if (why != NULL)
		r->err = *why;
	for (int i = 0; i < r->m->jobs; i++)
		pthread_cond_signal(&r->turn[i]);
}

/* Wakes a read that blocks, once; state is not held. */
static void
cancel(struct run *r)
{
	bool first;

	pthread_mutex_lock(&r->state);
	first = !r->cancelled;
	r->cancelled = true;
	pthread_mutex_unlock(&r->state);
	if (first && r->m->cancel != NULL)
		r->m->cancel(r->m->ctx);
}

/* Reads the next item and numbers it; false when there is none for this run. */
static bool
take(struct worker *w, void **item, int64_t *n)
{
	struct run *r = w->run;
	bool over, drop = false;
	int rc = 0;

	/*
	 * Not a mutex held through read(): ThreadSanitizer keeps signals back from a
	 * thread that waits for one.
	 */
	pthread_mutex_lock(&r->state);
	while (r->reading)
		pthread_cond_wait(&r->readable, &r->state);
	r->reading = true;
	over = r->end <= r->next_read;
	pthread_mutex_unlock(&r->state);
	if (!over) {
		*item = NULL;
		rc = r->m->read(r->m->ctx, item, &w->err);
	}
	pthread_mutex_lock(&r->state);
	if (!over) {
		*n = r->next_read;
		if (r->end <= *n)
			drop = rc == 1;
		else if (rc == 1)
			r->next_read++;
		else
			end_at(r, *n, rc < 0 ? &w->err : NULL);
	}
	r->reading = false;
	pthread_mutex_unlock(&r->state);
	pthread_cond_signal(&r->readable);
	if (drop)
		r->m->drop_item(r->m->ctx, *item);
	return rc == 1 && !drop;
}

/* Item n failed: the run ends before it, unless an earlier one has failed by now. */
static void
fail(struct worker *w, int64_t n)
{
	struct run *r = w->run;

	pthread_mutex_lock(&r->state);
	if (n < r->end)
		end_at(r, n, &w->err);
	pthread_mutex_unlock(&r->state);
	cancel(r);
}

/* Works on item n; false when that failed. */
static bool
work(struct worker *w, void *item, int64_t n, void **result)
{
	const struct ordmap *m = w->run->m;
	int rc;

	*result = NULL;
	if (m->jobs > 1)
		jobserver_enter();
	rc = m->work(m->ctx, w->index, item, result, &w->err);
	if (m->jobs > 1)
		jobserver_leave();
	if (rc != 0)
		fail(w, n);
	return rc == 0;
}

/* Waits until *next is n; false, with result dropped, when the run ends before n. */
static bool
await(struct worker *w, const int64_t *next, int64_t n, void *result, bool *last)
{
	struct run *r = w->run;
	bool mine;

	pthread_mutex_lock(&r->state);
	while (*next != n && n < r->end)
		pthread_cond_wait(&r->turn[n % r->m->jobs], &r->state);
	mine = n < r->end;
	*last = r->next_read == n + 1;
	pthread_mutex_unlock(&r->state);
	if (!mine)
		r->m->drop_result(r->m->ctx, result);
	return mine;
}

/* The stages between work() and write(), where there are any; false when one failed. */
static bool
link_and_finish(struct worker *w, void *result, int64_t n)
{
	struct run *r = w->run;
	const struct ordmap *m = r->m;
	bool last;
	int rc;

	if (r->l == NULL)
		return true;
	if (!await(w, &r->next_link, n, result, &last))
		return false;
	rc = r->l->link(m->ctx, w->index, result, &w->err);
	if (rc == 0) {
		pthread_mutex_lock(&r->state);
		r->next_link = n + 1;
		pthread_mutex_unlock(&r->state);
		pthread_cond_signal(&r->turn[(n + 1) % m->jobs]);
		if (r->l->finish == NULL)
			return true;
		if (m->jobs > 1)
			jobserver_enter();
		rc = r->l->finish(m->ctx, w->index, result, &w->err);
		if (m->jobs > 1)
			jobserver_leave();
	}
	if (rc != 0) {
		fail(w, n);
		m->drop_result(m->ctx, result);
	}
	return rc == 0;
}

/* Writes the result of item n when its turn comes; false when the run ended. */
static bool
put(struct worker *w, void *result, int64_t n)
{
	struct run *r = w->run;
	bool last;
	int rc;

	if (!await(w, &r->next_write, n, result, &last))
		return false;
	rc = r->m->write(r->m->ctx, result, last, &w->err);
	pthread_mutex_lock(&r->state);
	/* Every earlier item is written, so nothing can have ended the run before n. */
	if (rc < 0)
		end_at(r, n, &w->err);
	else if (rc == 1)
		end_at(r, n + 1, NULL);
	r->next_write = n + 1;
	pthread_mutex_unlock(&r->state);
	pthread_cond_signal(&r->turn[(n + 1) % r->m->jobs]);
	if (rc != 0)
		cancel(r);
	return rc == 0;
}

static void *
worker_main(void *arg)
{
	struct worker *w = arg;
	void *item, *result;
	int64_t n;

	while (take(w, &item, &n))
		if (!work(w, item, n, &result) || !link_and_finish(w, result, n) ||
		    !put(w, result, n))
			break;
	return NULL;
}

/* Starts workers 1 and up; returns how many there are, the caller included. */
static int
start(struct worker *w, int jobs)
{
	sigset_t all, old;
	int n = 1;

	/* The main thread handles signals; faults stay with who makes them. */
	sigfillset(&all);
	sigdelset(&all, SIGSEGV);
	sigdelset(&all, SIGBUS);
	sigdelset(&all, SIGFPE);
	sigdelset(&all, SIGILL);
	sigdelset(&all, SIGABRT);
	sigdelset(&all, SIGTRAP);
	sigdelset(&all, SIGSYS);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (n < jobs && pthread_create(&w[n].thread, NULL, worker_main, &w[n]) == 0)
		n++;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return n;
}

/* Does the run with jobs workers; turn and w have that many elements. */
static void
run_all(struct run *r, struct worker *w)
{
	int jobs = r->m->jobs, n;

	pthread_cond_init(&r->readable, NULL);
	pthread_mutex_init(&r->state, NULL);
	for (int i = 0; i < jobs; i++) {
		pthread_cond_init(&r->turn[i], NULL);
		w[i].run = r;
		w[i].index = i;
		err_clear(&w[i].err);
	}
	/* Where no more threads can be had, fewer do the same. */
	n = start(w, jobs);
	worker_main(&w[0]);
	for (int i = 1; i < n; i++)
		pthread_join(w[i].thread, NULL);
	for (int i = 0; i < jobs; i++)
		pthread_cond_destroy(&r->turn[i]);
	pthread_mutex_destroy(&r->state);
	pthread_cond_destroy(&r->readable);
}

int
ordmap_run(const struct ordmap *m, struct err *e)
{
	return ordmap_run_linked(m, NULL, e);
}

int
ordmap_run_linked(const struct ordmap *m, const struct ordmap_link *l, struct err *e)
{
	struct run r = { .m = m, .l = l, .end = INT64_MAX, .err = ERR_INIT };
	struct worker *w;

	if ((w = mem_zero((size_t)m->jobs, sizeof(*w), e)) == NULL)
		return -1;
	if ((r.turn = mem_zero((size_t)m->jobs, sizeof(*r.turn), e)) == NULL) {
		free(w);
		return -1;
	}
	run_all(&r, w);
	free(r.turn);
	free(w);
	if (r.failed && e != NULL)
		*e = r.err;
	return r.failed ? -1 : 0;
}
