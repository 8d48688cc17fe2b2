/* fill.c - fills columns from values. */
#include "json/fill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "json/nest.h"

/* Fills why: the value at p, of node, does not fit for that reason. */
static int
unfit(struct json_fill *f, const struct json_node *node, const uint8_t *p,
    const char *reason)
{
	struct buf name = BUF_INIT;
	/* The reason may begin with the way from there on. */
	bool joined = strchr(".[:", *reason) != NULL;

	json_cols_dotted(node, &name, NULL);
	if (name.len == 0 && joined)
		buf_add(&name, "value", 5, NULL);
	err_set(&f->why, STATUS_DATA, "%.*s%s%s", (int)name.len, (const char *)name.data,
	    name.len > 0 && !joined ? ": " : "", reason);
	f->why.byte = (int64_t)(p - f->tree.text);
	buf_release(&name);
	return -1;
}

/* The value at p, of node, does not fit as why says without the name.  -1 and why. */
static int
misfit(struct json_fill *f, const struct json_node *node, const uint8_t *p)
{
	const struct err why = f->why;

	return unfit(f, node, p, why.msg);
}

/* What is in why is no misfit: -1 and e. */
static int
failed(struct json_fill *f, struct err *e)
{
	err_copy(e, &f->why);
	err_clear(&f->why);
	return -1;
}

static const struct json_node *
node_of(const struct json_cols *c, int slot)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->col[i].slot == slot)
			return c->col[i].node;
	for (size_t i = 0; i < c->nway; i++)
		if (c->way[i]->slot == slot)
			return c->way[i];
	return c->root;
}

/* Strict: a member that is no column. */
static struct json_node *
missing(struct json_tree *t, struct json_node *n, const void *name, size_t len)
{
	struct json_fill *f = t->ctx;

	(void)n;
	(void)name;
	(void)len;
	f->unforeseen = true;
	return NULL;
}

/* Finds the member of the row that is no column.  -1 and why. */
static int
no_column(struct json_fill *f)
{
	const struct json_node *root = f->cols->root;
	const uint8_t *p = f->tree.text + f->tree.at, *name;
	char shown[120], words[300];
	struct json_walk w = json_walk(p, (size_t)(json_value_end(p, f->end) - p));
	size_t len;

	while (json_walk_next(&w)) {
		if (json_as_string(&f->scratch, w.key, w.keylen, &name, &len, NULL) != 0 ||
		    json_node_find(root, name, len) != NULL)
			continue;
		snprintf(words, sizeof(words), "no column %s%s",
		    err_quote(shown, sizeof(shown), name, len), JSON_NEST_HINT);
		return unfit(f, root, w.key, words);
	}
	return unfit(f, root, p, "no column for a member");
}

/* What must hold for a flat row before its values count.  0; or -1 and why. */
static int
flat(struct json_fill *f)
{
	const struct json_cols *c = f->cols;
	const struct json_tree *t = &f->tree;
	char shown[80], words[160];

	for (size_t i = 0; i < t->ntouched; i++)
		if (t->found[t->touched[i]].again)
			return unfit(f, node_of(c, t->touched[i]), t->found[t->touched[i]].p,
			    "occurs twice");
	for (size_t i = 0; i < c->nway; i++) {
		const struct json_found *w = &t->found[c->way[i]->slot];

		if (w->p == NULL || *w->p == '{' || *w->p == 'n')
			continue;
		snprintf(words, sizeof(words), "not an object: %s",
		    err_quote(shown, sizeof(shown), w->p, w->n));
		return unfit(f, c->way[i], w->p, words);
	}
	return f->unforeseen ? no_column(f) : 0;
}

/* As append(), where the columns are strict. */
static int
append_strict(struct json_fill *f, size_t k, struct err *e)
{
	const struct json_col *c = &f->cols->col[k];
	struct builder *b = &f->col[k];
	const struct json_found *v;

	if (c->slot < 0)
		return 0;
	v = &f->tree.found[c->slot];
	if (v->p == NULL)
		return builder_null(b, e);
	if (c->node->parent == NULL && *v->p == '{')
		return unfit(f, c->node, v->p, "an object among values that are none");
	if (json_nest_value(b, c->names, v->p, v->n, &f->scratch, &f->why) == 0)
		return 0;
	if (f->why.status == STATUS_DATA && f->why.byte >= 0)
		return misfit(f, c->node, v->p + f->why.byte);
	return failed(f, e);
}

/* Appends value k of the row.  0; -1 and why; or -1 and e where why is empty. */
static int
append(struct json_fill *f, size_t k, struct err *e)
{
	const struct json_col *c = &f->cols->col[k];
	const struct json_found *v;

	if (f->cols->strict)
		return append_strict(f, k, e);
	v = &f->tree.found[c->slot];
	if (v->p == NULL) {
		if (!f->cols->schema->field[k].nullable)
			return unfit(f, c->node, f->tree.text + f->tree.at,
			    "missing or null, but NOT NULL");
		return builder_null(&f->col[k], e);
	}
	if (json_value(&f->col[k], v->p, v->n, &f->scratch, &f->why) == 0)
		return 0;
	return f->why.status == STATUS_DATA ? misfit(f, c->node, v->p) : failed(f, e);
}

static int
row(struct json_tree *t, struct err *e)
{
	struct json_fill *f = t->ctx;
	size_t k = 0;
	int rc = 0;

	err_clear(&f->why);
	if (f->cols->flat)
		rc = flat(f);
	f->unforeseen = false;
	for (; rc == 0 && k < f->cols->n; k++)
		rc = append(f, k, e);
	if (rc == 0) {
		f->rows++;
		return f->filled != NULL ? f->filled(f, e) : 0;
	}
	while (k > 0)
		if (f->cols->col[--k].slot >= 0)
			builder_cut(&f->col[k], f->rows);
	if (f->why.status == STATUS_OK)
		return -1;
	if (f->bad != NULL)
		return f->bad(f, t->at, e);
	return err_copy(e, &f->why);
}

/* Sets up the walk for strict columns; without one that is wanted, rows only count. */
static int
be_strict(struct json_fill *f, struct err *e)
{
	size_t k = 0;

	f->tree.nulls = true;
	while (k < f->cols->n && f->cols->col[k].slot < 0)
		k++;
	if (k < f->cols->n || f->cols->n == 0) {
		f->tree.missing = f->cols->named ? NULL : missing;
		return 0;
	}
	if ((f->nothing = json_node_new(e)) == NULL)
		return -1;
	f->nothing->whole = true;
	f->tree.root = f->nothing;
	return 0;
}

struct json_fill *
json_fill_new(const struct json_cols *c, struct err *e)
{
	struct json_fill *f = mem_zero(1, sizeof(*f), e);

	if (f == NULL)
		return NULL;
	f->cols = c;
	f->scan = json_scan_new(c->depth, e);
	f->col = mem_zero(c->n, sizeof(*f->col), e);
	if (f->scan == NULL || f->col == NULL ||
	    json_tree_init(&f->tree, c->root, (size_t)c->slots, e) != 0)
		goto fail;
	f->tree.row = row;
	f->tree.ctx = f;
	if (c->strict && be_strict(f, e) != 0)
		goto fail;
	for (size_t i = 0; i < c->n; i++) {
		if (builder_init(&f->col[i], &c->schema->field[i].type, e) != 0)
			goto fail;
		if (c->col[i].names != NULL)
			json_nest_narrow(&f->col[i], c->col[i].names);
	}
	return f;
fail:
	json_fill_free(f);
	return NULL;
}

void
json_fill_free(struct json_fill *f)
{
	if (f == NULL)
		return;
	json_scan_free(f->scan);
	json_tree_release(&f->tree);
	json_scratch_release(&f->scratch);
	json_node_free(f->nothing);
	for (size_t i = 0; f->col != NULL && i < f->cols->n; i++)
		builder_release(&f->col[i]);
	free(f->col);
	free(f);
}

int
json_fill_piece(struct json_fill *f, const struct json_piece *p, struct err *e)
{
	f->end = p->text + p->len;
	return json_scan_tree(f->scan, p, &f->tree, e);
}

int
json_fill_null(struct json_fill *f, struct err *e)
{
	static const uint8_t null[] = "null";

	/* As a row in which nothing is found. */
	f->tree.text = null;
	f->tree.at = 0;
	return row(&f->tree, e);
}

static int
finish(struct json_fill *f, size_t k, struct column *out, struct err *e)
{
	if (f->cols->col[k].slot >= 0)
		return builder_finish(&f->col[k], out, e);
	column_absent(out, f->rows);
	return 0;
}

int
json_fill_finish(struct json_fill *f, struct column *out, struct err *e)
{
	size_t k = 0;

	while (k < f->cols->n && finish(f, k, &out[k], e) == 0)
		k++;
	f->rows = 0;
	if (k == f->cols->n)
		return 0;
	while (k > 0)
		column_release(&out[--k]);
	return -1;
}

size_t
json_fill_size(const struct json_fill *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->cols->n; i++)
		n += builder_size(&f->col[i]);
	return n;
}
