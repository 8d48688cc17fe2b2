/* concat.c - several inputs as one source. */
#include "cli/concat.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seqfile/writable.h"

/* One input.  It goes once it has ended and every raw that it gave is done. */
struct part {
	struct source *source;
	int64_t given, done;	/* raws */
	int64_t rows;		/* done */
	bool ended;
	struct part *next;
};

struct concat {
	struct source base;
	concat_open *open;
	void *arg;
	size_t n, at;			/* inputs, and how many were opened */
	struct part *first, *last;	/* last is the one being read */
	char *name;			/* of the first, for messages */
	char *names;			/* of all of them */
	bool *used;			/* what push() said */
	const struct expr *where;
	bool pushed;
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
	free(p);
}

/* Says how a schema differs from the one of the first input. */
static int
refuse_schema(struct concat *c, const struct source *s, struct err *e)
{
	const struct schema *a = c->base.schema, *b = s->schema;
	char was[200], is[200];
	size_t i;

	if (a->nfield != b->nfield)
		return err_set(e, STATUS_DATA, "%s has %zu columns, %s has %zu", s->name,
		    b->nfield, c->name, a->nfield);
	for (i = 0; i < a->nfield; i++) {
		if (strcmp(a->field[i].name, b->field[i].name) != 0)
			return err_set(e, STATUS_DATA, "%s: column %zu is %s, in %s it is %s",
			    s->name, i + 1, err_quote(is, sizeof(is), b->field[i].name,
			    strlen(b->field[i].name)), c->name, err_quote(was, sizeof(was),
			    a->field[i].name, strlen(a->field[i].name)));
		if (!type_equal(&a->field[i].type, &b->field[i].type, true))
			return err_set(e, STATUS_DATA, "%s: column %s is %s, in %s it is %s",
			    s->name, b->field[i].name, type_string(&b->field[i].type, is,
			    sizeof(is)), c->name, type_string(&a->field[i].type, was,
			    sizeof(was)));
	}
	return err_set(e, STATUS_DATA, "%s: a column that may be NULL is not the one of %s",
	    s->name, c->name);
}

/* Whether a class that a field names is one whose items only it can read. */
static bool
is_opaque(const char *class)
{
	struct writable w;
	bool known;

	if (class == NULL || writable_parse(&w, class, NULL) != 0)
		return class != NULL;
	known = writable_known(&w);
	writable_release(&w);
	return !known;
}

/*
 * Bytes of a class of SequenceFiles that is not known are not those of another: who writes
 * them again would write them under its name.
 */
static int
check_class(const struct concat *c, const struct field *a, const struct source *s,
    const struct field *b, struct err *e)
{
	const char *was = meta_get(&a->meta, WRITABLE_META), *is = meta_get(&b->meta, WRITABLE_META);

	if (was == NULL || (is != NULL && strcmp(was, is) == 0) || !is_opaque(was))
		return 0;
	return err_set(e, STATUS_DATA, "%s: column %s is of class %s, in %s it is of %s", s->name,
	    b->name, is == NULL ? "no Writable" : is, c->name, was);
}

static int
accept(struct concat *c, const struct source *s, struct err *e)
{
	const struct schema *a = c->base.schema;

	if (a == NULL)
		return 0;
	if (!schema_equal(a, s->schema))
		return refuse_schema(c, s, e);
	for (size_t i = 0; i < a->nfield; i++)
		if (check_class(c, &a->field[i], s, &s->schema->field[i], e) != 0)
			return -1;
	return 0;
}

/* Opens the next input and puts it at the end of the list. */
static int
open_next(struct concat *c, struct err *e)
{
	struct part *p = mem_zero(1, sizeof(*p), e);
	bool cancelled;

	if (p == NULL)
		return -1;
	if ((p->source = c->open(c->arg, c->at, e)) == NULL || accept(c, p->source, e) != 0) {
		part_free(p);
		return -1;
	}
	if (p->source->epochs && c->n > 1) {
		err_set(e, STATUS_USAGE, "%s: a stream of epochs cannot be read along with "
		    "other inputs", p->source->name);
		part_free(p);
		return -1;
	}
	c->at++;
	if (c->pushed && p->source->ops->push != NULL)
		p->source->ops->push(p->source, c->used, c->where);
	pthread_mutex_lock(&c->lock);
	if (c->last != NULL)
		c->last->next = p;
	else
		c->first = p;
	c->last = p;
	cancelled = c->cancelled;
	pthread_mutex_unlock(&c->lock);
	if (cancelled && p->source->ops->cancel != NULL)
		p->source->ops->cancel(p->source);
	return 0;
}

/* Frees what is over at the head of the list, but never the one being read. */
static void
reap(struct concat *c)
{
	struct part *p;

	pthread_mutex_lock(&c->lock);
	while ((p = c->first) != c->last && p->ended && p->done == p->given) {
		c->first = p->next;
		part_free(p);
	}
	pthread_mutex_unlock(&c->lock);
}

static int
concat_read(struct source *s, struct raw **out, struct err *e)
{
	struct concat *c = (struct concat *)s;
	struct concat_raw *r = mem_zero(1, sizeof(*r), e);
	struct part *p;
	int rc;

	if (r == NULL)
		return -1;
	for (;;) {
		p = c->last;
		rc = p->ended ? 0 : p->source->ops->read(p->source, &r->raw, e);
		if (rc == 0) {
			pthread_mutex_lock(&c->lock);
			p->ended = true;
			pthread_mutex_unlock(&c->lock);
			if (c->at < c->n && open_next(c, e) == 0)
				continue;
			rc = c->at < c->n ? -1 : 0;
		}
		if (rc != 1)
			break;
		r->base = *r->raw;
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
concat_decode(struct source *s, struct raw *raw, struct batch_list *out, struct err *e)
{
	struct concat_raw *r = (struct concat_raw *)raw;
	struct source *inner = r->part->source;
	int rc;

	(void)s;
	rc = inner->ops->decode(inner, r->raw, out, e);
	free(r);
	return rc;
}

static void
concat_drop(struct source *s, struct raw *raw)
{
	struct concat_raw *r = (struct concat_raw *)raw;

	(void)s;
	r->part->source->ops->drop(r->part->source, r->raw);
	free(r);
}

/* The part that the oldest raw not yet done came from. */
static struct part *
oldest(struct concat *c)
{
	struct part *p;

	pthread_mutex_lock(&c->lock);
	for (p = c->first; p->next != NULL && p->done == p->given; p = p->next)
		;
	pthread_mutex_unlock(&c->lock);
	return p;
}

static void
concat_done(struct source *s, int64_t rows, int64_t lines)
{
	struct concat *c = (struct concat *)s;
	struct part *p = oldest(c);

	if (p->source->ops->done != NULL)
		p->source->ops->done(p->source, rows, lines);
	pthread_mutex_lock(&c->lock);
	p->rows += rows;
	p->done++;
	pthread_mutex_unlock(&c->lock);
	reap(c);
}

static void
concat_place(struct source *s, struct err *e)
{
	struct part *p = oldest((struct concat *)s);

	if (p->source->ops->place != NULL)
		p->source->ops->place(p->source, e);
	else if (e->row >= 0)
		err_prefix(e, "%s: row %lld: ", p->source->name,
		    (long long)(p->rows + e->row + 1));
	else
		err_prefix(e, "%s: ", p->source->name);
}

static void
concat_push(struct source *s, const bool *used, const struct expr *where)
{
	struct concat *c = (struct concat *)s;
	struct source *first = c->last->source;

	c->where = where;
	c->pushed = true;
	memcpy(c->used, used, s->schema->nfield * sizeof(*used));
	if (first->ops->push != NULL)
		first->ops->push(first, used, where);
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

	while ((p = c->first) != NULL) {
		c->first = p->next;
		part_free(p);
	}
	schema_unref(s->schema);
	pthread_mutex_destroy(&c->lock);
	free(c->used);
	free(c->name);
	free(c->names);
	free(c);
}

static const struct source_ops concat_ops = {
	.read = concat_read,
	.decode = concat_decode,
	.drop = concat_drop,
	.done = concat_done,
	.free = concat_free,
	.place = concat_place,
	.push = concat_push,
	.cancel = concat_cancel,
};

struct source *
concat_new(concat_open *open, void *arg, size_t n, int64_t size, struct err *e)
{
	struct concat *c = mem_zero(1, sizeof(*c), e);
	const struct source *first;

	if (c == NULL)
		return NULL;
	pthread_mutex_init(&c->lock, NULL);
	c->base.ops = &concat_ops;
	c->base.size = size;
	c->open = open;
	c->arg = arg;
	c->n = n;
	if (open_next(c, e) != 0)
		goto fail;
	first = c->first->source;
	c->base.schema = schema_ref(first->schema);
	c->base.live = first->live;
	c->base.epochs = first->epochs;
	if ((c->name = mem_dup(first->name, strlen(first->name), e)) == NULL ||
	    (c->names = n == 1 ? mem_dup(c->name, strlen(c->name), e) :
	    mem_printf(e, "%s and %zu more", c->name, n - 1)) == NULL ||
	    (c->used = mem_zero(first->schema->nfield + 1, sizeof(bool), e)) == NULL)
		goto fail;
	c->base.name = c->names;
	c->base.lines = n == 1 && first->lines;
	return &c->base;
fail:
	concat_free(&c->base);
	return NULL;
}
