/*
 * json_nest_fuzz.c - any bytes as nested columns: the types of all records of a text hold
 * each of them, unless a member occurs twice or objects are among others, and every value
 * can be read; types of the first records only hold the others or refuse them.
 *
 * The first byte is the number of records that give the types; the rest is the text.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "json/fill.h"
#include "json/shape.h"
#include "model/text.h"

#define DEPTH 100

struct sample {
	struct json_shape *shape;
	int64_t rows, most;
};

static int
add_row(struct json_tree *t, struct err *e)
{
	struct sample *s = t->ctx;

	s->rows++;
	return s->rows > s->most ? 0 : json_shape_add(s->shape, t->found[0].p, t->found[0].n, e);
}

/* The columns of the first s->most rows, or NULL; s->rows becomes the number of all. */
static struct json_cols *
look(struct sample *s, const struct json_piece *p)
{
	struct json_scan *scan = json_scan_new(DEPTH, NULL);
	struct json_node *root = json_node_new(NULL);
	struct json_cols *c = NULL;
	struct err e = ERR_INIT;
	struct json_tree t;

	s->shape = json_shape_new(NULL);
	json_tree_init(&t, root, 1, NULL);
	root->slot = 0;
	root->whole = true;
	t.row = add_row;
	t.ctx = s;
	if (json_scan_tree(scan, p, &t, &e) == 0)
		c = json_shape_cols(s->shape, DEPTH, &e);
	if (c == NULL && scan->bad.fault == JSON_OK && (e.status != STATUS_DATA || e.byte < 0))
		abort();
	json_shape_free(s->shape);
	json_tree_release(&t);
	json_node_free(root);
	json_scan_free(scan);
	return c;
}

/* Reads every value. */
static void
read_all(const struct json_cols *c, struct json_fill *f)
{
	static const struct text_conf conf = { .null = "NULL" };
	struct column *col = calloc(c->n + 1, sizeof(*col));
	struct buf b = BUF_INIT;
	int64_t rows = f->rows;

	if (json_fill_finish(f, col, NULL) != 0)
		abort();
	for (size_t i = 0; i < c->n; i++) {
		if (col[i].rows != rows)
			abort();
		for (int64_t r = 0; r < rows; r++)
			text_value(&c->schema->field[i].type, &col[i], r, &conf, &b, NULL);
		column_release(&col[i]);
	}
	buf_release(&b);
	free(col);
}

static void
fill(const struct json_cols *c, const struct json_piece *p, const struct sample *s)
{
	struct json_fill *f = json_fill_new(c, NULL);
	struct err e = ERR_INIT;
	int rc = json_fill_piece(f, p, &e);

	if (rc == 0 ? f->rows != s->rows : e.status != STATUS_DATA || e.byte < 0 ||
	    (size_t)e.byte >= p->len)
		abort();
	if (rc != 0 && s->most >= s->rows && strstr(e.msg, "occurs twice") == NULL &&
	    strstr(e.msg, "not an object: ") == NULL && strstr(e.msg, "an object among") == NULL)
		abort();
	read_all(c, f);
	json_fill_free(f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct sample s = { NULL, 0, 0 };
	struct json_piece p = { .last = true };
	struct json_cols *c;
	uint8_t *text;

	if (len == 0 || (text = malloc(len)) == NULL)
		return 0;
	memcpy(text, data + 1, len - 1);
	p.text = text;
	p.len = len - 1;
	s.most = data[0] == 0 ? INT64_MAX : data[0];
	if ((c = look(&s, &p)) != NULL) {
		fill(c, &p, &s);
		json_cols_free(c);
	}
	free(text);
	return 0;
}
