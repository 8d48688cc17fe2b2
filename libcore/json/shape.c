/* shape.c - nested types from values. */
#include "json/shape.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "json/kind.h"
#include "json/nest.h"

/* More nodes than that are no table any more. */
#define NODES_MAX 10000
_Static_assert(JSON_SHAPE_DEPTH == 64, "the words below say so");

struct json_shape {
	struct json_node *root;
	unsigned *kinds;		/* by slot */
	size_t n, cap;
	int64_t rows;
	bool objects;			/* the first row that is not null is one */
	struct json_scratch scratch;
	const uint8_t *text, *end;	/* of the row at hand */
};

static int
new_slot(struct json_shape *s, struct json_node *n, struct err *e)
{
	if (mem_grow(&s->kinds, &s->cap, s->n + 1, sizeof(*s->kinds), e) != 0)
		return -1;
	n->slot = (int)s->n;
	s->kinds[s->n++] = 0;
	return 0;
}

struct json_shape *
json_shape_new(struct err *e)
{
	struct json_shape *s = mem_zero(1, sizeof(*s), e);

	if (s == NULL)
		return NULL;
	if ((s->root = json_node_new(e)) == NULL || new_slot(s, s->root, e) != 0) {
		json_shape_free(s);
		return NULL;
	}
	return s;
}

void
json_shape_free(struct json_shape *s)
{
	if (s == NULL)
		return;
	json_node_free(s->root);
	free(s->kinds);
	json_scratch_release(&s->scratch);
	free(s);
}

int64_t
json_shape_rows(const struct json_shape *s)
{
	return s->rows;
}

/* -- values -- */

/* What is at p cannot be a field.  Returns NULL. */
static void *
refuse(const struct json_shape *s, const uint8_t *p, const char *what, struct err *e)
{
	err_set(e, STATUS_DATA, "%s: -i lines takes the records as text", what);
	if (e != NULL)
		e->byte = (int64_t)(p - s->text);
	return NULL;
}

/* The child of n where the walk stands, made if there is none. */
static struct json_node *
child_of(struct json_shape *s, struct json_node *n, const struct json_walk *w, struct err *e)
{
	struct json_node *c;
	const uint8_t *name;
	size_t len;

	if (w->key == NULL) {
		c = json_node_element(n, 0, e);
	} else {
		if (json_as_string(&s->scratch, w->key, w->keylen, &name, &len, e) != 0)
			return NULL;
		c = json_node_member(n, name, len, e);
	}
	if (c == NULL || c->slot >= 0)
		return c;
	if (c->name != NULL && memchr(c->name, '\0', c->namelen) != NULL)
		return refuse(s, w->key, "a name that holds \\u0000 is none of a field", e);
	if (s->n > NODES_MAX)
		return refuse(s, w->value, "more than 10000 different members", e);
	return new_slot(s, c, e) == 0 ? c : NULL;
}

/* Adds the value at p to n, level fields deep.  Returns its end, or NULL. */
static const uint8_t *
add(struct json_shape *s, struct json_node *n, const uint8_t *p, int level, struct err *e)
{
	struct json_walk w;

	if (*p != '{' && *p != '[') {
		const uint8_t *end = json_value_end(p, s->end);

		if (*p != 'n')
			s->kinds[n->slot] |= json_kind_of(p, (size_t)(end - p));
		return end;
	}
	s->kinds[n->slot] |= *p == '{' ? JSON_OBJECT : JSON_ARRAY;
	w = json_walk(p, (size_t)(s->end - p));
	while (json_walk_step(&w)) {
		struct json_node *c = child_of(s, n, &w, e);

		if (c == NULL)
			return NULL;
		if (level == JSON_SHAPE_DEPTH)
			return refuse(s, w.value, "nested deeper than 64 fields", e);
		if ((w.p = add(s, c, w.value, level + 1, e)) == NULL)
			return NULL;
	}
	return w.p;
}

int
json_shape_add(struct json_shape *s, const uint8_t *p, size_t n, struct err *e)
{
	bool first = s->kinds[0] == 0;

	s->rows++;
	if (p == NULL || *p == 'n')
		return 0;
	s->text = p;
	s->end = p + n;
	if (first)
		s->objects = *p == '{';
	/* The value of a row that is no object is a field itself. */
	return add(s, s->root, p, *p != '{', e) == NULL ? -1 : 0;
}

/* Adds what from saw at node f, and below, to node n. */
static int
merge(struct json_shape *s, struct json_node *n, const struct json_shape *from,
    const struct json_node *f, struct err *e)
{
	s->kinds[n->slot] |= from->kinds[f->slot];
	for (size_t i = 0; i < f->nchild; i++) {
		const struct json_node *c = f->child[i];
		struct json_node *to = c->name == NULL ? json_node_element(n, 0, e) :
		    json_node_member(n, c->name, c->namelen, e);

		if (to == NULL || (to->slot < 0 && new_slot(s, to, e) != 0) ||
		    merge(s, to, from, c, e) != 0)
			return -1;
	}
	return 0;
}

int
json_shape_merge(struct json_shape *s, const struct json_shape *from, struct err *e)
{
	if (s->n + from->n > NODES_MAX)
		return 0;
	if (s->kinds[0] == 0)
		s->objects = from->objects;
	s->rows += from->rows;
	return merge(s, s->root, from, from->root, e) == 0 ? 1 : -1;
}

/* -- types -- */

static int type_of(const struct json_shape *s, const struct json_node *n, unsigned kinds,
    struct type *out, struct err *e);

/* Adds the member n to the struct t. */
static int
add_field(const struct json_shape *s, const struct json_node *n, struct type *t, struct err *e)
{
	struct type type;
	struct field f;
	int rc;

	if (type_of(s, n, s->kinds[n->slot], &type, e) != 0)
		return -1;
	rc = field_init(&f, n->name, &type, true, e);
	type_release(&type);
	if (rc != 0)
		return -1;
	rc = type_struct_add(t, &f, e);
	field_release(&f);
	return rc;
}

/* *out becomes the type of what n saw, kinds being the kinds that count.  0 or -1. */
static int
type_of(const struct json_shape *s, const struct json_node *n, unsigned kinds,
    struct type *out, struct err *e)
{
	struct type element = { .id = TYPE_STRING };
	int rc = 0;

	if (kinds == JSON_OBJECT) {
		*out = (struct type){ .id = TYPE_STRUCT };
		for (size_t i = 0; rc == 0 && i < n->nchild; i++)
			rc = n->child[i]->name == NULL ? 0 : add_field(s, n->child[i], out, e);
		if (rc != 0)
			type_release(out);
		return rc;
	}
	if (kinds != JSON_ARRAY) {
		*out = json_kind_type(kinds);
		return 0;
	}
	for (size_t i = 0; i < n->nchild; i++)
		if (n->child[i]->name == NULL &&
		    type_of(s, n->child[i], s->kinds[n->child[i]->slot], &element, e) != 0)
			return -1;
	*out = (struct type){ .id = TYPE_VOID };
	rc = type_array(out, &element, true, e);
	type_release(&element);
	return rc;
}

/* Adds the column of n, kinds being the kinds that count, at node of c. */
static int
add_column(const struct json_shape *s, const struct json_node *n, unsigned kinds,
    struct json_cols *c, struct json_node *node, const char *name, struct err *e)
{
	struct type t;
	int rc;

	if (type_of(s, n, kinds, &t, e) != 0)
		return -1;
	node->whole = true;
	rc = json_cols_add(c, node, name, &t, true, e);
	if (rc == 0)
		rc = json_nest_names(&t, &c->col[c->n - 1].names, e);
	type_release(&t);
	return rc;
}

static int
add_columns(const struct json_shape *s, struct json_cols *c, struct err *e)
{
	const struct json_node *r = s->root;

	if (!s->objects)
		return s->rows == 0 ? 0 : add_column(s, r, s->kinds[0] & ~(unsigned)JSON_OBJECT, c,
		    c->root, "value", e);
	for (size_t i = 0; i < r->nchild; i++) {
		const struct json_node *n = r->child[i];
		struct json_node *to;

		if (n->name == NULL)
			continue;
		if ((to = json_node_member(c->root, n->name, n->namelen, e)) == NULL ||
		    add_column(s, n, s->kinds[n->slot], c, to, n->name, e) != 0)
			return -1;
	}
	return 0;
}

struct json_cols *
json_shape_cols(const struct json_shape *s, unsigned depth, struct err *e)
{
	struct json_cols *c = json_cols_new(depth, true, e);

	if (c == NULL)
		return NULL;
	c->strict = true;
	if (add_columns(s, c, e) == 0 && json_cols_end(c, e) == 0)
		return c;
	json_cols_free(c);
	return NULL;
}
