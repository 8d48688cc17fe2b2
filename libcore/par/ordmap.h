/*
 * ordmap.h - ordered map: read serially, work on every core, write in order.
 *
 * Each of the jobs threads (the caller's is one of them; with 1 there is no
 * other) takes the next item, one at a time, works on it, then waits for
 * its turn to write: at most jobs items are in flight, an item stays on one core
 * from end to end, and a slow writer holds the reader back.
 *
 * Promises: write() sees items in the order of read(); the first failure in
 * that order wins, whatever stage it came from and whatever the timing, and
 * every item before it was written; everything after it is dropped through
 * drop_item() and drop_result(); no thread is left when ordmap_run() returns.
 * When an item fails, or write() returns 1, cancel() is called once so that a
 * read() that blocks can be woken.
 */
#ifndef SLUICE_PAR_ORDMAP_H
#define SLUICE_PAR_ORDMAP_H

#include <stdbool.h>

#include "base/err.h"

struct ordmap {
	/* Serial.  1 and an item, 0 at the end, -1. */
	int (*read)(void *ctx, void **item, struct err *e);
	/*
	 * Any thread.  Takes item, also on failure; makes a result.  worker is
	 * 0 .. jobs-1 and at no time the same in two calls, for scratch memory.
	 */
	int (*work)(void *ctx, int worker, void *item, void **result, struct err *e);
	/*
	 * Serial, in order.  Takes result, also on failure.  last tells that no
	 * further item has been read so far.  0 go on, 1 enough (no failure), -1.
	 */
	int (*write)(void *ctx, void *result, bool last, struct err *e);
	void (*drop_item)(void *ctx, void *item);
	void (*drop_result)(void *ctx, void *result);
	/* May be NULL.  Any thread, once: make a blocked read() return soon. */
	void (*cancel)(void *ctx);
	void *ctx;
	int jobs;		/* at least 1 */
	/*
	 * Two stages between work() and write(), for results that must know of those
	 * before them; NULL: none.  The first one: serial, in order, perhaps while earlier
	 * items are finished and written, so it should be cheap.  result stays the run's,
	 * on failure too.  0 or -1.
	 */
	int (*link)(void *ctx, int worker, void *result, struct err *e);
	/* After link(), as work(): any thread.  May be NULL.  0 or -1. */
	int (*finish)(void *ctx, int worker, void *result, struct err *e);
};

/*
 * For work() and finish(), on their thread: waits, without a slot, until every earlier item
 * is written.  True: until that call returns nobody else writes.  False: the run ends before
 * this item, whatever becomes of it.
 */
bool ordmap_turn(void);

/* Runs to the end, to enough, or to the first failure.  0 or -1. */
int ordmap_run(const struct ordmap *m, struct err *e);

#endif
