/* flow_work.c - what a flow does on the workers: scan, decode, and the chain (flow_chain.c). */
#include "par/flow_impl.h"
#include "par/slot.h"

/* Decodes u and works on its batches.  As flow_chain(). */
static int
work_on(struct flow_run *r, struct flow_group *g, struct flow_unit *u, struct err *e)
{
	struct source *s = r->source;
	struct batch *b;
	int rc;

	if (u->raw->barrier != NULL)
		return 0;
	for (;;) {
		if ((rc = s->ops->decode(s, g->worker, u->raw, &b, e)) < 0)
			return flow_trouble(u, FLOW_DECODE, 0, -1, e);
		if (rc == 0)
			return 0;
		if (flow_chain(r, g, u, b, e) != 0)
			return -1;
		if (u->trouble != NULL || u->satisfied > 0)
			return 0;
		slot_turn();
	}
}

/* Decodes all units, and works on what they are; g stays the run's. */
static int
work_on_all(struct flow_run *r, struct flow_group *g, struct err *e)
{
	for (int i = 0; i < g->n && g->unit[i].trouble == NULL; i++) {
		if (work_on(r, g, &g->unit[i], e) != 0)
			return -1;
		if (g->unit[i].trouble != NULL || g->unit[i].satisfied > 0)
			flow_group_cut(r, g, i);
	}
	return 0;
}

/* Lets the source read the bytes of all units. */
static int
scan_all(struct flow_run *r, struct flow_group *g, struct err *e)
{
	struct source *s = r->source;

	for (int i = 0; i < g->n && s->ops->scan != NULL; i++) {
		struct flow_unit *u = &g->unit[i];

		if (u->raw->barrier != NULL || s->ops->scan(s, g->worker, u->raw, e) == 0)
			continue;
		flow_group_cut(r, g, i);
		return flow_trouble(u, FLOW_DECODE, 0, -1, e);
	}
	return 0;
}

int
flow_work(void *ctx, int worker, void *item, void **result, struct err *e)
{
	struct flow_run *r = ctx;
	struct flow_group *g = item;

	g->worker = worker;
	bool linked = r->source->ops->link != NULL;

	if (scan_all(r, g, e) != 0 || (!linked && work_on_all(r, g, e) != 0)) {
		flow_group_free(r, g, 0);
		return -1;
	}
	*result = g;
	return 0;
}

int
flow_work_task(void *ctx, int worker, void *item, void **result, struct err *e)
{
	struct flow_run *r = ctx;
	struct flow_group *g = item;

	g->worker = worker;
	if (flow_chain_task(r, g, &g->unit[0], e) != 0) {
		flow_group_free(r, g, 0);
		return -1;
	}
	*result = g;
	return 0;
}

int
flow_link(void *ctx, int worker, void *result, struct err *e)
{
	struct flow_run *r = ctx;
	struct flow_group *g = result;
	struct source *s = r->source;

	(void)worker;
	for (int i = 0; i < g->n && g->unit[i].trouble == NULL; i++) {
		struct flow_unit *u = &g->unit[i];

		if (u->raw->barrier != NULL || s->ops->link(s, u->raw, e) == 0)
			continue;
		flow_group_cut(r, g, i);
		return flow_trouble(u, FLOW_DECODE, 0, -1, e);
	}
	return 0;
}

int
flow_finish(void *ctx, int worker, void *result, struct err *e)
{
	(void)worker;
	return work_on_all(ctx, result, e);
}
