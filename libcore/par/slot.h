/*
 * slot.h - whose turn it is to work.
 *
 * At most as many threads of this process as it has jobs hold a slot at a time.  Inside
 * make -jN the first of these slots is the one that make gave the process anyway, and each
 * other one comes with a token of make's job server (par/jobserver.h).
 *
 * A slot is held for one batch, and never while its thread waits for input, output or
 * another thread.  A thread that gets none sleeps until a thread of its own process
 * leaves, never on make's pipe: so one of them works at any time, whatever other
 * processes hold.
 */
#ifndef SLUICE_PAR_SLOT_H
#define SLUICE_PAR_SLOT_H

/* So many threads of this process may hold a slot at a time, at least 1; at first any number. */
void slot_limit(int jobs);

/* Waits for a slot.  Calls do not nest. */
void slot_enter(void);

/* Gives the slot of this thread back, and what came with it. */
void slot_leave(void);

/* Between two batches: whoever waits may have this slot first. */
void slot_turn(void);

/*
 * Around a wait while a slot may be held: it goes back, and is taken again after the wait.
 * Both do nothing in a thread that holds none.
 */
void slot_pause(void);
void slot_resume(void);

#endif
