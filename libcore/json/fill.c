/* fill.c - fills columns from values. */
#include "json/fill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "json/value.h"

/* Fills why: the value at p, of node, does not fit for that reason. */
static int
unfit(struct json_fill *f, const struct json_node *node, const uint8_t *p,
    const char *reason)
{
	struct buf name = BUF_INIT;

	json_cols_dotted(node, &name, NULL);
	err_set(&f->why, STATUS_DATA, "%.*s%s%s", (int)name.len, (const char *)name.data,
	    name.len > 0 ? ": " : "", reason);
	f->why.byte = (int64_t)(p - f->tree.text);
	buf_release(&name);
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

		if (w->p == NULL || *w->p == '{')
			continue;
		snprintf(words, sizeof(words), "not an object: %s",
		    err_quote(shown, sizeof(shown), w->p, w->n));
		return unfit(f, c->way[i], w->p, words);
	}
	return 0;
}

/* Appends value k of the row.  0; -1 and why; or -1 and e where why is empty. */
static int
append(struct json_fill *f, size_t k, struct err *e)
{
	const struct json_col *c = &f->cols->col[k];
	const struct json_found *v = &f->tree.found[c->slot];
	struct err own = ERR_INIT;

	if (v->p == NULL) {
		if (!f->cols->schema->field[k].nullable)
			return unfit(f, c->node, f->tree.text + f->tree.at,
			    "missing or null, but NOT NULL");
		return builder_null(&f->col[k], e);
	}
	if (json_value(&f->col[k], v->p, v->n, &f->scratch, &own) == 0)
		return 0;
	if (own.status == STATUS_DATA)
		return unfit(f, c->node, v->p, own.msg);
	return err_copy(e, &own);
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
	for (; rc == 0 && k < f->cols->n; k++)
		rc = append(f, k, e);
	if (rc == 0) {
		f->rows++;
		return f->filled != NULL ? f->filled(f, e) : 0;
	}
	while (k > 0)
		builder_cut(&f->col[--k], f->rows);
	if (f->why.status == STATUS_OK)
		return -1;
	if (f->bad != NULL)
		return f->bad(f, t->at, e);
	return err_copy(e, &f->why);
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
	for (size_t i = 0; i < c->n; i++)
		if (builder_init(&f->col[i], &c->schema->field[i].type, e) != 0)
			goto fail;
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
	for (size_t i = 0; f->col != NULL && i < f->cols->n; i++)
		builder_release(&f->col[i]);
	free(f->col);
	free(f);
}

int
json_fill_piece(struct json_fill *f, const struct json_piece *p, struct err *e)
{
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

int
json_fill_finish(struct json_fill *f, struct column *out, struct err *e)
{
	size_t k = 0;

	while (k < f->cols->n && builder_finish(&f->col[k], &out[k], e) == 0)
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
