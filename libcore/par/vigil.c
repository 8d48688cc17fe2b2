/* vigil.c - the main thread watches while another one works. */
#include "par/vigil.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "io/fd.h"
#include "par/thread.h"

#define GRACE_MS 500		/* for what ends by itself once it is told to */
#define ALONE_MS 100		/* where nobody can be told: a usage error comes first */
#define SILENCE_MS 10000
#define LOOK_MS 250		/* how often reads are counted while it stops */

static struct {
	_Atomic int wake;		/* eventfd; -1: nobody watches */
	_Atomic int reader;		/* whose reader is watched, -1 none */
	atomic_bool done;		/* the work has returned */
	atomic_bool stopping;
	_Atomic uint64_t reads;		/* begun so far */
	_Atomic int reading;		/* of these not ended */
	pthread_mutex_t lock;		/* guards what follows */
	struct vigil_entry *first;
	bool ended;
	struct err why;
	pthread_mutex_t timing;		/* guards what follows, also while a timer fires */
	struct vigil_timer *timer;
} state = {
	.wake = -1, .reader = -1, .lock = PTHREAD_MUTEX_INITIALIZER,
	.timing = PTHREAD_MUTEX_INITIALIZER,
};

/* What the main thread alone knows. */
struct watch {
	const struct vigil *v;
	pthread_t thread;
	bool detached;			/* the process may exit while it lives */
	int64_t overdue;		/* ms: when the work is; -1 never */
	uint64_t reads;			/* as counted last while stopping */
	int64_t silent;			/* ms: since when it has been reading that one; -1 it is not */
};

static void
wake(void)
{
	static const uint64_t one = 1;
	int saved = errno, fd = state.wake;

	/* It can only fail when the count is full, which wakes as well. */
	if (fd >= 0 && write(fd, &one, sizeof(one)) < 0)
		errno = saved;
}

void
vigil_reader(int fd)
{
	struct stat st;

	if (fd >= 0 && (fstat(fd, &st) != 0 || (!S_ISFIFO(st.st_mode) && !S_ISSOCK(st.st_mode))))
		return;
	state.reader = fd;
	wake();
}

void
vigil_stop(void)
{
	state.stopping = true;
	wake();
}

void
vigil_read_begin(void)
{
	atomic_fetch_add_explicit(&state.reads, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&state.reading, 1, memory_order_relaxed);
}

void
vigil_read_end(void)
{
	atomic_fetch_sub_explicit(&state.reading, 1, memory_order_relaxed);
}

/* -- what can be ended -- */

void
vigil_add(struct vigil_entry *entry)
{
	pthread_mutex_lock(&state.lock);
	entry->next = state.first;
	state.first = entry;
	if (state.ended)
		entry->end(entry->arg, &state.why);
	pthread_mutex_unlock(&state.lock);
}

void
vigil_remove(struct vigil_entry *entry)
{
	struct vigil_entry **at;

	pthread_mutex_lock(&state.lock);
	for (at = &state.first; *at != NULL && *at != entry; at = &(*at)->next)
		;
	if (*at != NULL)
		*at = entry->next;
	pthread_mutex_unlock(&state.lock);
}

/* Ends the work because of why, for which there is but one reason. */
static void
end(struct watch *w, const struct err *why)
{
	pthread_mutex_lock(&state.lock);
	if (!state.ended) {
		state.ended = true;
		state.why = *why;
		w->overdue = clock_ms() + (state.first != NULL ? GRACE_MS : ALONE_MS);
		for (struct vigil_entry *x = state.first; x != NULL; x = x->next)
			x->end(x->arg, why);
	}
	pthread_mutex_unlock(&state.lock);
}

/* -- timers -- */

void
vigil_timer_set(struct vigil_timer *t, int64_t first, int64_t every)
{
	pthread_mutex_lock(&state.timing);
	if (!t->added) {
		t->next = state.timer;
		state.timer = t;
		t->added = true;
	}
	t->at = first >= 0 ? clock_ms() + first : -1;
	t->every = every;
	pthread_mutex_unlock(&state.timing);
	wake();
}

void
vigil_timer_stop(struct vigil_timer *t)
{
	struct vigil_timer **at;

	pthread_mutex_lock(&state.timing);
	for (at = &state.timer; *at != NULL && *at != t; at = &(*at)->next)
		;
	if (*at != NULL)
		*at = t->next;
	t->added = false;
	pthread_mutex_unlock(&state.timing);
}

void
vigil_timer_ask(struct vigil_timer *t)
{
	t->asked = true;
	wake();
}

/* Whether t is to fire now; if so, sets when it does again. */
static bool
is_due(struct vigil_timer *t, int64_t now)
{
	bool due = t->at >= 0 && t->at <= now;

	if (due)
		t->at = t->every > 0 ? now + t->every : -1;
	return atomic_exchange(&t->asked, false) || due;
}

/* Fires what is due.  Returns in how many ms the next one is, -1 when none is. */
static int64_t
fire_timers(void)
{
	int64_t now = clock_ms(), left = -1;

	pthread_mutex_lock(&state.timing);
	for (struct vigil_timer *t = state.timer; t != NULL; t = t->next) {
		if (is_due(t, now))
			t->fire(t->arg);
		if (t->at >= 0 && (left < 0 || t->at - now < left))
			left = t->at > now ? t->at - now : 0;
	}
	pthread_mutex_unlock(&state.timing);
	return left;
}

/* -- the main thread -- */

static void
reader_closed(struct watch *w)
{
	struct err e = ERR_INIT;

	errno = EPIPE;
	(void)fd_write_error("stdout", &e);
	end(w, &e);
}

/* Ends the work when one read has been going on for too long since it was to stop. */
static void
look_for_silence(struct watch *w)
{
	uint64_t reads = state.reads;
	struct err e = ERR_INIT;

	if (state.reading == 0 || w->silent < 0 || reads != w->reads) {
		w->reads = reads;
		w->silent = state.reading > 0 ? clock_ms() : -1;
	} else if (clock_ms() - w->silent >= SILENCE_MS) {
		err_set(&e, STATUS_SYSTEM, "ended by a signal: no input for %d s after it",
		    SILENCE_MS / 1000);
		end(w, &e);
	}
}

/* How long poll() may wait, in ms; timers want no more than timer, if that is not -1. */
static int
patience(const struct watch *w, int64_t timer)
{
	int64_t left = timer, own = -1;

	if (w->overdue >= 0) {
		own = w->overdue - clock_ms();
		own = own > 0 ? own : 0;
	} else if (state.stopping && !state.ended) {
		own = LOOK_MS;
	}
	if (own >= 0 && (left < 0 || own < left))
		left = own;
	return left > INT_MAX ? INT_MAX : (int)left;
}

/* Until the work is done. */
static void
keep_watch(struct watch *w)
{
	struct pollfd p[2] = { { .fd = state.wake, .events = POLLIN } };
	uint64_t count;
	int64_t timer;
	int n;

	while (!state.done) {
		timer = fire_timers();
		p[1].fd = state.ended ? -1 : state.reader;
		n = poll(p, 2, patience(w, timer));
		if (n > 0 && p[0].revents != 0 && read(p[0].fd, &count, sizeof(count)) < 0)
			continue;
		/* The descriptor may be another one's by now, if it is no longer watched. */
		if (n > 0 && (p[1].revents & (POLLERR | POLLHUP)) != 0 &&
		    state.reader == p[1].fd)
			reader_closed(w);
		else if (state.stopping && !state.ended)
			look_for_silence(w);
		if (w->overdue >= 0 && clock_ms() >= w->overdue && !state.done) {
			w->overdue = -1;
			w->detached = pthread_detach(w->thread) == 0;
			w->v->overdue(w->v->ctx, &state.why);
		}
	}
}

static void *
work_main(void *arg)
{
	const struct vigil *v = arg;

	v->work(v->ctx);
	state.done = true;
	wake();
	return NULL;
}

void
vigil_run(const struct vigil *v)
{
	struct watch w = { .v = v, .overdue = -1, .silent = -1 };
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	state.wake = fd;
	if (fd < 0 || thread_start(&w.thread, work_main, (void *)(uintptr_t)v) != 0) {
		v->work(v->ctx);
	} else {
		keep_watch(&w);
		/* A thread that has gone its own way may still be about to wake us. */
		if (w.detached)
			return;
		pthread_join(w.thread, NULL);
	}
	state.wake = -1;
	if (fd >= 0)
		close(fd);
}
