/* live.c - the children that live, known even to a signal handler. */
#include "proc/live.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "proc/proc.h"

#define STARTING_MS 1000	/* the longest wait for a child that is starting */

/* What a place says besides a pid, or minus a process group. */
enum { FREE = 0, STARTING = 1, BUSY = -1 };

/*
 * A place lasts as long as the process, so that a handler may walk the list at any time.
 * BUSY is a lock, held for one kill(): by then nobody reaps, so that the number cannot
 * have become another process's.
 */
struct live {
	_Atomic int who;
	struct live *next;
};

static struct {
	struct live *_Atomic first;
	atomic_bool ended;
} state;

static bool
change(struct live *l, int from, int to)
{
	return atomic_compare_exchange_strong(&l->who, &from, to);
}

/* A place that is taken from now on. */
static struct live *
place(struct err *e)
{
	struct live *l;

	for (l = state.first; l != NULL; l = l->next)
		if (change(l, FREE, STARTING))
			return l;
	if ((l = mem_zero(1, sizeof(*l), e)) == NULL)
		return NULL;
	l->who = STARTING;
	l->next = state.first;
	while (!atomic_compare_exchange_weak(&state.first, &l->next, l))
		;
	return l;
}

struct live *
live_add(struct err *e)
{
	struct live *l = place(e);

	/* In this order: who ends all looks at the places after that. */
	if (l != NULL && state.ended) {
		l->who = FREE;
		err_set(e, STATUS_SYSTEM, "the process is ending");
		return NULL;
	}
	return l;
}

void
live_started(struct live *l, pid_t who)
{
	l->who = who;
}

void
live_remove(struct live *l)
{
	for (int who = l->who; who == BUSY || !change(l, who, FREE); who = l->who)
		sched_yield();
}

static void
nap(void)
{
	static const struct timespec t = { 0, 1000000 };

	nanosleep(&t, NULL);
}

/*
 * Sends sig to a place's child, if there is one, and its group, which it may have left;
 * SIGCONT wakes one that is stopped.
 */
static void
signal_to(struct live *l, int sig)
{
	int who = l->who;

	if (who == FREE || who == STARTING || who == BUSY || !change(l, who, BUSY))
		return;
	if ((kill(who, sig) != 0 || sig == SIGKILL) && who < 0)
		(void)kill(-who, sig);
	(void)kill(who, SIGCONT);
	l->who = who;
}

/* Whether a place's child has not ended yet; nothing is reaped. */
static bool
is_running(struct live *l)
{
	siginfo_t info = { .si_pid = 0 };
	int who = l->who;
	pid_t pid = who < 0 ? -who : who;

	if (who == FREE || who == STARTING || who == BUSY)
		return who != FREE;
	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	    info.si_pid == 0;
}

static bool
any_runs(void)
{
	for (struct live *l = state.first; l != NULL; l = l->next)
		if (is_running(l))
			return true;
	return false;
}

static void
signal_all(int sig)
{
	for (struct live *l = state.first; l != NULL; l = l->next)
		signal_to(l, sig);
}

void
proc_end_all(int sig, int64_t grace_ms)
{
	int saved = errno;
	int64_t began = clock_ms();

	state.ended = true;
	for (struct live *l = state.first; l != NULL; l = l->next)
		while (l->who == STARTING && clock_ms() - began < STARTING_MS)
			nap();
	signal_all(sig);
	if (grace_ms > 0) {
		for (began = clock_ms(); any_runs() && clock_ms() - began < grace_ms;)
			nap();
		signal_all(SIGKILL);
	}
	errno = saved;
}
