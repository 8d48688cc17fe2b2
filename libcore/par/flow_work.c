/*
 * flow_work.c - what a flow does on the workers: scan, decode, map, encode.
 *
 * A unit's batches are decoded, mapped and encoded one after the other, while they are in
 * the cache.
 */
#include "base/mem.h"
#include "model/text.h"
#include "par/flow_impl.h"
#include "par/slot.h"

/* Keeps what e says of the batch that comes next of u.  -1 only without memory to keep it in. */
static int
keep_trouble(struct flow_unit *u, enum flow_stage stage, int64_t before, int64_t first,
    const struct err *e)
{
	if ((u->trouble = mem_zero(1, sizeof(*u->trouble), NULL)) == NULL)
		return -1;
	*u->trouble = (struct flow_trouble){ stage, before, first, 0, *e };
	return 0;
}

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

/*
 * Puts b through the map.  Of a failure at a row what comes before is mapped again
 * by itself, so that rows and message are the same however the input came in
 * batches; that may fail at an earlier row, as expressions go column by column.
 */
static int
map_batch(struct flow_run *r, int worker, const struct batch *b, struct batch_list *out,
    struct err *e)
{
	struct flow *f = r->f;
	struct batch *part;
	struct err again;
	int rc = f->map(f->ctx, worker, b, out, e), ok = -1;

	if (rc == 0)
		return 0;
	while (ok != 0) {
		drop_batches(out);
		err_clear(&again);
		if (e->row <= 0 || (part = batch_slice(b, 0, e->row, &again)) == NULL)
			break;
		ok = f->map(f->ctx, worker, part, out, &again);
		batch_free(part);
		if (ok != 0 && (again.row < 0 || again.row >= e->row)) {
			drop_batches(out);
			break;
		}
		if (ok != 0)
			*e = again;
	}
	name_key(f->source, b, e);
	return -1;
}

/* b, which is taken, cannot be encoded: keeps the rows of it before the one at fault. */
static int
encode_part(struct flow_run *r, int worker, struct flow_unit *u, struct flow_piece *p,
    struct batch *b, int64_t before, struct err *e)
{
	struct sink *k = r->f->sink;
	struct err again = ERR_INIT;
	struct batch *part = NULL;
	int rc = keep_trouble(u, FLOW_ENCODE, before, b->first, e);

	if (rc == 0 && e->row > 0)
		part = batch_slice(b, 0, e->row, &again);
	batch_free(b);
	if (part == NULL)
		return rc;
	p->rows = u->trouble->written = part->rows;
	if (r->f->limit >= 0)
		p->batch = batch_slice(part, 0, part->rows, &again);
	if (k->ops->encode(k, worker, part, &p->chunk, &again) == 0) {
		u->n++;
		return 0;
	}
	batch_free(part);
	batch_free(p->batch);
	u->trouble->written = 0;
	return 0;
}

/*
 * Lets b, which is taken, go out: encodes it, but for what no limit can let through and
 * what has no rows.  before: rows of the raw before the batch that it comes of.
 */
static int
put_out(struct flow_run *r, int worker, struct flow_unit *u, struct batch *b, int64_t before,
    struct err *e)
{
	struct sink *k = r->f->sink;
	int64_t limit = r->f->limit;
	struct batch *cut;
	struct flow_piece *p;

	if (b->rows == 0) {
		batch_free(b);
		return 0;
	}
	if (limit >= 0 && b->rows > limit) {
		cut = batch_slice(b, 0, limit, e);
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
	if (limit >= 0 && (p->batch = batch_slice(b, 0, b->rows, e)) == NULL) {
		batch_free(b);
		return -1;
	}
	if (k->ops->encode(k, worker, b, &p->chunk, e) == 0) {
		u->n++;
		return 0;
	}
	batch_free(p->batch);
	*p = (struct flow_piece){ 0 };
	return encode_part(r, worker, u, p, b, before, e);
}

/* One batch of u, which is taken, all the way.  0, also with trouble; -1 without memory for it. */
static int
work_on_batch(struct flow_run *r, struct flow_group *g, struct flow_unit *u, struct batch *b,
    struct err *e)
{
	int64_t before = u->rows_in, first = b->first;
	int rc, out = 0;

	u->rows_in += b->rows;
	if (r->f->map == NULL)
		return put_out(r, g->worker, u, b, before, e);
	rc = map_batch(r, g->worker, b, &g->mapped, e);
	batch_free(b);
	for (size_t i = 0; i < g->mapped.n && out == 0 && u->trouble == NULL; i++) {
		struct err own = ERR_INIT;

		b = g->mapped.batch[i];
		g->mapped.batch[i] = NULL;
		if ((out = put_out(r, g->worker, u, b, before, rc == 0 ? e : &own)) != 0)
			*e = rc == 0 ? *e : own;
	}
	drop_batches(&g->mapped);
	if (rc != 0 && out == 0 && u->trouble == NULL)
		out = keep_trouble(u, FLOW_MAP, before, first, e);
	return out;
}

/* Decodes u and works on its batches.  As work_on_batch(). */
static int
work_on(struct flow_run *r, struct flow_group *g, struct flow_unit *u, struct err *e)
{
	struct source *s = r->f->source;
	struct batch *b;
	int rc;

	if (u->raw->barrier != NULL)
		return 0;
	for (;;) {
		if ((rc = s->ops->decode(s, g->worker, u->raw, &b, e)) < 0)
			return keep_trouble(u, FLOW_DECODE, 0, -1, e);
		if (rc == 0)
			return 0;
		if (work_on_batch(r, g, u, b, e) != 0)
			return -1;
		if (u->trouble != NULL)
			return 0;
		slot_turn();
	}
}

/* Decodes, maps and encodes all units of g, which stays the run's. */
static int
work_on_all(struct flow_run *r, struct flow_group *g, struct err *e)
{
	for (int i = 0; i < g->n && g->unit[i].trouble == NULL; i++) {
		if (work_on(r, g, &g->unit[i], e) != 0)
			return -1;
		if (g->unit[i].trouble != NULL)
			flow_group_cut(r, g, i);
	}
	return 0;
}

/* Lets the source read the bytes of all units. */
static int
scan_all(struct flow_run *r, struct flow_group *g, struct err *e)
{
	struct source *s = r->f->source;

	for (int i = 0; i < g->n && s->ops->scan != NULL; i++) {
		struct flow_unit *u = &g->unit[i];

		if (u->raw->barrier != NULL || s->ops->scan(s, g->worker, u->raw, e) == 0)
			continue;
		flow_group_cut(r, g, i);
		return keep_trouble(u, FLOW_DECODE, 0, -1, e);
	}
	return 0;
}

int
flow_work(void *ctx, int worker, void *item, void **result, struct err *e)
{
	struct flow_run *r = ctx;
	struct flow_group *g = item;

	g->worker = worker;
	bool linked = r->f->source->ops->link != NULL;

	if (scan_all(r, g, e) != 0 || (!linked && work_on_all(r, g, e) != 0)) {
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
	struct source *s = r->f->source;

	(void)worker;
	for (int i = 0; i < g->n && g->unit[i].trouble == NULL; i++) {
		struct flow_unit *u = &g->unit[i];

		if (u->raw->barrier != NULL || s->ops->link(s, u->raw, e) == 0)
			continue;
		flow_group_cut(r, g, i);
		return keep_trouble(u, FLOW_DECODE, 0, -1, e);
	}
	return 0;
}

int
flow_finish(void *ctx, int worker, void *result, struct err *e)
{
	(void)worker;
	return work_on_all(ctx, result, e);
}
