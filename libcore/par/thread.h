/* thread.h - how threads start here.  For libcore/par only. */
#ifndef SLUICE_PAR_THREAD_H
#define SLUICE_PAR_THREAD_H

#include <pthread.h>

/*
 * pthread_create() of a thread that takes no signals: the main thread handles them.
 * Only faults stay with the thread that makes them.  0, or what pthread_create() says.
 */
int thread_start(pthread_t *t, void *(*fn)(void *arg), void *arg);

#endif
