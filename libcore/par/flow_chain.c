/*
 * flow_chain.c - what a flow does with a batch on a worker: the operators, one after the
 * other, then encoding.
 *
 * A batch goes all the way before the next one is made, while it is in the cache.
 */
#include "base/mem.h"
#include "model/text.h"
#include "par/flow_impl.h"
#include "par/ordmap.h"

/* So many batches of a task wait encoded for their turn; then the task waits as well. */
#define HELD 8

/* The way that the batches of one source batch, or of one task, have before them. */
struct way {
	struct flow_run *run;
	struct flow_group *group;
	struct flow_unit *unit;
	int64_t before;			/* rows of the raw before the batch that they come of */
};

/* What the operator of step at - 1 puts out, for the one of step at. */
struct way_emit {
	struct emit emit;
	struct way *way;
	int at;
};

static int push(struct way *y, int at, struct batch *b, struct err *e);

int
flow_trouble(struct flow_unit *u, enum flow_stage stage, int64_t before, int64_t first,
    const struct err *e)
{
	if ((u->trouble = mem_zero(1, sizeof(*u->trouble), NULL)) == NULL)
		return -1;
	*u->trouble = (struct flow_trouble){ stage, before, first, 0, *e };
	return 0;
}

/* -- encoding -- */

/* b, which is taken, cannot be encoded: keeps the rows of it before the one at fault. */
static int
encode_part(struct way *y, struct flow_piece *p, struct batch *b, struct err *e)
{
	struct flow *f = y->run->f;
	struct flow_unit *u = y->unit;
	struct err again = ERR_INIT;
	struct batch *part = NULL;
	int rc = flow_trouble(u, FLOW_ENCODE, y->before, b->first, e);

	if (rc == 0 && e->row > 0)
		part = batch_slice(b, 0, e->row, &again);
	batch_free(b);
	if (part == NULL)
		return rc;
	p->rows = u->trouble->written = part->rows;
	if (f->limit >= 0)
		p->batch = batch_slice(part, 0, part->rows, &again);
	if (f->sink->ops->encode(f->sink, y->group->worker, part, &p->chunk, &again) == 0) {
		u->n++;
		return 0;
	}
	batch_free(part);
	batch_free(p->batch);
	u->trouble->written = 0;
	return 0;
}

/* A task that is far ahead of its turn waits for it, and writes what it has. */
static int
keep_up(struct way *y, struct err *e)
{
	struct flow_unit *u = y->unit;
	int rc;

	if (u->raw != NULL || u->n < HELD)
		return 0;
	if (!ordmap_turn())
		return err_set(e, STATUS_SYSTEM, "the flow has ended");
	if ((rc = flow_write_early(y->run, y->group, u, e)) == 1)
		u->enough = true;
	return rc < 0 ? -1 : 0;
}

/* Lets b, which is taken, go out: encodes it, but for what no limit can let through. */
static int
put_out(struct way *y, struct batch *b, struct err *e)
{
	struct flow *f = y->run->f;
	struct flow_unit *u = y->unit;
	struct sink *k = f->sink;
	struct batch *cut;
	struct flow_piece *p;

	if (f->limit >= 0 && b->rows > f->limit) {
		cut = batch_slice(b, 0, f->limit, e);
		batch_free(b);
		if ((b = cut) == NULL)
			return -1;
	}
	if (mem_grow(&u->piece, &u->cap, u->n + 1, sizeof(*u->piece), e) != 0) {
		batch_free(b);
		return -1;
	}
	p = &u->piece[u->n];
	*p = (struct flow_piece){ .rows = b->rows };
	if (k == NULL) {
		batch_free(b);
		u->n++;
		return 0;
	}
	if (f->limit >= 0 && (p->batch = batch_slice(b, 0, b->rows, e)) == NULL) {
		batch_free(b);
		return -1;
	}
	if (k->ops->encode(k, y->group->worker, b, &p->chunk, e) == 0) {
		u->n++;
		return keep_up(y, e);
	}
	batch_free(p->batch);
	*p = (struct flow_piece){ 0 };
	return encode_part(y, p, b, e);
}

/* -- operators -- */

/* Nothing more is wanted of what comes into step at, or out. */
static bool
over(const struct flow_unit *u, int at)
{
	return u->enough || u->satisfied > at;
}

/* Lets b go into the operator of step at.  0, also when that is satisfied; or -1. */
static int
add(struct way *y, int at, const struct batch *b, struct emit *to, struct err *e)
{
	const struct flow_step *s = &y->run->step[at];
	int rc = s->op->ops->add(s->op, y->group->worker, s->input, b, to, e);

	if (rc == OP_ENOUGH && y->unit->satisfied <= at)
		y->unit->satisfied = at + 1;
	return rc < 0 ? -1 : 0;
}

/* emit.put between two operators. */
static int
put_on(struct emit *to, struct batch *b, struct err *e)
{
	struct way_emit *m = (struct way_emit *)to;

	if (push(m->way, m->at, b, e) != 0)
		return -1;
	/* The operator is not to go on; what it says of that counts for nothing. */
	return m->way->unit->trouble == NULL && !over(m->way->unit, m->at) ? 0 :
	    err_set(e, STATUS_SYSTEM, "the flow has ended");
}

/*
 * b, which is taken, goes through the operator of step at and those after it, or out.
 * 0, also with trouble; -1: memory, or a failure to write early.
 */
static int
push(struct way *y, int at, struct batch *b, struct err *e)
{
	struct way_emit to = { { put_on }, y, at + 1 };
	struct err own = ERR_INIT;
	int rc;

	if (b->rows == 0) {
		batch_free(b);
		return 0;
	}
	if (at == y->run->nstep)
		return put_out(y, b, e);
	rc = add(y, at, b, &to.emit, &own);
	batch_free(b);
	if (rc == 0 || y->unit->trouble != NULL || over(y->unit, at + 1))
		return 0;
	/* Its rows are not those of the input. */
	if (at > 0)
		own.row = own.byte = -1;
	return flow_trouble(y->unit, FLOW_OP, y->before, -1, &own);
}

/* -- the first operator, which sees the rows of the input -- */

/* Puts the key of the row at fault before the message, where the source has keys to name. */
static void
name_key(const struct source *s, const struct batch *b, struct err *e)
{
	int k = s->keyed && e->row >= 0 && e->row < b->rows ? schema_find(b->schema, "key") : -1;

	if (k >= 0 && !b->col[k].absent)
		text_key(&b->schema->field[k].type, &b->col[k], e->row, e);
}

static void
drop_batches(struct batch_list *l)
{
	while (l->n > 0)
		batch_free(l->batch[--l->n]);
}

/* emit.put into the list of a group. */
struct list_emit {
	struct emit emit;
	struct batch_list *list;
};

static int
put_list(struct emit *to, struct batch *b, struct err *e)
{
	return batch_list_add(((struct list_emit *)to)->list, b, e);
}

/*
 * Puts b through a pure operator.  Of a failure at a row what comes before goes through it
 * again by itself, so that rows and message are the same however the input came in
 * batches; that may fail at an earlier row, as expressions go column by column.
 */
static int
add_pure(struct way *y, const struct batch *b, struct err *e)
{
	struct batch_list *out = &y->group->made;
	struct list_emit to = { { put_list }, out };
	int rc = add(y, 0, b, &to.emit, e), ok = -1;
	struct batch *part;
	struct err again;

	if (rc == 0)
		return 0;
	while (ok != 0) {
		drop_batches(out);
		err_clear(&again);
		if (e->row <= 0 || (part = batch_slice(b, 0, e->row, &again)) == NULL)
			break;
		ok = add(y, 0, part, &to.emit, &again);
		batch_free(part);
		if (ok != 0 && (again.row < 0 || again.row >= e->row)) {
			drop_batches(out);
			break;
		}
		if (ok != 0)
			*e = again;
	}
	return -1;
}

/* Lets what a pure first operator has made go on.  As push(). */
static int
push_made(struct way *y, struct err *e)
{
	struct batch_list *made = &y->group->made;
	int rc = 0;

	for (size_t i = 0; i < made->n && rc == 0 && y->unit->trouble == NULL; i++) {
		struct batch *b = made->batch[i];

		made->batch[i] = NULL;
		rc = push(y, 1, b, e);
	}
	drop_batches(made);
	return rc;
}

int
flow_chain(struct flow_run *r, struct flow_group *g, struct flow_unit *u, struct batch *b,
    struct err *e)
{
	struct way y = { r, g, u, u->rows_in };
	struct way_emit to = { { put_on }, &y, 1 };
	struct err own = ERR_INIT;
	int64_t first = b->first;
	int rc, out = 0;

	u->rows_in += b->rows;
	if (r->nstep == 0)
		return push(&y, 0, b, e);
	if ((r->step[0].op->flags & OP_PURE) != 0) {
		rc = add_pure(&y, b, &own);
		out = push_made(&y, e);
	} else {
		rc = add(&y, 0, b, &to.emit, &own);
	}
	if (rc != 0)
		name_key(r->source, b, &own);
	batch_free(b);
	if (out != 0 || rc == 0 || u->trouble != NULL || over(u, 1))
		return out;
	return flow_trouble(u, FLOW_OP, y.before, first, &own);
}

int
flow_chain_task(struct flow_run *r, struct flow_group *g, struct flow_unit *u, struct err *e)
{
	struct way y = { r, g, u, 0 };
	struct way_emit to = { { put_on }, &y, r->at + 1 };
	struct op *o = r->step[r->at].op;

	if (o->ops->task(o, g->worker, u->task, &to.emit, e) == 0)
		return 0;
	return u->trouble != NULL || over(u, r->at + 1) ? 0 : -1;
}
