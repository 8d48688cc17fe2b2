/* concat.c - several inputs as one source. */
#include "dataset/concat.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dataset/union.h"

/* One input.  Its source goes once it has ended and every raw that it gave is gone. */
struct part {
	struct source *source;	/* NULL: gone */
	char *name;
	bool lines;		/* of source, which goes before them */
	int64_t given, done, gone;	/* raws */
	int64_t rows;		/* done */
	bool ended;
	int *place;		/* of its columns among all, NULL: as they are */
	bool *used;		/* what its plan() says, with place */
	struct part *next;
};

struct concat {
	struct source base;
	struct concat_conf conf;
	size_t at;			/* how many inputs were opened */
	struct part *all;		/* in their order */
	struct part *first, *last;	/* with sources; last is the one being read */
	char *name;			/* of the first, for messages */
	char *names;			/* of all of them */
	struct schemas columns;
	struct source **kept;		/* those that were opened ahead of their turn */
	struct want want;		/* what plan() said */
	bool planned;
	/* Guards the list against cancel(), which comes from any thread. */
	pthread_mutex_t lock;
	bool cancelled;
};

struct concat_raw {
	struct raw base;
	struct raw *raw;
	struct part *part;
};

static void
part_free(struct part *p)
{
	source_free(p->source);
	free(p->name);
	free(p->place);
	free(p->used);
	free(p);
}

/* The source of input i, whose columns are added to those of all. */
static struct source *
open_input(struct concat *c, size_t i, struct err *e)
{
	struct source *s = c->kept != NULL ? c->kept[i] : NULL;

	if (s != NULL) {
		c->kept[i] = NULL;
		return s;
	}
	if ((s = c->conf.open(c->conf.arg, i, e)) == NULL)
		return NULL;
	if (s->epochs && c->conf.n > 1)
		err_set(e, STATUS_USAGE, "%s: a stream of epochs cannot be read along with "
		    "other inputs", s->name);
	else if (union_add(&c->columns, s->schema, s->name, e) == 0)
		return s;
	source_free(s);
	return NULL;
}

/* Opens the inputs after the first for their columns. */
static int
look_ahead(struct concat *c, struct err *e)
{
	struct source *s;

	if (c->conf.again == NULL)
		return 0;
	if (c->conf.missing &&
	    (c->kept = mem_zero(c->conf.n, sizeof(struct source *), e)) == NULL)
		return -1;
	for (size_t i = 1; i < c->conf.n; i++) {
		bool again = c->conf.again(c->conf.arg, i);

		if (!again && !c->conf.missing)
			continue;
		if ((s = open_input(c, i, e)) == NULL)
			return -1;
		if (again)
			source_free(s);
		else
			c->kept[i] = s;
	}
	return 0;
}

/* Tells a part what is wanted of its columns. */
static int
plan_part(struct concat *c, struct part *p, struct err *e)
{
	const struct schema *all = c->base.schema;
	struct want w = c->want;

	if (p->place != NULL) {
		if (p->used == NULL && (p->used = mem_zero(p->source->schema->nfield + 1,
		    sizeof(bool), e)) == NULL)
			return -1;
		for (size_t i = 0; i < all->nfield; i++)
			if (p->place[i] >= 0)
				p->used[p->place[i]] = c->want.column[i];
		w.column = p->used;
		/* The fields of its structs may have other places, too. */
		w.nfield = 0;
	}
	return source_plan(p->source, &w, e);
}

/* Finds out how the columns of a part become those of all. */
static int
fit_part(struct concat *c, struct part *p, struct err *e)
{
	bool same;

	if (c->base.schema == NULL)
		return 0;
	p->place = union_places(c->base.schema, p->source->schema, &same, e);
	if (p->place == NULL && !same)
		return -1;
	return c->planned ? plan_part(c, p, e) : 0;
}

/* Opens the next input and puts it at the end of the list. */
static int
open_next(struct concat *c, struct err *e)
{
	struct part *p = mem_zero(1, sizeof(*p), e);
	bool cancelled;

	if (p == NULL)
		return -1;
	if ((p->source = open_input(c, c->at, e)) == NULL || fit_part(c, p, e) != 0) {
		part_free(p);
		return -1;
	}
	if ((p->name = mem_dup(p->source->name, strlen(p->source->name), e)) == NULL) {
		part_free(p);
		return -1;
	}
	p->lines = p->source->lines;
	c->at++;
	pthread_mutex_lock(&c->lock);
	if (c->last != NULL)
		c->last->next = p;
	else
		c->all = c->first = p;
	c->last = p;
	cancelled = c->cancelled;
	pthread_mutex_unlock(&c->lock);
	if (cancelled && p->source->ops->cancel != NULL)
		p->source->ops->cancel(p->source);
	return 0;
}

/* Frees the sources that are over at the head of the list, but never the one being read. */
static void
reap(struct concat *c)
{
	struct part *p;

	pthread_mutex_lock(&c->lock);
	while ((p = c->first) != c->last && p->ended && p->gone == p->given) {
		c->first = p->next;
		source_free(p->source);
		p->source = NULL;
	}
	pthread_mutex_unlock(&c->lock);
}

static int
concat_next(struct source *s, struct raw **out, struct err *e)
{
	struct concat *c = (struct concat *)s;
	struct concat_raw *r = mem_zero(1, sizeof(*r), e);
	struct part *p;
	int rc;

	if (r == NULL)
		return -1;
	for (;;) {
		p = c->last;
		rc = p->ended ? 0 : p->source->ops->next(p->source, &r->raw, e);
		if (rc == 0) {
			pthread_mutex_lock(&c->lock);
			p->ended = true;
			pthread_mutex_unlock(&c->lock);
			if (c->at < c->conf.n && open_next(c, e) == 0) {
				/* One without rows has no raw with which it would go. */
				reap(c);
				continue;
			}
			rc = c->at < c->conf.n ? -1 : 0;
		}
		if (rc != 1)
			break;
		r->base = *r->raw;
		r->raw->barrier = NULL;
		r->base.opens = c->conf.n > 1 && p->given == 0;
		r->part = p;
		pthread_mutex_lock(&c->lock);
		p->given++;
		pthread_mutex_unlock(&c->lock);
		*out = &r->base;
		return 1;
	}
	free(r);
	return rc;
}

static int
concat_scan(struct source *s, int w, struct raw *raw, struct err *e)
{
	struct concat_raw *r = (struct concat_raw *)raw;
	struct source *inner = r->part->source;

	(void)s;
	return inner->ops->scan == NULL ? 0 : inner->ops->scan(inner, w, r->raw, e);
}

static int
concat_link(struct source *s, struct raw *raw, struct err *e)
{
	struct concat_raw *r = (struct concat_raw *)raw;
	struct source *inner = r->part->source;

	(void)s;
	return inner->ops->link == NULL ? 0 : inner->ops->link(inner, r->raw, e);
}

static int
concat_decode(struct source *s, int w, struct raw *raw, struct batch **out, struct err *e)
{
	const struct concat *c = (const struct concat *)s;
	struct concat_raw *r = (struct concat_raw *)raw;
	struct source *inner = r->part->source;

	int rc = inner->ops->decode(inner, w, r->raw, out, e);

	if (rc != 1 || r->part->place == NULL)
		return rc;
	*out = union_batch(s->schema, r->part->place, c->planned ? c->want.column : NULL, *out, e);
	return *out == NULL ? -1 : 1;
}

static void
concat_drop(struct source *s, struct raw *raw)
{
	struct concat *c = (struct concat *)s;
	struct concat_raw *r = (struct concat_raw *)raw;

	r->part->source->ops->drop(r->part->source, r->raw);
	pthread_mutex_lock(&c->lock);
	r->part->gone++;
	pthread_mutex_unlock(&c->lock);
	free(r);
	reap(c);
}

static void
concat_done(struct source *s, struct raw *raw, int64_t rows)
{
	struct concat_raw *r = (struct concat_raw *)raw;
	struct source *inner = r->part->source;

	(void)s;
	if (inner->ops->done != NULL)
		inner->ops->done(inner, r->raw, rows);
	r->part->rows += rows;
	r->part->done++;
}

static void
concat_place(struct source *s, const struct raw *raw, struct err *e)
{
	const struct concat_raw *r = (const struct concat_raw *)raw;
	const struct part *p = r->part;

	(void)s;
	if (p->source->ops->place != NULL)
		p->source->ops->place(p->source, r->raw, e);
	else if (e->row >= 0)
		err_prefix(e, "%s: row %lld: ", p->source->name,
		    (long long)(p->rows + e->row + 1));
	else
		err_prefix(e, "%s: ", p->source->name);
}

static int
concat_plan(struct source *s, const struct want *w, struct err *e)
{
	struct concat *c = (struct concat *)s;

	want_release(&c->want);
	if (want_copy(&c->want, w, s->schema->nfield, e) != 0)
		return -1;
	c->planned = true;
	return plan_part(c, c->last, e);
}

static void
concat_cancel(struct source *s)
{
	struct concat *c = (struct concat *)s;

	pthread_mutex_lock(&c->lock);
	c->cancelled = true;
	if (c->last->source->ops->cancel != NULL)
		c->last->source->ops->cancel(c->last->source);
	pthread_mutex_unlock(&c->lock);
}

static void
concat_free(struct source *s)
{
	struct concat *c = (struct concat *)s;
	struct part *p;

	while ((p = c->all) != NULL) {
		c->all = p->next;
		part_free(p);
	}
	for (size_t i = 0; c->kept != NULL && i < c->conf.n; i++)
		source_free(c->kept[i]);
	free(c->kept);
	union_release(&c->columns);
	schema_unref(s->schema);
	pthread_mutex_destroy(&c->lock);
	want_release(&c->want);
	free(c->name);
	free(c->names);
	free(c);
}

static const struct source_ops concat_ops = {
	.next = concat_next,
	.scan = concat_scan,
	.link = concat_link,
	.decode = concat_decode,
	.drop = concat_drop,
	.done = concat_done,
	.free = concat_free,
	.place = concat_place,
	.plan = concat_plan,
	.cancel = concat_cancel,
};

/* s without the promise that an implied column is NULL, which the others may not give. */
static struct schema *
any_values(const struct schema *s, struct err *e)
{
	struct schema *out = schema_copy(s, e);

	for (size_t i = 0; out != NULL && i < out->nfield; i++)
		if (field_is_none(&out->field[i]) && field_imply(&out->field[i], false, e) != 0) {
			schema_unref(out);
			return NULL;
		}
	return out;
}

struct source *
concat_new(const struct concat_conf *conf, struct err *e)
{
	struct concat *c = mem_zero(1, sizeof(*c), e);
	const struct source *first;
	const size_t n = conf->n;

	if (c == NULL)
		return NULL;
	pthread_mutex_init(&c->lock, NULL);
	c->base.ops = &concat_ops;
	c->base.size = conf->size;
	c->conf = *conf;
	c->columns.conf = (struct union_conf){ conf->missing, conf->same };
	if (open_next(c, e) != 0 || look_ahead(c, e) != 0)
		goto fail;
	first = c->first->source;
	c->columns.closed = true;
	if ((c->base.schema = n > 1 ? any_values(c->columns.all, e) :
	    schema_ref(c->columns.all)) == NULL || fit_part(c, c->first, e) != 0)
		goto fail;
	c->base.group = first->group;
	c->base.partitions = n == 1 ? first->partitions : 0;
	c->base.live = first->live;
	c->base.epochs = first->epochs;
	if ((c->name = mem_dup(first->name, strlen(first->name), e)) == NULL ||
	    (c->names = n == 1 ? mem_dup(c->name, strlen(c->name), e) :
	    mem_printf(e, "%s and %zu more", c->name, n - 1)) == NULL)
		goto fail;
	c->base.name = c->names;
	c->base.lines = n == 1 && first->lines;
	c->base.keyed = first->keyed;
	return &c->base;
fail:
	concat_free(&c->base);
	return NULL;
}

const char *
concat_where(const struct source *s, int64_t row, char *out, size_t size)
{
	const struct part *p = s->ops == &concat_ops ? ((const struct concat *)s)->all : NULL;

	/* Of one that is not all done the rest of the rows is not known. */
	while (p != NULL && p->next != NULL && p->ended && p->done == p->given && row >= p->rows) {
		row -= p->rows;
		p = p->next;
	}
	snprintf(out, size, "%.200s:%s%" PRId64, p != NULL ? p->name : s->name,
	    (p != NULL ? p->lines : s->lines) ? "" : " record ", row + 1);
	return out;
}
