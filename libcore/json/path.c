/* path.c - paths into JSON text, followed in every row of a column. */
#include "json/path.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "json/route.h"
#include "json/value_text.h"
#include "model/builder.h"

struct path {
	int slot;
	char *name;
};

struct json_paths {
	unsigned depth;
	struct json_node *root;
	struct path *path;
	size_t n, cap;
	int slots;
};

struct json_paths *
json_paths_new(unsigned depth, struct err *e)
{
	struct json_paths *p = mem_zero(1, sizeof(*p), e);

	if (p == NULL)
		return NULL;
	p->depth = depth;
	p->root = json_node_new(e);
	if (p->root == NULL) {
		free(p);
		return NULL;
	}
	return p;
}

void
json_paths_free(struct json_paths *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->n; i++)
		free(p->path[i].name);
	free(p->path);
	json_node_free(p->root);
	free(p);
}

const char *
json_paths_name(const struct json_paths *p, size_t i)
{
	return p->path[i].name;
}

int
json_paths_add(struct json_paths *p, const char **text, struct err *e)
{
	struct json_node *node = json_route(p->root, text, e);
	struct path *new;

	if (node == NULL ||
	    mem_grow(&p->path, &p->cap, p->n + 1, sizeof(*p->path), e) != 0)
		return -1;
	new = &p->path[p->n];
	if (node->slot < 0)
		node->slot = p->slots++;
	new->slot = node->slot;
	new->name = json_route_name(node, e);
	return new->name == NULL ? -1 : (int)p->n++;
}

/* -- the rows -- */

struct rows {
	const struct json_paths *paths;
	struct json_scan *scan;
	struct json_tree tree;
	struct json_scratch scratch;
	struct builder *col;
};

static const struct type string = { .id = TYPE_STRING };

static int
row(struct json_tree *t, struct err *e)
{
	struct rows *r = t->ctx;
	const uint8_t *p;
	size_t n;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < r->paths->n; i++) {
		const struct json_found *f = &t->found[r->paths->path[i].slot];

		if (f->p == NULL)
			rc = builder_null(&r->col[i], e);
		else if (json_as_string(&r->scratch, f->p, f->n, &p, &n, e) != 0)
			rc = -1;
		else if (p == r->scratch.text.data)
			rc = builder_take(&r->col[i], &r->scratch.text, e);
		else
			rc = builder_bytes(&r->col[i], p, n, e);
	}
	return rc;
}

static int
nulls(struct rows *r, struct err *e)
{
	for (size_t i = 0; i < r->paths->n; i++)
		if (builder_null(&r->col[i], e) != 0)
			return -1;
	return 0;
}

static int
each(struct rows *r, const struct column *in, const uint8_t *wanted, struct err *e)
{
	struct json_piece p;
	const void *text;
	size_t n;

	for (int64_t i = 0; i < in->rows; i++) {
		if (column_is_null(in, i) || (wanted != NULL && !column_bit(wanted, i))) {
			if (nulls(r, e) != 0)
				return -1;
			continue;
		}
		text = column_bytes(in, i, &n);
		p = json_piece_value(text, n);
		if (json_scan_tree(r->scan, &p, &r->tree, e) == 0)
			continue;
		if (r->scan->bad.fault != JSON_OK)
			json_refuse(e, p.text, p.len, &r->scan->bad, r->paths->depth);
		if (e != NULL)
			e->row = i;
		return -1;
	}
	return 0;
}

static int
rows_init(struct rows *r, const struct json_paths *p, struct err *e)
{
	memset(r, 0, sizeof(*r));
	r->paths = p;
	r->scan = json_scan_new(p->depth, e);
	r->col = mem_zero(p->n, sizeof(*r->col), e);
	if (r->scan == NULL || r->col == NULL ||
	    json_tree_init(&r->tree, p->root, (size_t)p->slots, e) != 0)
		return -1;
	r->tree.row = row;
	r->tree.ctx = r;
	for (size_t i = 0; i < p->n; i++)
		if (builder_init(&r->col[i], &string, e) != 0)
			return -1;
	return 0;
}

static void
rows_release(struct rows *r)
{
	json_scan_free(r->scan);
	json_tree_release(&r->tree);
	json_scratch_release(&r->scratch);
	for (size_t i = 0; r->col != NULL && i < r->paths->n; i++)
		builder_release(&r->col[i]);
	free(r->col);
}

int
json_paths_column(const struct json_paths *p, const struct column *in,
    const uint8_t *wanted, struct column *out, struct err *e)
{
	struct rows r;
	int rc = rows_init(&r, p, e);
	size_t done = 0;

	if (rc == 0)
		rc = each(&r, in, wanted, e);
	while (rc == 0 && done < p->n) {
		rc = builder_finish(&r.col[done], &out[done], e);
		done += rc == 0;
	}
	if (rc != 0)
		while (done > 0)
			column_release(&out[--done]);
	rows_release(&r);
	return rc;
}
