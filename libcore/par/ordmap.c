/*
 * ordmap.c - ordered map.
 *
 * Items are numbered as they are read.  r->end is the number at which the run
 * stops: whatever has it or a higher one is dropped, whatever has a lower one
 * is worked on and written.  A failure lowers it, so the lowest one wins.
 */
#include "par/ordmap.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "par/slot.h"
#include "par/thread.h"
#include "par/vigil.h"

struct run {
	const struct ordmap *m;
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
	int64_t item;			/* number of the item at hand */
	pthread_t thread;
	struct err err;
};

/* The worker that this thread is, for ordmap_turn(). */
static __thread struct worker *self;

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

/*
 * For the vigil: the run ends before the items that are not written yet.  What a read
 * or a write that goes on now says counts for nothing any more.
 */
static void
end_all(void *run, const struct err *why)
{
	struct run *r = run;

	pthread_mutex_lock(&r->state);
	if (r->next_write < r->end)
		end_at(r, r->next_write, why);
	pthread_mutex_unlock(&r->state);
	cancel(r);
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
		vigil_read_begin();
		rc = r->m->read(r->m->ctx, item, &w->err);
		vigil_read_end();
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
	slot_enter();
	rc = m->work(m->ctx, w->index, item, result, &w->err);
	slot_leave();
	if (rc != 0)
		fail(w, n);
	return rc == 0;
}

/* Waits until *next is n; false when the run ends before n. */
static bool
wait_turn(struct run *r, const int64_t *next, int64_t n, bool *last)
{
	bool mine;

	pthread_mutex_lock(&r->state);
	while (*next != n && n < r->end)
		pthread_cond_wait(&r->turn[n % r->m->jobs], &r->state);
	mine = n < r->end;
	*last = r->next_read == n + 1;
	pthread_mutex_unlock(&r->state);
	return mine;
}

bool
ordmap_turn(void)
{
	struct worker *w = self;
	bool last, mine;

	slot_pause();
	mine = wait_turn(w->run, &w->run->next_write, w->item, &last);
	slot_resume();
	return mine;
}

/* As wait_turn(), with result dropped when it is false. */
static bool
await(struct worker *w, const int64_t *next, int64_t n, void *result, bool *last)
{
	bool mine = wait_turn(w->run, next, n, last);

	if (!mine)
		w->run->m->drop_result(w->run->m->ctx, result);
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

	if (m->link == NULL)
		return true;
	if (!await(w, &r->next_link, n, result, &last))
		return false;
	rc = m->link(m->ctx, w->index, result, &w->err);
	if (rc == 0) {
		pthread_mutex_lock(&r->state);
		r->next_link = n + 1;
		pthread_mutex_unlock(&r->state);
		pthread_cond_signal(&r->turn[(n + 1) % m->jobs]);
		if (m->finish == NULL)
			return true;
		slot_enter();
		rc = m->finish(m->ctx, w->index, result, &w->err);
		slot_leave();
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
	/* Every earlier item is written, so no failure can have ended the run before n. */
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
	struct worker *w = arg, *outer = self;
	void *item, *result;
	int64_t n;

	self = w;
	while (take(w, &item, &n)) {
		w->item = n;
		if (!work(w, item, n, &result) || !link_and_finish(w, result, n) ||
		    !put(w, result, n))
			break;
	}
	self = outer;
	return NULL;
}

/* Starts workers 1 and up; returns how many there are, the caller included. */
static int
start(struct worker *w, int jobs)
{
	int n = 1;

	while (n < jobs && thread_start(&w[n].thread, worker_main, &w[n]) == 0)
		n++;
	return n;
}

/* Does the run, which entry ends, with jobs workers; turn and w have that many elements. */
static void
run_all(struct run *r, struct worker *w, struct vigil_entry *entry)
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
	vigil_add(entry);
	/* Where no more threads can be had, fewer do the same. */
	n = start(w, jobs);
	worker_main(&w[0]);
	for (int i = 1; i < n; i++)
		pthread_join(w[i].thread, NULL);
	vigil_remove(entry);
	for (int i = 0; i < jobs; i++)
		pthread_cond_destroy(&r->turn[i]);
	pthread_mutex_destroy(&r->state);
	pthread_cond_destroy(&r->readable);
}

int
ordmap_run(const struct ordmap *m, struct err *e)
{
	struct run r = { .m = m, .end = INT64_MAX, .err = ERR_INIT };
	struct vigil_entry entry = { end_all, &r, NULL };
	struct worker *w;

	if ((w = mem_zero((size_t)m->jobs, sizeof(*w), e)) == NULL)
		return -1;
	if ((r.turn = mem_zero((size_t)m->jobs, sizeof(*r.turn), e)) == NULL) {
		free(w);
		return -1;
	}
	run_all(&r, w, &entry);
	free(r.turn);
	free(w);
	if (r.failed && e != NULL)
		*e = r.err;
	return r.failed ? -1 : 0;
}
