/* nest.c - JSON values as nested values. */
#include "json/nest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "json/kind.h"

/* -- names -- */

static int
add_names(const struct type *t, struct json_node *n, struct err *e)
{
	if (t->id != TYPE_STRUCT && t->id != TYPE_ARRAY)
		return 0;
	for (uint32_t i = 0; i < t->nchild; i++) {
		const struct field *f = &t->child[i];
		struct json_node *c = t->id == TYPE_ARRAY ? json_node_element(n, 0, e) :
		    json_node_member(n, f->name, strlen(f->name), e);

		if (c == NULL || add_names(&f->type, c, e) != 0)
			return -1;
	}
	return 0;
}

int
json_nest_names(const struct type *t, struct json_node **out, struct err *e)
{
	if ((*out = json_node_new(e)) == NULL)
		return -1;
	if (add_names(t, *out, e) == 0)
		return 0;
	json_node_free(*out);
	*out = NULL;
	return -1;
}

/* -- what is wanted -- */

/* What leads to a struct, from its column on. */
struct way {
	const struct way *up;		/* NULL: the column */
	uint32_t at, depth;		/* steps before it */
};

/* Whether p leads through the field on. */
static bool
leads(const struct path *p, const struct way *on)
{
	for (; on != NULL; on = on->up)
		if (on->depth >= p->n || p->at[on->depth] != on->at)
			return false;
	return true;
}

/* Marks the fields of the struct n, to which up leads. */
static void
use(struct json_node *n, const struct way *up, const struct want *w)
{
	if (!n->some)
		n->some = true;
	for (uint32_t k = 0; k < n->nchild; k++) {
		const struct way here = { up, k, up->depth + 1 };
		bool hit = false, whole = false;

		for (size_t i = 0; i < w->nfield && !whole; i++)
			if (leads(&w->field[i], &here)) {
				hit = true;
				whole = w->field[i].n == here.depth + 1;
			}
		if (!hit && !n->child[k]->passed)
			n->child[k]->passed = true;
		if (hit && !whole)
			use(n->child[k], &here, w);
	}
}

void
json_nest_use(struct json_node *names, uint32_t column, const struct want *w)
{
	const struct way top = { NULL, column, 0 };

	for (size_t i = 0; i < w->nfield; i++)
		if (leads(&w->field[i], &top)) {
			use(names, &top, w);
			return;
		}
}

void
json_nest_narrow(struct builder *b, const struct json_node *names)
{
	for (uint32_t i = 0; names->some && i < b->nchild; i++) {
		b->child[i].absent = names->child[i]->passed;
		json_nest_narrow(&b->child[i], names->child[i]);
	}
}

/* -- values -- */

struct nest {
	const uint8_t *text, *end;
	struct json_scratch *scratch;
	struct err *e;
};

/* A value and what it lies in; elements count from 0. */
struct level {
	const struct level *up;		/* NULL: the value itself */
	const struct json_node *node;
	int64_t element;
};

static int
path(const struct level *l, struct buf *out)
{
	if (l->up == NULL)
		return 0;
	if (path(l->up, out) != 0)
		return -1;
	return l->node->name == NULL ? buf_printf(out, NULL, "[%" PRId64 "]", l->element) :
	    buf_printf(out, NULL, ".%s", l->node->name);
}

/* What is at p, in l, does not fit for that reason.  Returns NULL. */
static const uint8_t *
unfit(const struct nest *n, const struct level *l, const uint8_t *p, const char *reason)
{
	struct buf where = BUF_INIT;

	if (path(l, &where) != 0)
		where.len = 0;
	err_set(n->e, STATUS_DATA, "%.*s: %s", (int)where.len,
	    where.len > 0 ? (const char *)where.data : "", reason);
	if (n->e != NULL)
		n->e->byte = (int64_t)(p - n->text);
	buf_release(&where);
	return NULL;
}

/* The scalar at p does not fit for the reason in n->e.  Returns NULL. */
static const uint8_t *
misfit(const struct nest *n, const struct level *l, const uint8_t *p)
{
	char words[400];

	if (n->e == NULL || n->e->status != STATUS_DATA)
		return NULL;
	snprintf(words, sizeof(words), "%.300s%s", n->e->msg, JSON_NEST_HINT);
	return unfit(n, l, p, words);
}

/* More characters than that may be more digits than a double holds. */
#define SAFE_DIGITS 15

/* Whether a number that the type takes loses nothing in it: digits, the sign of 0. */
static bool
is_kept(enum type_id id, const uint8_t *p, size_t n)
{
	if (id == TYPE_DOUBLE)
		return *p != '"' && (n <= SAFE_DIGITS ||
		    (json_kind_of(p, n) & (JSON_LONG | JSON_DOUBLE)) != 0);
	return n < 2 || *p != '-' || p[1] != '0' || !type_is_number(id);
}

static const uint8_t *
scalar(const struct nest *n, struct builder *b, const struct level *l, const uint8_t *p)
{
	const uint8_t *end = json_value_end(p, n->end);

	if (json_value(b, p, (size_t)(end - p), n->scratch, n->e) != 0)
		return misfit(n, l, p);
	if (!is_kept(b->type->id, p, (size_t)(end - p)) && *p != 'n') {
		json_unfit(b->type, p, (size_t)(end - p), n->e);
		return misfit(n, l, p);
	}
	return end;
}

static const uint8_t *value(const struct nest *n, struct builder *b, const struct level *l,
    const uint8_t *p);

static const uint8_t *
array(const struct nest *n, struct builder *b, const struct level *l, const uint8_t *p)
{
	struct level in = { l, l->node->child[0], 0 };
	struct json_walk w = json_walk(p, (size_t)(n->end - p));

	for (; json_walk_step(&w); in.element++)
		if ((w.p = value(n, &b->child[0], &in, w.value)) == NULL)
			return NULL;
	return builder_row(b, n->e) == 0 ? w.p : NULL;
}

/* Stands for a member that is not known, and passed. */
static const struct json_node nobody = { .passed = true };

/*
 * The member of the node of l whose key the walk stands at, likely the one in that place:
 * objects resemble each other.  The key's length is set.  NULL: none, or no memory.
 */
static const struct json_node *
member(const struct nest *n, const struct level *l, struct json_walk *w, size_t likely)
{
	const struct json_node *c = json_node_likely(l->node, likely, w->key, w->end);
	char shown[120], words[300];
	const uint8_t *name;
	size_t len;

	if (c != NULL) {
		w->keylen = c->namelen + 2;
		return c;
	}
	w->keylen = (size_t)(json_value_end(w->key, w->end) - w->key);
	if (json_as_string(n->scratch, w->key, w->keylen, &name, &len, n->e) != 0)
		return NULL;
	if ((c = json_node_find(l->node, name, len)) != NULL)
		return c;
	if (l->node->some)
		return &nobody;
	snprintf(words, sizeof(words), "no field %s%s",
	    err_quote(shown, sizeof(shown), name, len), JSON_NEST_HINT);
	unfit(n, l, w->key, words);
	return NULL;
}

static const uint8_t *
structure(const struct nest *n, struct builder *b, const struct level *l, const uint8_t *p)
{
	struct json_walk w = json_walk(p, (size_t)(n->end - p));
	struct level in = { l, NULL, 0 };
	size_t likely = 0;

	while (json_walk_key(&w)) {
		struct builder *child;

		if ((in.node = member(n, l, &w, likely)) == NULL)
			return NULL;
		if (!json_walk_value(&w))
			break;
		likely = in.node->place + 1;
		if (in.node->passed) {
			w.p = json_value_end(w.value, n->end);
			continue;
		}
		child = &b->child[in.node->place];
		if (child->rows > b->rows)
			return unfit(n, &in, w.key, "occurs twice");
		if ((w.p = value(n, child, &in, w.value)) == NULL)
			return NULL;
	}
	for (uint32_t i = 0; i < b->nchild; i++)
		if (b->child[i].rows == b->rows && builder_null(&b->child[i], n->e) != 0)
			return NULL;
	return builder_row(b, n->e) == 0 ? w.p : NULL;
}

/* Appends the value at p.  Returns its end, or NULL. */
static const uint8_t *
value(const struct nest *n, struct builder *b, const struct level *l, const uint8_t *p)
{
	if (b->type->id == TYPE_ARRAY && *p == '[')
		return array(n, b, l, p);
	if (b->type->id == TYPE_STRUCT && *p == '{')
		return structure(n, b, l, p);
	return scalar(n, b, l, p);
}

int
json_nest_value(struct builder *b, const struct json_node *names, const uint8_t *p,
    size_t size, struct json_scratch *s, struct err *e)
{
	const struct nest n = { p, p + size, s, e };
	const struct level top = { NULL, names, 0 };

	return value(&n, b, &top, p) == NULL ? -1 : 0;
}
