/* stream.c - what sources share, and sources and sinks used without workers. */
#include "model/stream.h"

#include <stdlib.h>


void
worker_memory_release(struct worker_memory *m, void (*free_one)(void *memory))
{
	for (size_t i = 0; i < WORKERS_MAX; i++) {
		if (m->of[i] != NULL)
			free_one(m->of[i]);
		m->of[i] = NULL;
	}
}

void
batch_queue_filled(struct batch_queue *q, int rc, const struct err *e)
{
	q->filled = true;
	if (rc == 0)
		return;
	if ((q->failed = malloc(sizeof(*q->failed))) != NULL)
		*q->failed = e != NULL ? *e : (struct err){ .status = STATUS_SYSTEM };
	else
		/* What came before a failure that cannot be kept is not enough. */
		batch_list_release(&q->list);
}

int
batch_queue_next(struct batch_queue *q, struct batch **out, struct err *e)
{
	if (q->at < q->list.n) {
		*out = q->list.batch[q->at];
		q->list.batch[q->at++] = NULL;
		return 1;
	}
	return q->failed != NULL ? err_copy(e, q->failed) : 0;
}

void
batch_queue_release(struct batch_queue *q)
{
	batch_list_release(&q->list);
	free(q->failed);
	*q = (struct batch_queue){ 0 };
}

int
source_decode(struct source *s, struct raw *r, struct batch_list *out, struct err *e)
{
	struct batch *b;
	int rc;

	if (r->barrier != NULL)
		return 0;
	if ((s->ops->scan != NULL && s->ops->scan(s, 0, r, e) != 0) ||
	    (s->ops->link != NULL && s->ops->link(s, r, e) != 0))
		return -1;
	while ((rc = s->ops->decode(s, 0, r, &b, e)) == 1)
		if (batch_list_add(out, b, e) != 0)
			return -1;
	return rc;
}

/* The same, and what follows for a raw that is done.  0 or -1. */
static int
take_raw(struct source *s, struct raw *r, struct batch_list *out, struct err *e)
{
	size_t i = out->n;
	int64_t rows = 0;

	if (source_decode(s, r, out, e) != 0)
		return -1;
	for (; i < out->n; i++)
		rows += out->batch[i]->rows;
	if (s->ops->done != NULL)
		s->ops->done(s, r, rows);
	return 0;
}

int
source_next(struct source *s, struct batch_list *out, struct epoch **barrier, struct err *e)
{
	size_t before = out->n;
	struct raw *r;
	int rc;

	if (barrier != NULL)
		*barrier = NULL;
	while ((rc = s->ops->next(s, &r, e)) == 1) {
		bool ends = r->barrier != NULL;

		rc = take_raw(s, r, out, e);
		if (barrier != NULL) {
			*barrier = r->barrier;
			r->barrier = NULL;
		}
		source_drop(s, r);
		if (rc != 0)
			return -1;
		if (out->n > before || ends)
			return 1;
	}
	return rc;
}

int
source_plan(struct source *s, const struct want *w, struct err *e)
{
	return s->ops->plan == NULL ? 0 : s->ops->plan(s, w, e);
}

void
source_drop(struct source *s, struct raw *r)
{
	epoch_free(r->barrier);
	r->barrier = NULL;
	s->ops->drop(s, r);
}

int
sink_put(struct sink *k, struct batch *b, struct err *e)
{
	struct chunk *c;

	if (k->ops->encode(k, 0, b, &c, e) != 0) {
		batch_free(b);
		return -1;
	}
	return k->ops->write(k, c, e);
}

void
source_free(struct source *s)
{
	if (s != NULL)
		s->ops->free(s);
}

void
sink_free(struct sink *k)
{
	if (k != NULL)
		k->ops->free(k);
}
