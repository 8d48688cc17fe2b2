/* json_types.c - the columns of JSON text from its first records. */
#include "format/json_types.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "json/shape.h"
#include "par/ordmap.h"

/* Looks at pieces, on one thread. */
struct looker {
	struct json_scan *scan;
	struct json_node *root;
	struct json_tree tree;
	struct json_shape *shape;	/* borrowed; what it sees goes there */
	int64_t at;			/* where the piece at hand starts, in all inputs */
	const struct json_chunk *chunk;	/* that piece */
	bool enough;
};

struct json_types {
	unsigned depth;
	struct looker own;		/* its shape is that of all */
	int64_t bytes;			/* of the inputs before the one at hand */
	atomic_bool enough;
	struct json_cols *cols;
};

/* -- a piece -- */

static int
row(struct json_tree *tree, struct err *e)
{
	struct looker *l = tree->ctx;
	const struct json_found *f = &tree->found[0];
	int rc;

	l->enough = json_shape_rows(l->shape) == SAMPLE_ROWS ||
	    l->at + (int64_t)(tree->at + json_pieces_missing(l->chunk, tree->at)) >= SAMPLE_BYTES;
	if (l->enough)
		return -1;
	rc = json_shape_add(l->shape, f->p, f->n, e);
	if (rc != 0 && e != NULL && e->byte >= 0)
		e->byte += f->p - tree->text;
	return rc;
}

static int
looker_init(struct looker *l, unsigned depth, struct err *e)
{
	if ((l->scan = json_scan_new(depth, e)) == NULL || (l->root = json_node_new(e)) == NULL ||
	    json_tree_init(&l->tree, l->root, 1, e) != 0)
		return -1;
	l->root->slot = 0;
	l->root->whole = true;
	l->tree.row = row;
	l->tree.ctx = l;
	return 0;
}

static void
looker_release(struct looker *l)
{
	json_tree_release(&l->tree);
	json_node_free(l->root);
	json_scan_free(l->scan);
}

struct json_types *
json_types_new(unsigned depth, struct err *e)
{
	struct json_types *t = mem_zero(1, sizeof(*t), e);

	if (t == NULL)
		return NULL;
	t->depth = depth;
	if (looker_init(&t->own, depth, e) != 0 || (t->own.shape = json_shape_new(e)) == NULL) {
		json_types_free(t);
		return NULL;
	}
	return t;
}

void
json_types_free(struct json_types *t)
{
	if (t == NULL)
		return;
	json_cols_free(t->cols);
	json_shape_free(t->own.shape);
	looker_release(&t->own);
	free(t);
}

/* -- an input -- */

/* An input at hand; the pieces in the order in which they were read. */
struct look {
	struct json_types *t;
	struct json_pieces *pieces;
	const char *name;
	struct json_chunk *first, **last;
	int64_t end;			/* of the last of them */
	struct looker *worker;
};

/* A piece, and later what it was found to be; shape NULL: it is to be looked at again. */
struct item {
	struct json_chunk *chunk;
	struct json_shape *shape;
};

/* Reads a piece and keeps it.  1, 0 when there is none or there are enough, -1. */
static int
keep(struct look *k, struct json_chunk **out, struct err *e)
{
	int rc = atomic_load(&k->t->enough) ? 0 : json_pieces_next(k->pieces, out, e);

	if (rc != 1)
		return rc;
	(*out)->next = NULL;
	*k->last = *out;
	k->last = &(*out)->next;
	k->end = (*out)->byte + (int64_t)((*out)->piece.len +
	    json_pieces_missing(*out, (*out)->piece.len));
	return json_pieces_trim(*out, e) == 0 ? 1 : -1;
}

/* Looks at the rows of c that still count.  0 or -1. */
static int
look(struct look *k, const struct json_chunk *c, struct err *e)
{
	struct json_types *t = k->t;
	struct looker *l = &t->own;
	char place[400];

	l->at = t->bytes + c->byte;
	l->chunk = c;
	if (json_scan_tree(l->scan, &c->piece, &l->tree, e) == 0)
		return 0;
	if (l->enough) {
		atomic_store(&t->enough, true);
		return 0;
	}
	if (l->scan->bad.fault != JSON_OK)
		return json_pieces_refuse(k->name, c, 0, &c->piece, &l->scan->bad, t->depth, e);
	if (e != NULL && e->status == STATUS_DATA && e->byte >= 0)
		err_prefix(e, "%s: ", json_pieces_place(k->name, c, (size_t)e->byte, NULL, place,
		    sizeof(place)));
	return -1;
}

static int
look_serially(struct look *k, struct err *e)
{
	struct json_chunk *c;
	int rc;

	while ((rc = keep(k, &c, e)) == 1)
		if (look(k, c, e) != 0)
			return -1;
	return rc;
}

/* -- on many threads -- */

static void
item_free(void *ctx, void *item)
{
	struct item *i = item;

	(void)ctx;
	json_shape_free(i->shape);
	free(i);
}

static int
item_read(void *ctx, void **out, struct err *e)
{
	struct item *i = mem_zero(1, sizeof(*i), e);
	int rc = i == NULL ? -1 : keep(ctx, &i->chunk, e);

	if (rc != 1)
		free(i);
	*out = i;
	return rc;
}

static int
item_work(void *ctx, int worker, void *item, void **result, struct err *e)
{
	struct look *k = ctx;
	struct looker *l = &k->worker[worker];
	struct item *i = item;

	*result = i;
	if ((l->scan == NULL && looker_init(l, k->t->depth, e) != 0) ||
	    (i->shape = json_shape_new(e)) == NULL) {
		item_free(ctx, i);
		return -1;
	}
	l->shape = i->shape;
	l->at = k->t->bytes + i->chunk->byte;
	l->chunk = i->chunk;
	/* What ends here or is at fault may not count: the one that knows looks again. */
	if (json_scan_tree(l->scan, &i->chunk->piece, &l->tree, NULL) != 0) {
		json_shape_free(i->shape);
		i->shape = NULL;
	}
	return 0;
}

static int
item_write(void *ctx, void *result, bool last, struct err *e)
{
	struct look *k = ctx;
	struct item *i = result;
	struct json_shape *all = k->t->own.shape;
	int rc = 0;

	(void)last;
	if (i->shape != NULL &&
	    json_shape_rows(all) + json_shape_rows(i->shape) <= SAMPLE_ROWS)
		rc = json_shape_merge(all, i->shape, e);
	if (rc == 0)
		rc = look(k, i->chunk, e);
	item_free(ctx, i);
	return rc < 0 ? -1 : atomic_load(&k->t->enough);
}

static int
look_on_all(struct look *k, int jobs, struct err *e)
{
	const struct ordmap m = {
		.read = item_read, .work = item_work, .write = item_write,
		.drop_item = item_free, .drop_result = item_free, .ctx = k, .jobs = jobs
	};
	int rc;

	if ((k->worker = mem_zero((size_t)jobs, sizeof(*k->worker), e)) == NULL)
		return -1;
	rc = ordmap_run(&m, e);
	for (int i = 0; i < jobs; i++)
		looker_release(&k->worker[i]);
	free(k->worker);
	return rc;
}

int
json_types_look(struct json_types *t, struct json_pieces *p, const struct in *in, int jobs,
    struct err *e)
{
	struct look k = { .t = t, .pieces = p, .name = in_name(in) };
	struct json_chunk *c;
	int rc;

	k.last = &k.first;
	/* One thread reads no more than is looked at, which may be long in coming. */
	rc = jobs > 1 && in_is_file(in) ? look_on_all(&k, jobs, e) : look_serially(&k, e);
	while ((c = k.first) != NULL) {
		k.first = c->next;
		json_pieces_again(p, c);
	}
	t->bytes += k.end;
	return rc;
}

bool
json_types_enough(const struct json_types *t)
{
	return atomic_load(&t->enough) || t->cols != NULL;
}

struct json_cols *
json_types_cols(struct json_types *t, struct err *e)
{
	if (t->cols == NULL)
		t->cols = json_shape_cols(t->own.shape, t->depth, e);
	return t->cols;
}
