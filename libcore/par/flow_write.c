/* flow_write.c - what a flow does in order: write, flush, commit, word the place of a failure. */
#include <inttypes.h>

#include "par/flow_impl.h"
#include "par/slot.h"

/* Words the place of a failure in u among the rows of the input. */
static void
place_input(struct flow_run *r, const struct flow_unit *u, struct err *e)
{
	const struct flow_trouble *t = u->trouble;
	struct source *s = r->source;
	int64_t row = -1;

	/* An operator that knows no row speaks of something else than the input. */
	if (e->row < 0 && t->stage != FLOW_DECODE)
		return;
	if (e->row >= 0) {
		row = t->first >= 0 ? t->first + e->row : r->rows_in + t->before + e->row;
		e->row += t->before;
	}
	if (s->ops->place != NULL)
		s->ops->place(s, u->raw, e);
	else if (row >= 0)
		err_prefix(e, "%s: row %" PRId64 ": ", s->name, row + 1);
	else
		err_prefix(e, "%s: ", s->name);
	e->row = row;
}

/* Says where a worker failed, all before it being written.  Returns -1. */
static int
report(struct flow_run *r, const struct flow_unit *u, struct err *e)
{
	const struct flow_trouble *t = u->trouble;

	*e = t->err;
	if ((e->flags & (ERR_CLOSED | ERR_UPSTREAM)) != 0)
		return -1;
	/* Rows that an operator has cut or made cannot be found in the input any more. */
	if (u->raw != NULL && (t->stage != FLOW_ENCODE || r->nstep == 0))
		place_input(r, u, e);
	else if (e->row >= 0)
		err_prefix(e, "output row %" PRId64 ": ",
		    r->rows_out - t->written + e->row + 1);
	return -1;
}

/* Shortens p to rows, and encodes it again. */
static int
cut(struct flow_run *r, int worker, struct flow_piece *p, int64_t rows, struct err *e)
{
	struct sink *k = r->f->sink;
	struct batch *b;

	p->rows = rows;
	if (k == NULL)
		return 0;
	k->ops->drop(k, p->chunk);
	p->chunk = NULL;
	if ((b = batch_slice(p->batch, 0, rows, e)) == NULL)
		return -1;
	if (k->ops->encode(k, worker, b, &p->chunk, e) == 0)
		return 0;
	batch_free(b);
	return -1;
}

/* Writes p: 0, 1 when that was enough, -1. */
static int
put(struct flow_run *r, int worker, struct flow_piece *p, struct err *e)
{
	struct flow *f = r->f;
	int64_t left = f->limit - r->rows_out;
	struct chunk *c;

	if (f->limit >= 0 && p->rows > left && cut(r, worker, p, left, e) != 0)
		return -1;
	if (f->sink != NULL) {
		c = p->chunk;
		p->chunk = NULL;
		if (f->sink->ops->write(f->sink, c, e) != 0)
			return -1;
		r->dirty = true;
	}
	r->rows_out += p->rows;
	if (f->stats != NULL)
		atomic_fetch_add_explicit(&f->stats->rows_out, p->rows, memory_order_relaxed);
	r->enough = f->limit >= 0 && r->rows_out >= f->limit;
	return r->enough;
}

static int
flush(struct flow_run *r, struct err *e)
{
	if (!r->dirty)
		return 0;
	r->dirty = false;
	return r->f->sink->ops->flush(r->f->sink, e);
}

/* An epoch is over: it waits for nobody. */
static int
commit(struct flow_run *r, const struct epoch *ep, struct err *e)
{
	struct sink *k = r->f->sink;

	if (k == NULL || r->side)
		return 0;
	if (k->ops->commit == NULL)
		return flush(r, e);
	r->dirty = false;
	return k->ops->commit(k, ep, e);
}

static void
count_input(struct flow_run *r, const struct flow_unit *u)
{
	struct flow *f = r->f;

	r->rows_in += u->rows_in;
	if (r->source->ops->done != NULL)
		r->source->ops->done(r->source, u->raw, u->rows_in);
	if (f->stats == NULL)
		return;
	atomic_fetch_add_explicit(&f->stats->rows_in, u->rows_in, memory_order_relaxed);
	atomic_fetch_add_explicit(&f->stats->bytes_in, u->raw->bytes, memory_order_relaxed);
}

/* Writes the pieces of u; as put(). */
static int
put_all(struct flow_run *r, int worker, struct flow_unit *u, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < u->n && rc == 0; i++)
		rc = put(r, worker, &u->piece[i], e);
	return rc;
}

/* Writes what came of u; as put(). */
static int
write_one(struct flow_run *r, int worker, struct flow_unit *u, bool last, struct err *e)
{
	int rc = u->enough ? 1 : put_all(r, worker, u, e);

	if (rc == 0 && u->trouble != NULL)
		rc = report(r, u, e);
	if (rc == 0 && u->satisfied > 0)
		r->satisfied = true;
	if (u->raw == NULL)
		return rc == 0 ? u->satisfied > 0 : rc;
	if (rc == 0 && u->raw->barrier != NULL)
		rc = commit(r, u->raw->barrier, e);
	if (rc >= 0)
		count_input(r, u);
	/* The reader may be blocked by now, for as long as it takes. */
	if (rc == 0 && u->raw->idle && last && flush(r, e) != 0)
		rc = -1;
	return rc == 0 ? u->satisfied > 0 : rc;
}

int
flow_write_early(struct flow_run *r, struct flow_group *g, struct flow_unit *u, struct err *e)
{
	int rc;

	/* The reader of the sink may take its time. */
	slot_pause();
	rc = put_all(r, g->worker, u, e);
	slot_resume();
	flow_unit_clear(r, u);
	return rc;
}

int
flow_write_barrier(struct flow_run *r, struct err *e)
{
	struct flow_unit u = { .raw = r->barrier };

	r->barrier = NULL;
	if (commit(r, u.raw->barrier, e) != 0) {
		flow_unit_release(r, &u);
		return -1;
	}
	count_input(r, &u);
	flow_unit_release(r, &u);
	return 0;
}

int
flow_write(void *ctx, void *result, bool last, struct err *e)
{
	struct flow_run *r = ctx;
	struct flow_group *g = result;
	int rc = 0, i;

	for (i = 0; i < g->n && rc == 0; i++) {
		rc = write_one(r, g->worker, &g->unit[i], last && i == g->n - 1, e);
		flow_unit_release(r, &g->unit[i]);
	}
	flow_group_free(r, g, i);
	return rc;
}
