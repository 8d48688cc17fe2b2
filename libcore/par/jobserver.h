/*
 * jobserver.h - shares the CPUs that make -jN gave out.
 *
 * make lets every recipe run one job and keeps N - 1 tokens in a pipe for more
 * (GNU make manual, "Sharing Job Slots with GNU make").  Work on more than one
 * thread is done inside jobserver_enter() and jobserver_leave(): one thread at
 * a time uses the slot that the process has anyway, each other one a token of
 * its own, which it holds only while it works and never while it waits for
 * input, output or another thread.  So nothing here can wait for a token: where
 * make has none left, the threads take turns.
 *
 * Without a job server all of this does nothing.
 */
#ifndef SLUICE_PAR_JOBSERVER_H
#define SLUICE_PAR_JOBSERVER_H

/* Waits for a slot to work in.  Calls must not nest. */
void jobserver_enter(void);

/* Gives the slot of this thread back. */
void jobserver_leave(void);

/* The N of make -jN around this process, or 0. */
int jobserver_slots(void);

/*
 * Gives every token back at once, for a process that is about to be ended by a
 * signal.  Safe in a signal handler; nothing may enter or leave after it.
 */
void jobserver_abandon(void);

#endif
