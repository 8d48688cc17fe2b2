/*
 * flow.c - source, map, sink on top of the ordered map.
 *
 * An item is a group of raw units: small ones go together, because handing over costs
 * more than working on them.  The result of a unit holds the batches that came of it,
 * each with its chunk.  A failure in a worker travels in the result, after the batches
 * that were ready before it: only when its turn to be written comes is the place known,
 * and whether a limit was reached before.
 */
#include "par/flow.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "par/ordmap.h"

/* Which half of a row's way failed, and so what its number counts. */
enum stage { STAGE_DECODE, STAGE_MAP, STAGE_ENCODE };

struct trouble {
	enum stage stage;
	int64_t before;			/* rows of the same raw before the batch at fault */
	int64_t first;			/* its batch->first */
	int64_t written;		/* rows of it that are written all the same */
	struct err err;
};

struct result {
	struct batch_list list;
	struct chunk **chunk;		/* list.n of them, NULL without a sink */
	int64_t rows_in;
	int64_t bytes;
	bool idle;
	struct trouble *trouble;	/* NULL: all is well */
};

/* How many units, and about how many bytes of input, one item has. */
#define GROUP_UNITS 64
#define GROUP_BYTES (1 << 20)

struct group {
	int n;
	struct raw *raw[GROUP_UNITS];		/* until the work on them */
	struct result *res[GROUP_UNITS];	/* from then on; n may be less */
};

/* One run; what follows the flow is only used in order. */
struct run {
	struct flow *f;
	int over;			/* what read() said after the last unit: 0, -1; else 1 */
	struct err why;			/* of -1 */
	int64_t rows_in, rows_out;
	bool dirty;			/* written, not flushed */
};

static void
result_free(struct run *r, struct result *res)
{
	if (res == NULL)
		return;
	for (size_t i = 0; res->chunk != NULL && i < res->list.n; i++)
		if (res->chunk[i] != NULL)
			r->f->sink->ops->drop(r->f->sink, res->chunk[i]);
	free(res->chunk);
	batch_list_release(&res->list);
	free(res->trouble);
	free(res);
}

/* -- on the workers -- */

static void
keep_batches(struct batch_list *l, size_t n)
{
	while (l->n > n)
		batch_free(l->batch[--l->n]);
}

/*
 * Keeps what e says in res, whose batches from n on are dropped.  -1 only when
 * there is no memory to keep it in.
 */
static int
keep_trouble(struct result *res, size_t n, enum stage stage, int64_t before, int64_t first,
    const struct err *e)
{
	struct trouble *t = res->trouble;

	if (t == NULL && (t = mem_zero(1, sizeof(*t), NULL)) == NULL)
		return -1;
	t->stage = stage;
	t->before = before;
	t->first = first;
	t->written = 0;
	t->err = *e;
	res->trouble = t;
	keep_batches(&res->list, n);
	return 0;
}

/*
 * Puts b through the map.  Of a failure at a row what comes before is mapped again
 * by itself, so that rows and message are the same however the input came in
 * batches; that may fail at an earlier row, as expressions go column by column.
 */
static int
map_batch(struct run *r, int worker, struct batch *b, struct batch_list *out, struct err *e)
{
	struct flow *f = r->f;
	struct batch *whole = batch_slice(b, 0, b->rows, e), *part;
	struct err again;
	size_t n = out->n;
	int rc;

	if (whole == NULL) {
		batch_free(b);
		return -1;
	}
	for (rc = f->map(f->ctx, worker, b, out, e); rc != 0;) {
		keep_batches(out, n);
		err_clear(&again);
		if (e->row <= 0 || (part = batch_slice(whole, 0, e->row, &again)) == NULL ||
		    f->map(f->ctx, worker, part, out, &again) == 0)
			break;
		if (again.row < 0 || again.row >= e->row) {
			keep_batches(out, n);
			break;
		}
		*e = again;
	}
	batch_free(whole);
	return rc;
}

/* Puts the batches in through the map, up to the first failure. */
static int
map_all(struct run *r, int worker, struct result *res, struct batch_list *in,
    struct err *e)
{
	int64_t before = 0;

	for (size_t i = 0; i < in->n; i++) {
		struct batch *b = in->batch[i];
		int64_t rows = b->rows, first = b->first;

		in->batch[i] = NULL;
		if (b->kind != BATCH_DATA) {
			if (batch_list_add(&res->list, b, e) != 0)
				return -1;
		} else if (map_batch(r, worker, b, &res->list, e) != 0) {
			return keep_trouble(res, res->list.n, STAGE_MAP, before, first, e);
		}
		before += rows;
	}
	return 0;
}

/* Drops batches without rows, and cuts off what no limit can let through. */
static int
trim(struct run *r, struct result *res, struct err *e)
{
	struct batch_list *l = &res->list;
	int64_t limit = r->f->limit;
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct batch *b = l->batch[i], *cut;

		l->batch[i] = NULL;
		if (b->kind == BATCH_DATA && b->rows == 0) {
			batch_free(b);
			continue;
		}
		if (limit >= 0 && b->rows > limit) {
			cut = batch_slice(b, 0, limit, e);
			batch_free(b);
			if ((b = cut) == NULL)
				return -1;
		}
		l->batch[n++] = b;
	}
	l->n = n;
	return 0;
}

/* Batch i cannot be encoded: keeps the rows of it before the one at fault. */
static int
encode_part(struct run *r, struct result *res, size_t i, int64_t before, struct err *e)
{
	struct sink *k = r->f->sink;
	struct batch *b = res->list.batch[i], *part;
	struct err again = ERR_INIT;

	if (keep_trouble(res, i + 1, STAGE_ENCODE, before, b->first, e) != 0)
		return -1;
	if (e->row > 0 && (part = batch_slice(b, 0, e->row, &again)) != NULL) {
		if (k->ops->encode(k, part, &res->chunk[i], &again) == 0) {
			res->list.batch[i] = part;
			batch_free(b);
			res->trouble->written = e->row;
			return 0;
		}
		batch_free(part);
	}
	batch_free(res->list.batch[--res->list.n]);
	return 0;
}

static int
encode_all(struct run *r, struct result *res, struct err *e)
{
	struct sink *k = r->f->sink;
	int64_t before = 0;

	if (k == NULL || res->list.n == 0)
		return 0;
	res->chunk = mem_zero(res->list.n, sizeof(*res->chunk), e);
	if (res->chunk == NULL)
		return -1;
	for (size_t i = 0; i < res->list.n; i++) {
		if (k->ops->encode(k, res->list.batch[i], &res->chunk[i], e) != 0)
			return encode_part(r, res, i, before, e);
		before += res->list.batch[i]->rows;
	}
	return 0;
}

/* Everything from a decoded list to chunks. */
static int
process(struct run *r, int worker, struct result *res, struct batch_list *in,
    struct err *e)
{
	for (size_t i = 0; i < in->n; i++)
		res->rows_in += in->batch[i]->rows;
	if (r->f->map == NULL) {
		res->list = *in;
		memset(in, 0, sizeof(*in));
	} else if (map_all(r, worker, res, in, e) != 0) {
		return -1;
	}
	return trim(r, res, e) != 0 ? -1 : encode_all(r, res, e);
}

/* Takes raw; NULL when there is no memory. */
static struct result *
work_on(struct run *r, int worker, struct raw *raw, struct err *e)
{
	struct source *s = r->f->source;
	struct result *res = mem_zero(1, sizeof(*res), e);
	struct batch_list in = { 0, 0, NULL };
	int rc = 0;

	if (res == NULL) {
		s->ops->drop(s, raw);
		return NULL;
	}
	res->bytes = raw->bytes;
	res->idle = raw->idle;
	if (s->ops->decode(s, raw, &in, e) != 0)
		rc = keep_trouble(res, 0, STAGE_DECODE, 0, -1, e);
	if (rc == 0)
		rc = process(r, worker, res, &in, e);
	batch_list_release(&in);
	if (rc != 0) {
		result_free(r, res);
		return NULL;
	}
	return res;
}

/* Drops what is in g, the raws from i on, and g itself. */
static void
group_free(struct run *r, struct group *g, int i)
{
	struct source *s = r->f->source;

	for (int k = 0; k < g->n; k++) {
		if (k >= i)
			s->ops->drop(s, g->raw[k]);
		result_free(r, g->res[k]);
	}
	free(g);
}

static int
flow_work(void *ctx, int worker, void *item, void **result, struct err *e)
{
	struct run *r = ctx;
	struct group *g = item;
	bool trouble = false;
	int i;

	for (i = 0; i < g->n && !trouble; i++) {
		if ((g->res[i] = work_on(r, worker, g->raw[i], e)) == NULL) {
			group_free(r, g, i + 1);
			return -1;
		}
		trouble = g->res[i]->trouble != NULL;
	}
	/* What follows trouble is never looked at. */
	for (int k = i; k < g->n; k++)
		r->f->source->ops->drop(r->f->source, g->raw[k]);
	g->n = i;
	*result = g;
	return 0;
}

/* -- in order -- */

/* Words the place of a failure among the rows of the input. */
static void
place_input(struct run *r, const struct trouble *t, struct err *e)
{
	struct source *s = r->f->source;
	int64_t row = -1;

	/* A map that knows no row speaks of something else than the input. */
	if (e->row < 0 && t->stage != STAGE_DECODE)
		return;
	if (e->row >= 0) {
		row = t->first >= 0 ? t->first + e->row : r->rows_in + t->before + e->row;
		e->row += t->before;
	}
	if (s->ops->place != NULL)
		s->ops->place(s, e);
	else if (row >= 0)
		err_prefix(e, "%s: row %" PRId64 ": ", s->name, row + 1);
	else
		err_prefix(e, "%s: ", s->name);
	e->row = row;
}

/* Says where a worker failed, all before it being written.  Returns -1. */
static int
report(struct run *r, const struct trouble *t, struct err *e)
{
	*e = t->err;
	if ((e->flags & (ERR_CLOSED | ERR_UPSTREAM)) != 0)
		return -1;
	/* Rows that a map has cut or made cannot be found in the input any more. */
	if (t->stage != STAGE_ENCODE || r->f->map == NULL)
		place_input(r, t, e);
	else if (e->row >= 0)
		err_prefix(e, "output row %" PRId64 ": ",
		    r->rows_out - t->written + e->row + 1);
	return -1;
}

/* Shortens batch i of res to rows, and encodes it again. */
static int
cut(struct run *r, struct result *res, size_t i, int64_t rows, struct err *e)
{
	struct sink *k = r->f->sink;
	struct batch *b = batch_slice(res->list.batch[i], 0, rows, e);

	if (b == NULL)
		return -1;
	if (k != NULL) {
		k->ops->drop(k, res->chunk[i]);
		res->chunk[i] = NULL;
	}
	batch_free(res->list.batch[i]);
	res->list.batch[i] = b;
	return k == NULL ? 0 : k->ops->encode(k, b, &res->chunk[i], e);
}

/* Shows and writes batch i: 0, 1 when that was enough, -1. */
static int
put(struct run *r, struct result *res, size_t i, struct err *e)
{
	struct flow *f = r->f;
	int64_t left = f->limit - r->rows_out, rows;
	struct chunk *c;
	int enough = 0;

	if (f->limit >= 0 && res->list.batch[i]->rows > left &&
	    cut(r, res, i, left, e) != 0)
		return -1;
	rows = res->list.batch[i]->rows;
	if (f->see != NULL && (enough = f->see(f->ctx, res->list.batch[i], e)) < 0)
		return -1;
	if (f->sink != NULL) {
		c = res->chunk[i];
		res->chunk[i] = NULL;
		if (f->sink->ops->write(f->sink, c, e) != 0)
			return -1;
		r->dirty = true;
	}
	r->rows_out += rows;
	if (f->stats != NULL)
		atomic_fetch_add_explicit(&f->stats->rows_out, rows, memory_order_relaxed);
	return enough || (f->limit >= 0 && r->rows_out >= f->limit);
}

static int
flush(struct run *r, struct err *e)
{
	if (!r->dirty)
		return 0;
	r->dirty = false;
	return r->f->sink->ops->flush(r->f->sink, e);
}

/* Writes all batches; as put(). */
static int
put_all(struct run *r, struct result *res, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < res->list.n && rc == 0; i++) {
		bool barrier = res->list.batch[i]->kind == BATCH_BARRIER;

		rc = put(r, res, i, e);
		/* An epoch that is over waits for nobody. */
		if (rc >= 0 && barrier && flush(r, e) != 0)
			rc = -1;
	}
	return rc;
}

/* Writes the result of one unit and takes it; as put(). */
static int
write_one(struct run *r, struct result *res, bool last, struct err *e)
{
	struct flow *f = r->f;
	bool idle = res->idle;
	int rc;

	rc = put_all(r, res, e);
	if (rc == 0 && res->trouble != NULL)
		rc = report(r, res->trouble, e);
	if (rc >= 0) {
		r->rows_in += res->rows_in;
		if (f->source->ops->done != NULL)
			f->source->ops->done(f->source, res->rows_in, res->rows_in);
	}
	if (rc >= 0 && f->stats != NULL) {
		atomic_fetch_add_explicit(&f->stats->rows_in, res->rows_in,
		    memory_order_relaxed);
		atomic_fetch_add_explicit(&f->stats->bytes_in, res->bytes,
		    memory_order_relaxed);
	}
	result_free(r, res);
	/* The reader may be blocked by now, for as long as it takes. */
	if (rc == 0 && idle && last && flush(r, e) != 0)
		rc = -1;
	return rc;
}

static int
flow_write(void *ctx, void *result, bool last, struct err *e)
{
	struct run *r = ctx;
	struct group *g = result;
	int rc = 0;

	for (int i = 0; i < g->n && rc == 0; i++) {
		rc = write_one(r, g->res[i], last && i == g->n - 1, e);
		g->res[i] = NULL;
	}
	group_free(r, g, g->n);
	return rc;
}

/* Another unit would be read without a wait, and belongs into the same item. */
static bool
goes_on(const struct group *g, int64_t bytes)
{
	return g->n < GROUP_UNITS && bytes < GROUP_BYTES && !g->raw[g->n - 1]->idle;
}

static int
flow_read(void *ctx, void **item, struct err *e)
{
	struct run *r = ctx;
	struct source *s = r->f->source;
	struct group *g = NULL;
	int64_t bytes = 0;

	if (r->over == 1 && (g = mem_zero(1, sizeof(*g), e)) == NULL)
		return -1;
	while (r->over == 1) {
		r->over = s->ops->read(s, &g->raw[g->n], &r->why);
		if (r->over == 1)
			bytes += g->raw[g->n++]->bytes;
		if (g->n > 0 && (r->over != 1 || !goes_on(g, bytes))) {
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

static void
drop_item(void *ctx, void *item)
{
	group_free(ctx, item, 0);
}

static void
drop_result(void *ctx, void *result)
{
	struct group *g = result;

	group_free(ctx, g, g->n);
}

static void
flow_cancel(void *ctx)
{
	struct run *r = ctx;
	struct source *s = r->f->source;

	if (r->f->cancel != NULL)
		r->f->cancel(r->f->ctx);
	else if (s->ops->cancel != NULL)
		s->ops->cancel(s);
}

int
flow_run(struct flow *f, struct err *e)
{
	struct run r = { .f = f, .over = 1, .why = ERR_INIT };
	const struct ordmap m = { flow_read, flow_work, flow_write, drop_item, drop_result,
	    flow_cancel, &r, f->jobs > 0 ? f->jobs : 1 };

	if (f->limit == 0)
		return 0;
	return ordmap_run(&m, e);
}
