/* flow.c - source, operators, sink on top of the ordered map. */
#include "par/flow.h"

#include "par/flow_impl.h"
#include "par/ordmap.h"
#include "par/vigil.h"

static void
flow_cancel(void *ctx)
{
	struct flow_run *r = ctx;
	struct source *s = r->f->source;

	if (r->f->cancel != NULL)
		r->f->cancel(r->f->ctx);
	else if (s->ops->cancel != NULL)
		s->ops->cancel(s);
}

/* Reads the source to its end, or a stateful flow up to a barrier. */
static int
run_source(struct flow_run *r, struct err *e)
{
	struct ordmap m = { flow_group_read, flow_work, flow_write, flow_group_drop,
	    flow_group_drop, flow_cancel, r, r->f->jobs, NULL, NULL };

	if (r->f->source->ops->link != NULL) {
		m.link = flow_link;
		m.finish = flow_finish;
	}
	r->over = 1;
	return ordmap_run(&m, e);
}

/* Runs the tasks that operator r->at has. */
static int
run_tasks(struct flow_run *r, struct err *e)
{
	const struct ordmap m = { flow_task_read, flow_work_task, flow_write, flow_group_drop,
	    flow_group_drop, flow_cancel, r, r->f->jobs, NULL, NULL };

	r->next_task = 0;
	return ordmap_run(&m, e);
}

/* The input, or an epoch of it, is over: every operator puts out what it came to. */
static int
end_ops(struct flow_run *r, bool last, struct err *e)
{
	struct flow *f = r->f;

	for (r->at = 0; r->at < f->nop; r->at++) {
		struct op *o = f->op[r->at];

		if (o->ops->end == NULL)
			continue;
		do {
			r->tasks = 0;
			if (o->ops->end(o, 0, last, &r->tasks, e) != 0 ||
			    (r->tasks > 0 && run_tasks(r, e) != 0))
				return -1;
		} while (r->tasks > 0 && !r->enough);
	}
	return 0;
}

/* Epoch by epoch, where an operator is stateful; else all of it at once. */
static int
run_all(struct flow_run *r, struct err *e)
{
	bool last;

	do {
		if (run_source(r, e) != 0)
			return -1;
		last = r->barrier == NULL;
		/* A stream opens with a barrier, which ends nothing. */
		if (!r->enough && (last || r->began) && end_ops(r, last, e) != 0)
			return -1;
		if (!last && flow_write_barrier(r, e) != 0)
			return -1;
	} while (!last && !r->enough);
	return 0;
}

int
flow_run(struct flow *f, struct err *e)
{
	const struct sink *k = f->sink;
	int rc, watched = k != NULL && k->ops->watch != NULL ? k->ops->watch(k) : -1;
	struct flow_run r = { .f = f, .why = ERR_INIT };

	if (f->limit == 0)
		return 0;
	if (f->jobs <= 0)
		f->jobs = 1;
	for (int i = 0; i < f->nop; i++)
		r.stateful |= f->op[i]->ops->end != NULL;
	if (watched >= 0)
		vigil_reader(watched);
	rc = run_all(&r, e);
	if (r.barrier != NULL)
		source_drop(f->source, r.barrier);
	if (watched >= 0)
		vigil_reader(-1);
	return rc;
}
