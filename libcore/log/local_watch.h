/* local_watch.h - waiting for a commit to the ledger, by any process. */
#ifndef SLUICE_LOG_LOCAL_WATCH_H
#define SLUICE_LOG_LOCAL_WATCH_H

#include <stdint.h>

#include "log/local_ledger.h"

struct watch {
	struct ledger *ledger;		/* borrowed */
	int notify;			/* inotify on the ledger's file; -1: polls */
	int wake;			/* eventfd */
	int nap_ms;			/* polling: grows while nothing happens */
	uint64_t told;			/* the version that ended a wait at once */
};

/* Without notify it only polls; closing an inotify instance takes the kernel 10 ms. */
int watch_init(struct watch *w, struct ledger *l, bool notify, struct err *e);
void watch_release(struct watch *w);

/*
 * Returns when the ledger's version is no longer version, after ms milliseconds
 * (-1: without end), or when woken; also now and then without a reason.
 */
void watch_wait(struct watch *w, uint64_t version, int64_t ms);

/* Any thread, signal handlers too: ends a wait, or the next one. */
void watch_wake(struct watch *w);

#endif
