/* flow_group.c - the units of a flow, and how they go together. */
#include <stdlib.h>

#include "base/mem.h"
#include "par/flow_impl.h"

void
flow_unit_clear(struct flow_run *r, struct flow_unit *u)
{
	for (size_t i = 0; i < u->n; i++) {
		if (u->piece[i].chunk != NULL)
			r->f->sink->ops->drop(r->f->sink, u->piece[i].chunk);
		batch_free(u->piece[i].batch);
	}
	u->n = 0;
}

void
flow_unit_release(struct flow_run *r, struct flow_unit *u)
{
	flow_unit_clear(r, u);
	free(u->piece);
	free(u->trouble);
	if (u->raw != NULL)
		source_drop(r->source, u->raw);
}

void
flow_group_free(struct flow_run *r, struct flow_group *g, int from)
{
	for (int i = from; i < g->n; i++)
		flow_unit_release(r, &g->unit[i]);
	batch_list_release(&g->made);
	free(g);
}

void
flow_group_cut(struct flow_run *r, struct flow_group *g, int i)
{
	while (g->n > i + 1)
		flow_unit_release(r, &g->unit[--g->n]);
}

/* What an item has of a raw. */
static int64_t
share(const struct raw *r)
{
	return r->wanted > 0 && r->wanted < r->bytes ? r->wanted : r->bytes;
}

/*
 * Another unit would be read without a wait, and belongs into the same item: if it is like
 * the last one, the item comes nearer to its length by it.
 */
static bool
goes_on(const struct flow_group *g, int64_t bytes, int files, int jobs)
{
	const struct raw *last = g->unit[g->n - 1].raw;

	return g->n < FLOW_GROUP_UNITS && bytes + share(last) / 2 < FLOW_GROUP_BYTES &&
	    !last->idle && last->barrier == NULL && files < FLOW_FILES / jobs;
}

/* The barrier in u is the end of what is read for now. */
static void
pause_at(struct flow_run *r, struct flow_unit *u)
{
	r->barrier = u->raw;
	u->raw = NULL;
	r->over = 0;
}

int
flow_group_read(void *ctx, void **item, struct err *e)
{
	struct flow_run *r = ctx;
	struct source *s = r->source;
	struct flow_group *g = NULL;
	int64_t bytes = 0;
	int files = 0, jobs = r->f->jobs > 0 ? r->f->jobs : 1;

	if (r->over == 1 && (g = mem_zero(1, sizeof(*g), e)) == NULL)
		return -1;
	while (r->over == 1) {
		r->over = s->ops->next(s, &g->unit[g->n].raw, &r->why);
		if (r->over == 1 && r->pauses && g->unit[g->n].raw->barrier != NULL)
			pause_at(r, &g->unit[g->n]);
		if (r->over == 1) {
			files += g->unit[g->n].raw->opens;
			bytes += share(g->unit[g->n++].raw);
			r->began = true;
		}
		if (g->n > 0 && (r->over != 1 || !goes_on(g, bytes, files, jobs))) {
			*item = g;
			return 1;
		}
		if (r->over != 1)
			free(g);
	}
	if (r->over < 0)
		*e = r->why;
	return r->over;
}

int
flow_task_read(void *ctx, void **item, struct err *e)
{
	struct flow_run *r = ctx;
	struct flow_group *g;

	if (r->next_task == r->tasks)
		return 0;
	if ((g = mem_zero(1, sizeof(*g), e)) == NULL)
		return -1;
	g->n = 1;
	g->unit[0].task = r->next_task++;
	*item = g;
	return 1;
}

void
flow_group_drop(void *ctx, void *group)
{
	flow_group_free(ctx, group, 0);
}
