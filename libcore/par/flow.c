/* flow.c - source, map, sink on top of the ordered map. */
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

int
flow_run(struct flow *f, struct err *e)
{
	const struct sink *k = f->sink;
	int rc, watched = k != NULL && k->ops->watch != NULL ? k->ops->watch(k) : -1;
	struct flow_run r = { .f = f, .over = 1, .why = ERR_INIT };
	struct ordmap m = { flow_group_read, flow_work, flow_write, flow_group_drop,
	    flow_group_drop, flow_cancel, &r, f->jobs > 0 ? f->jobs : 1, NULL, NULL };

	if (f->limit == 0)
		return 0;
	if (f->source->ops->link != NULL) {
		m.link = flow_link;
		m.finish = flow_finish;
	}
	if (watched >= 0)
		vigil_reader(watched);
	rc = ordmap_run(&m, e);
	if (watched >= 0)
		vigil_reader(-1);
	return rc;
}
