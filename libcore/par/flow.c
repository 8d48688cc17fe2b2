/* flow.c - lines of a source and operators, one after the other, into a sink. */
#include "par/flow.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "par/flow_impl.h"
#include "par/ordmap.h"
#include "par/spool.h"
#include "par/vigil.h"

static void
flow_cancel(void *ctx)
{
	struct flow_run *r = ctx;
	struct source *s = r->source;

	if (r->f->cancel != NULL)
		r->f->cancel(r->f->ctx);
	else if (s->ops->cancel != NULL)
		s->ops->cancel(s);
}

/* Reads the source to its end, or up to a barrier that it pauses at. */
static int
run_source(struct flow_run *r, struct err *e)
{
	struct ordmap m = { flow_group_read, flow_work, flow_write, flow_group_drop,
	    flow_group_drop, flow_cancel, r, r->f->jobs, NULL, NULL };

	if (r->source->ops->link != NULL) {
		m.link = flow_link;
		m.finish = flow_finish;
	}
	r->over = 1;
	return ordmap_run(&m, e);
}

/* Runs the tasks that the operator of step r->at has. */
static int
run_tasks(struct flow_run *r, struct err *e)
{
	const struct ordmap m = { flow_task_read, flow_work_task, flow_write, flow_group_drop,
	    flow_group_drop, flow_cancel, r, r->f->jobs, NULL, NULL };

	r->next_task = 0;
	return ordmap_run(&m, e);
}

/* The line, or an epoch of it, is over: the operators that it is all for put out what it came to. */
static int
end_ops(struct flow_run *r, bool last, struct err *e)
{
	for (r->at = 0; r->at < r->nend; r->at++) {
		const struct flow_step *s = &r->step[r->at];

		if (s->op->ops->end == NULL)
			continue;
		r->satisfied = false;
		do {
			r->tasks = 0;
			if (s->op->ops->end(s->op, s->input, last, &r->tasks, e) != 0 ||
			    (r->tasks > 0 && run_tasks(r, e) != 0))
				return -1;
		} while (r->tasks > 0 && !r->enough && !r->satisfied);
	}
	return 0;
}

/* Epoch by epoch, where it pauses; else all of it at once. */
static int
run_epochs(struct flow_run *r, struct err *e)
{
	bool last;

	do {
		if (run_source(r, e) != 0)
			return -1;
		last = r->barrier == NULL || r->satisfied;
		/* A stream opens with a barrier, which ends nothing. */
		if (!r->enough && (last || r->began) && end_ops(r, last, e) != 0)
			return -1;
		if (!last && flow_write_barrier(r, e) != 0)
			return -1;
	} while (!last && !r->enough);
	return 0;
}

/* Reads the line's own source; r->step is its way. */
static int
run_own(struct flow_run *r, const struct flow_line *l, struct err *e)
{
	int rc;

	r->source = l->source;
	r->pauses = r->began = r->satisfied = false;
	for (int i = 0; i < r->nstep && !r->side; i++)
		r->pauses |= r->step[i].op->ops->end != NULL;
	r->rows_in = 0;
	spool_read(l->spool);
	rc = run_epochs(r, e);
	spool_drain(l->spool);
	if (r->barrier != NULL)
		source_drop(r->source, r->barrier);
	r->barrier = NULL;
	return rc;
}

/*
 * Runs the sides of l, then l itself, whose rows go on to after, nafter steps of it, as that
 * input of the first.  0 or -1.
 */
static int
run_line(struct flow_run *r, const struct flow_line *l, const struct flow_step *after, int nafter,
    int input, struct err *e)
{
	int n = l->nop + nafter, rc = 0;
	struct flow_step *step = mem_zero((size_t)n + 1, sizeof(*step), e);

	if (step == NULL)
		return -1;
	for (int i = 0; i < l->nop; i++)
		step[i].op = l->op[i];
	if (nafter > 0) {
		memcpy(step + l->nop, after, (size_t)nafter * sizeof(*step));
		step[l->nop].input = input;
	}
	for (int i = 0; i < l->nside && rc == 0 && !r->enough; i++) {
		const struct flow_side *s = &l->side[i];

		rc = run_line(r, &s->line, step + s->at, n - s->at, s->input, e);
	}
	if (rc == 0 && !r->enough) {
		r->step = step;
		r->nstep = n;
		r->side = nafter > 0;
		r->nend = l->nop + r->side;
		rc = run_own(r, l, e);
	}
	free(step);
	return rc;
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
	if (watched >= 0)
		vigil_reader(watched);
	rc = run_line(&r, &f->line, NULL, 0, 0, e);
	if (watched >= 0)
		vigil_reader(-1);
	return rc;
}
