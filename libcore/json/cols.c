/* cols.c - sets of columns out of JSON values. */
#include "json/cols.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "json/nest.h"

struct json_cols *
json_cols_new(unsigned depth, bool flat, struct err *e)
{
	struct json_cols *c = mem_zero(1, sizeof(*c), e);

	if (c == NULL)
		return NULL;
	c->depth = depth;
	c->flat = flat;
	c->schema = schema_new(e);
	c->root = json_node_new(e);
	if (c->schema == NULL || c->root == NULL) {
		json_cols_free(c);
		return NULL;
	}
	return c;
}

void
json_cols_free(struct json_cols *c)
{
	if (c == NULL)
		return;
	schema_unref(c->schema);
	json_node_free(c->root);
	for (size_t i = 0; i < c->n; i++)
		json_node_free(c->col[i].names);
	free(c->col);
	free(c->way);
	free(c);
}

int
json_cols_add(struct json_cols *c, struct json_node *node, const char *name,
    const struct type *type, bool nullable, struct err *e)
{
	if (schema_find(c->schema, name) != -1)
		return err_set(e, STATUS_USAGE, "two columns are called \"%s\"", name);
	if (mem_grow(&c->col, &c->cap, c->n + 1, sizeof(*c->col), e) != 0 ||
	    schema_add(c->schema, name, type, nullable, e) == NULL)
		return -1;
	if (node->slot < 0)
		node->slot = c->slots++;
	c->col[c->n++] = (struct json_col){ node->slot, node, NULL };
	return 0;
}

/* Gives slots to the nodes above columns. */
static int
way(struct json_cols *c, struct json_node *n, struct err *e)
{
	if (n->nchild == 0)
		return 0;
	if (n->slot >= 0) {
		struct buf name = BUF_INIT;

		json_cols_dotted(n, &name, NULL);
		err_set(e, STATUS_USAGE, "%.*s is a column, and has columns inside",
		    (int)name.len, (const char *)name.data);
		buf_release(&name);
		return -1;
	}
	if (mem_grow(&c->way, &c->waycap, c->nway + 1, sizeof(*c->way), e) != 0)
		return -1;
	n->slot = c->slots++;
	c->way[c->nway++] = n;
	for (size_t i = 0; i < n->nchild; i++)
		if (way(c, n->child[i], e) != 0)
			return -1;
	return 0;
}

int
json_cols_end(struct json_cols *c, struct err *e)
{
	return c->flat ? way(c, c->root, e) : 0;
}

void
json_cols_use(struct json_cols *c, const struct want *w)
{
	/* Other threads may be reading what is the same again. */
	if (w->named && !c->named)
		c->named = true;
	for (size_t i = 0; i < c->n; i++) {
		if (w->column[i]) {
			json_nest_use(c->col[i].names, (uint32_t)i, w);
			continue;
		}
		if (c->col[i].slot < 0)
			continue;
		c->col[i].slot = -1;
		c->col[i].node->slot = -1;
	}
}

int
json_cols_dotted(const struct json_node *node, struct buf *out, struct err *e)
{
	if (node->parent == NULL)
		return 0;
	if (json_cols_dotted(node->parent, out, e) != 0 ||
	    (node->parent->parent != NULL && buf_add(out, ".", 1, e) != 0))
		return -1;
	return buf_add(out, node->name, node->namelen, e);
}
