/* idle.c - objects that threads take to work with and give back for the next one. */
#include "base/idle.h"

#include <stddef.h>

void
idle_init(struct idle_list *l)
{
	pthread_mutex_init(&l->lock, NULL);
	l->first = NULL;
}

void *
idle_take(struct idle_list *l)
{
	struct idle *i;

	pthread_mutex_lock(&l->lock);
	if ((i = l->first) != NULL)
		l->first = i->next;
	pthread_mutex_unlock(&l->lock);
	return i;
}

void
idle_give(struct idle_list *l, void *object)
{
	struct idle *i = object;

	pthread_mutex_lock(&l->lock);
	i->next = l->first;
	l->first = i;
	pthread_mutex_unlock(&l->lock);
}

void
idle_release(struct idle_list *l, void (*object_free)(void *object))
{
	struct idle *i;

	while ((i = l->first) != NULL) {
		l->first = i->next;
		object_free(i);
	}
	pthread_mutex_destroy(&l->lock);
}
