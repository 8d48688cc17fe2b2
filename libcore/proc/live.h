/* live.h - the children that live, known even to a signal handler.  For libcore/proc only. */
#ifndef SLUICE_PROC_LIVE_H
#define SLUICE_PROC_LIVE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

struct live;

/*
 * Takes a place for a child that is about to start; signals must be blocked until
 * live_started() or live_remove(), which a handler of another thread waits for.  NULL: no
 * memory, or proc_end_all() was called.
 */
struct live *live_add(struct err *e);

/* It has started: who is the pid, or minus its process group. */
void live_started(struct live *l, pid_t who);

/* Frees the place: nobody sends a signal to it from here on.  Before it is reaped. */
void live_remove(struct live *l);

#endif
