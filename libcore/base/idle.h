/*
 * idle.h - objects that threads take to work with and give back for the next one.
 *
 * A list of what nobody works with at the moment, linked through the objects: for what
 * is costly to make, where a thread has no place of its own to keep it.  Any thread may
 * take and give; what was given last is taken first.
 */
#ifndef SLUICE_BASE_IDLE_H
#define SLUICE_BASE_IDLE_H

#include <pthread.h>

/* The first member of an object that goes on a list. */
struct idle {
	struct idle *next;
};

struct idle_list {
	pthread_mutex_t lock;
	struct idle *first;
};

void idle_init(struct idle_list *l);

/* Takes an object, which is the caller's then.  NULL when none is idle: make one. */
void *idle_take(struct idle_list *l);

/* Takes the object over, which begins with a struct idle. */
void idle_give(struct idle_list *l, void *object);

/* Frees every object that is idle with object_free(); nobody may use the list any more. */
void idle_release(struct idle_list *l, void (*object_free)(void *object));

#endif
