/* infer.c - columns and types from values. */
#include "json/infer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "json/kind.h"

/* More columns than that are no table any more. */
#define COLUMNS_MAX 10000

/* The three groups of kinds that do not go together. */
enum { IN_OBJECT, IN_ARRAY, IN_SCALAR, GROUPS };

struct spot {
	int input;
	int64_t row, byte;	/* row -1: none */
};

/* What came up at one node. */
struct seen {
	unsigned kinds;
	struct spot first[GROUPS];
};

static const struct seen unseen = { 0, { { 0, -1, -1 }, { 0, -1, -1 }, { 0, -1, -1 } } };

struct seen_list {
	struct seen *v;		/* by slot */
	size_t n, cap;
};

struct json_guess {
	struct json_node *root;
	struct seen_list seen;
	struct json_scan *scan;
	struct json_tree tree;
	int64_t rows, byte;	/* so far; of the piece at hand */
	bool too_many, failed, objects_only;
};

struct json_infer {
	unsigned depth;
	struct json_node *root;
	struct seen_list seen;
	int input;
	int64_t rows;		/* of the input so far */
	int64_t total;		/* of all inputs */
};

/* Gives n a slot, about which nothing is known yet. */
static int
new_slot(struct seen_list *l, struct json_node *n, struct err *e)
{
	if (mem_grow(&l->v, &l->cap, l->n + 1, sizeof(*l->v), e) != 0)
		return -1;
	n->slot = (int)l->n;
	l->v[l->n++] = unseen;
	return 0;
}

/* -- one guess -- */

static struct json_node *
missing(struct json_tree *t, struct json_node *n, const void *name, size_t len)
{
	struct json_guess *g = t->ctx;
	struct json_node *c;

	if (g->seen.n > COLUMNS_MAX) {
		g->too_many = true;
		return NULL;
	}
	c = json_node_member(n, name, len, NULL);
	if (c == NULL || new_slot(&g->seen, c, NULL) != 0 ||
	    json_tree_slots(t, g->seen.n, NULL) != 0) {
		g->failed = true;
		return NULL;
	}
	return c;
}

static int
group_of(unsigned kind)
{
	return kind == JSON_OBJECT ? IN_OBJECT : kind == JSON_ARRAY ? IN_ARRAY : IN_SCALAR;
}

static int
row(struct json_tree *t, struct err *e)
{
	struct json_guess *g = t->ctx;

	if (g->failed)
		return err_nomem(e, sizeof(struct json_node));
	if (g->too_many)
		return err_set(e, STATUS_DATA, "more than %d different members: "
		    "name the columns with --schema or --path", COLUMNS_MAX);
	for (size_t i = 0; i < t->ntouched; i++) {
		const struct json_found *f = &t->found[t->touched[i]];
		struct seen *s = &g->seen.v[t->touched[i]];
		unsigned kind = json_kind_of(f->p, f->n);
		struct spot *first = &s->first[group_of(kind)];

		if (g->objects_only && t->touched[i] == 0 && kind != JSON_OBJECT)
			break;
		s->kinds |= kind;
		if (first->row < 0) {
			first->row = g->rows;
			first->byte = g->byte < 0 ? -1 : g->byte + (f->p - t->text);
		}
	}
	g->rows++;
	return 0;
}

struct json_guess *
json_guess_new(unsigned depth, struct err *e)
{
	struct json_guess *g = mem_zero(1, sizeof(*g), e);

	if (g == NULL)
		return NULL;
	g->scan = json_scan_new(depth, e);
	g->root = json_node_new(e);
	if (g->scan == NULL || g->root == NULL || new_slot(&g->seen, g->root, e) != 0 ||
	    json_tree_init(&g->tree, g->root, 1, e) != 0) {
		json_guess_free(g);
		return NULL;
	}
	g->tree.row = row;
	g->tree.missing = missing;
	g->tree.ctx = g;
	return g;
}

void
json_guess_free(struct json_guess *g)
{
	if (g == NULL)
		return;
	json_tree_release(&g->tree);
	json_scan_free(g->scan);
	json_node_free(g->root);
	free(g->seen.v);
	free(g);
}

int
json_guess_piece(struct json_guess *g, const struct json_piece *p, int64_t byte,
    struct json_bad *bad, struct err *e)
{
	int rc;

	g->byte = byte;
	rc = json_scan_tree(g->scan, p, &g->tree, e);
	*bad = g->scan->bad;
	return rc;
}

void
json_guess_objects_only(struct json_guess *g)
{
	g->objects_only = true;
}

void
json_guess_null(struct json_guess *g)
{
	g->rows++;
}

/* -- all of them -- */

struct json_infer *
json_infer_new(unsigned depth, struct err *e)
{
	struct json_infer *f = mem_zero(1, sizeof(*f), e);

	if (f == NULL)
		return NULL;
	f->depth = depth;
	f->root = json_node_new(e);
	if (f->root == NULL || new_slot(&f->seen, f->root, e) != 0) {
		json_infer_free(f);
		return NULL;
	}
	return f;
}

void
json_infer_free(struct json_infer *f)
{
	if (f == NULL)
		return;
	json_node_free(f->root);
	free(f->seen.v);
	free(f);
}

struct merge {
	struct json_infer *f;
	const struct json_guess *g;
	json_spot_fn *spot;
	void *ctx;
};

static int
conflict(const struct merge *m, const struct json_node *n, const struct seen *s, int a,
    int b, struct err *e)
{
	static const char *const words[] = { "an object", "an array", "a scalar" };
	char place[2][300];
	struct buf name = BUF_INIT;

	for (int i = 0; i < 2; i++) {
		const struct spot *p = &s->first[i == 0 ? a : b];

		m->spot(m->ctx, p->input, p->row, p->byte, place[i], sizeof(place[i]));
	}
	json_cols_dotted(n, &name, NULL);
	err_set(e, STATUS_DATA, "%.*s is %s at %s, but %s at %s: --schema or --path say "
	    "what it shall be", (int)name.len, (const char *)name.data, words[a], place[0],
	    words[b], place[1]);
	buf_release(&name);
	return -1;
}

/* Whether a comes before b in the input. */
static bool
earlier(const struct spot *a, const struct spot *b)
{
	return a->input != b->input ? a->input < b->input : a->row < b->row;
}

/* Node n saw values of groups that do not go together: names the two that came first. */
static int
check(const struct merge *m, const struct json_node *n, const struct seen *s,
    struct err *e)
{
	int order[GROUPS], k = 0;
	char place[300];

	for (int i = 0; i < GROUPS; i++) {
		if (s->first[i].row < 0)
			continue;
		order[k] = i;
		for (int j = k++; j > 0 && earlier(&s->first[order[j]], &s->first[order[j - 1]]); j--) {
			int swap = order[j];

			order[j] = order[j - 1];
			order[j - 1] = swap;
		}
	}
	if (n->parent == NULL)
		for (int i = 0; i < k; i++)
			if (order[i] != IN_OBJECT) {
				const struct spot *p = &s->first[order[i]];

				m->spot(m->ctx, p->input, p->row, p->byte, place, sizeof(place));
				return err_set(e, STATUS_DATA, "%s: the value is no object, "
				    "so it has no columns", place);
			}
	return k < 2 ? 0 : conflict(m, n, s, order[0], order[1], e);
}

/* Adds what the guess saw at its node from to node to, and below. */
static int
merge(const struct merge *m, struct json_node *to, const struct json_node *from,
    struct err *e)
{
	const struct seen *new = &m->g->seen.v[from->slot];
	struct seen *old;

	if (to->slot < 0 && new_slot(&m->f->seen, to, e) != 0)
		return -1;
	if (m->f->seen.n > COLUMNS_MAX)
		return err_set(e, STATUS_DATA, "more than %d different members: "
		    "name the columns with --schema or --path", COLUMNS_MAX);
	old = &m->f->seen.v[to->slot];
	old->kinds |= new->kinds;
	for (int i = 0; i < GROUPS; i++)
		if (old->first[i].row < 0 && new->first[i].row >= 0) {
			old->first[i] = new->first[i];
			old->first[i].row += m->f->rows;
			old->first[i].input = m->f->input;
		}
	if (check(m, to, old, e) != 0)
		return -1;
	for (size_t i = 0; i < from->nchild; i++) {
		const struct json_node *c = from->child[i];
		struct json_node *n = json_node_member(to, c->name, c->namelen, e);

		if (n == NULL || merge(m, n, c, e) != 0)
			return -1;
	}
	return 0;
}

int
json_infer_merge(struct json_infer *f, struct json_guess *g, int input,
    json_spot_fn *spot, void *ctx, struct err *e)
{
	const struct merge m = { f, g, spot, ctx };
	int rc;

	if (input != f->input)
		f->rows = 0;
	f->input = input;
	rc = merge(&m, f->root, g->root, e);
	f->rows += g->rows;
	f->total += g->rows;
	g->rows = 0;
	for (size_t i = 0; i < g->seen.n; i++)
		g->seen.v[i] = unseen;
	return rc;
}

int64_t
json_infer_rows(const struct json_infer *f)
{
	return f->total;
}

/* -- the columns -- */

/* Adds the columns at node from (of f) and below; to is its place in c. */
static int
columns(struct json_infer *f, const struct json_node *from, struct json_cols *c,
    struct json_node *to, struct err *e)
{
	const struct seen *s = &f->seen.v[from->slot];
	struct type type = json_kind_type(s->kinds);
	struct buf name = BUF_INIT;
	int rc = -1;

	for (size_t i = 0; i < from->nchild; i++) {
		const struct json_node *k = from->child[i];
		struct json_node *n;

		if (memchr(k->name, '\0', k->namelen) != NULL)
			return err_set(e, STATUS_DATA, "a member whose name holds \\u0000 makes no "
			    "column: name the columns with --path");
		n = json_node_member(to, k->name, k->namelen, e);
		if (n == NULL || columns(f, k, c, n, e) != 0)
			return -1;
	}
	/* Objects that are all empty are one column, as arrays are. */
	if ((s->kinds & JSON_OBJECT) != 0 && (from->nchild > 0 || from->parent == NULL))
		return 0;
	if (json_cols_dotted(to, &name, e) != 0 || buf_zero(&name, 1, e) != 0)
		goto out;
	rc = json_cols_add(c, to, (const char *)name.data, &type, true, e);
	if (rc != 0 && e != NULL && e->status == STATUS_USAGE)
		err_set(e, STATUS_DATA, "two members would both be the column \"%s\": "
		    "name the columns with --path", (const char *)name.data);
out:
	buf_release(&name);
	return rc;
}

struct json_cols *
json_infer_cols(struct json_infer *f, struct err *e)
{
	struct json_cols *c = json_cols_new(f->depth, true, e);

	if (c == NULL)
		return NULL;
	if ((f->seen.v[0].kinds & JSON_OBJECT) == 0 && f->root->nchild == 0) {
		/* No values, or only null. */
		if (json_cols_end(c, e) == 0)
			return c;
	} else if (columns(f, f->root, c, c->root, e) == 0 && json_cols_end(c, e) == 0) {
		return c;
	}
	json_cols_free(c);
	return NULL;
}
