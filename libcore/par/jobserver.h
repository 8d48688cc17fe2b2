/*
 * jobserver.h - the CPUs that make -jN gave out.
 *
 * make lets every recipe run one job and keeps N - 1 tokens in a pipe for more
 * (GNU make manual, "Sharing Job Slots with GNU make").  par/slot.h says which thread
 * has which.
 */
#ifndef SLUICE_PAR_JOBSERVER_H
#define SLUICE_PAR_JOBSERVER_H

#include <stdbool.h>

/* Whether there is a job server around this process. */
bool jobserver_there(void);

/* Where there is one.  A token (0 to 255), without waiting, or -1: there is none left. */
int jobserver_take(void);

/* Gives such a token back, unless jobserver_abandon() did. */
void jobserver_give(int token);

/* The N of make -jN around this process, or 0. */
int jobserver_slots(void);

/*
 * Gives every token back at once, for a process that is about to be ended by a signal,
 * also what other threads have in their hands at this moment; none is taken after it.
 * Safe in a signal handler.
 */
void jobserver_abandon(void);

#endif
