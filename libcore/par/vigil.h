/*
 * vigil.h - the main thread watches while another one works.
 *
 * The main thread of a command does nothing but wait: for signals, for timers, and for
 * two things that nobody else would see while the work waits for input:
 *
 * - the reader of the output closed.  poll() without events reports that as POLLERR on
 *   a pipe and as POLLHUP on a socket;
 * - the work was asked to stop, leaves that to its input, and its input gives nothing.
 *
 * Then the work is ended: whatever is registered with vigil_add() is told why, and what
 * does not end soon after that is overdue.
 */
#ifndef SLUICE_PAR_VIGIL_H
#define SLUICE_PAR_VIGIL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct vigil {
	/* The work, on a thread of its own. */
	void (*work)(void *ctx);
	/*
	 * Main thread, once: half a second after the work was to end because of why it
	 * still goes on.  May exit; else the work is waited for all the same.
	 */
	void (*overdue)(void *ctx, const struct err *why);
	void *ctx;
};

/*
 * Works and watches; returns when the work has.  Once per process, by the main thread.
 * Where no thread can be had the work is done without anybody watching.
 */
void vigil_run(const struct vigil *v);

/*
 * Any thread: from now on the work ends when the reader of this pipe or socket closes
 * (ERR_CLOSED; other descriptors have no reader).  -1: no longer; before it is closed.
 */
void vigil_reader(int fd);

/*
 * Safe in a signal handler: the work was asked to stop and goes on with what its input
 * still gives.  It ends (STATUS_SYSTEM) when that gives nothing for 10 s.
 */
void vigil_stop(void);

/* Something that can be ended: end() is called at most once, by any thread. */
struct vigil_entry {
	void (*end)(void *arg, const struct err *why);
	void *arg;
	struct vigil_entry *next;	/* vigil.c's */
};

/*
 * The entry stays the caller's until vigil_remove(), which waits for a call of end().
 * When the work is to end already, end() is called at once.  Any thread, and harmless
 * where nobody watches.
 */
void vigil_add(struct vigil_entry *entry);
void vigil_remove(struct vigil_entry *entry);

/* Something that the main thread calls when it is time; zeroed but for the first two. */
struct vigil_timer {
	/* Main thread, in no lock that the work may hold. */
	void (*fire)(void *arg);
	void *arg;
	/* vigil.c's: */
	int64_t at, every;		/* ms: when next, -1 never; 0 once */
	atomic_bool asked;
	bool added;
	struct vigil_timer *next;
};

/*
 * Calls t->fire() in first ms (-1: never by itself), then every so many ms (0: that
 * was all).  Any thread.  t stays the caller's until vigil_timer_stop(), which waits for
 * a call of fire(), and is harmless where t was never set.  Nothing fires where nobody
 * watches, nor after the work.
 */
void vigil_timer_set(struct vigil_timer *t, int64_t first, int64_t every);
void vigil_timer_stop(struct vigil_timer *t);

/* Safe in a signal handler: calls fire() of t, which is set, as soon as may be. */
void vigil_timer_ask(struct vigil_timer *t);

/* Around a read of the input, which may take for ever.  Any thread; cheap. */
void vigil_read_begin(void);
void vigil_read_end(void);

#endif
