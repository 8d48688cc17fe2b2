/* slot.c - whose turn it is to work. */
#include "par/slot.h"

#include <limits.h>
#include <pthread.h>
#include <stdbool.h>

#include "par/jobserver.h"

/* What a thread holds: nothing, a slot without a token, or one with a token (0 to 255). */
enum { HOLDS_NOTHING = -2, HOLDS_OWN = -1 };

static struct {
	pthread_mutex_t lock;		/* guards what follows */
	pthread_cond_t freed;
	int limit;
	int held;
	bool own_taken;			/* the slot that make gave this process */
	int sleeping;
} slots = {
	.lock = PTHREAD_MUTEX_INITIALIZER, .freed = PTHREAD_COND_INITIALIZER, .limit = INT_MAX,
};

static _Thread_local int holds = HOLDS_NOTHING;
static _Thread_local bool paused;

/* Takes a slot if there is one; the lock is held. */
static bool
take(void)
{
	if (slots.held >= slots.limit)
		return false;
	if (!jobserver_there()) {
		holds = HOLDS_OWN;
	} else if (!slots.own_taken) {
		slots.own_taken = true;
		holds = HOLDS_OWN;
	} else if ((holds = jobserver_take()) < 0) {
		holds = HOLDS_NOTHING;
		return false;
	}
	slots.held++;
	return true;
}

void
slot_limit(int jobs)
{
	pthread_mutex_lock(&slots.lock);
	slots.limit = jobs;
	pthread_mutex_unlock(&slots.lock);
	pthread_cond_broadcast(&slots.freed);
}

void
slot_enter(void)
{
	pthread_mutex_lock(&slots.lock);
	while (!take()) {
		slots.sleeping++;
		pthread_cond_wait(&slots.freed, &slots.lock);
		slots.sleeping--;
	}
	pthread_mutex_unlock(&slots.lock);
}

void
slot_leave(void)
{
	bool wake;

	pthread_mutex_lock(&slots.lock);
	if (holds >= 0)
		jobserver_give(holds);
	else
		slots.own_taken = false;
	holds = HOLDS_NOTHING;
	slots.held--;
	wake = slots.sleeping > 0;
	pthread_mutex_unlock(&slots.lock);
	if (wake)
		pthread_cond_signal(&slots.freed);
}

void
slot_turn(void)
{
	slot_leave();
	slot_enter();
}

void
slot_pause(void)
{
	paused = holds != HOLDS_NOTHING;
	if (paused)
		slot_leave();
}

void
slot_resume(void)
{
	if (paused)
		slot_enter();
	paused = false;
}
