/* path.c - paths into JSON text, followed in every row of a column. */
#include "json/path.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "json/tree.h"
#include "json/text.h"
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

size_t
json_paths_count(const struct json_paths *p)
{
	return p->n;
}

const char *
json_paths_name(const struct json_paths *p, size_t i)
{
	return p->path[i].name;
}

/* -- the syntax -- */

static bool
bare(const char *p)
{
	unsigned char c = (unsigned char)*p;

	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '_' || c >= 0x80;
}

/* Reads to the closing quote; doubled, or a \ before it, it belongs to the name. */
static int
quoted(const char **text, char quote, struct buf *name, struct err *e)
{
	const char *p = *text + 1;

	name->len = 0;
	for (; *p != '\0'; p++) {
		if (*p == quote) {
			if (p[1] != quote) {
				*text = p + 1;
				return 0;
			}
			p++;
		} else if (*p == '\\' && quote != '`' && p[1] != '\0') {
			p++;
		}
		if (buf_add(name, p, 1, e) != 0)
			return -1;
	}
	return err_set(e, STATUS_USAGE, "path: no closing %c", quote);
}

static int
subscript(const char **text, uint64_t *index, struct err *e)
{
	const char *p = *text;
	uint64_t v = 0;

	if (*p == '*')
		return err_set(e, STATUS_USAGE, "path: [*] is not supported: "
		    "a path leads to one value");
	if (*p < '0' || *p > '9')
		return err_set(e, STATUS_USAGE, "path: a subscript is a number from 0 on, "
		    "or a quoted name");
	for (; *p >= '0' && *p <= '9'; p++) {
		if (v > UINT32_MAX)
			return err_set(e, STATUS_USAGE, "path: the subscript is too large");
		v = v * 10 + (uint64_t)(*p - '0');
	}
	*index = v;
	*text = p;
	return 0;
}

/* What is between [ and ]; *text stands after the [. */
static int
bracket(const char **text, struct json_node **node, struct buf *name, struct err *e)
{
	uint64_t index = 0;

	while (**text == ' ')
		++*text;
	if (**text == '\'' || **text == '"') {
		if (quoted(text, **text, name, e) != 0)
			return -1;
		*node = json_node_member(*node, name->data, name->len, e);
	} else {
		if (subscript(text, &index, e) != 0)
			return -1;
		*node = json_node_element(*node, index, e);
	}
	while (**text == ' ')
		++*text;
	if (*node == NULL)
		return -1;
	if (**text != ']')
		return err_set(e, STATUS_USAGE, "path: no ] after a subscript");
	++*text;
	return 0;
}

static int
member(const char **text, struct json_node **node, struct buf *name, struct err *e)
{
	const char *p = *text;

	if (*p == '`') {
		if (quoted(text, '`', name, e) != 0)
			return -1;
		*node = json_node_member(*node, name->data, name->len, e);
		return *node == NULL ? -1 : 0;
	}
	while (bare(p))
		p++;
	if (p == *text)
		return err_set(e, STATUS_USAGE, "path: a name is missing");
	if (utf8_valid_prefix(*text, (size_t)(p - *text)) != (size_t)(p - *text))
		return err_set(e, STATUS_USAGE, "path: a name is not UTF-8");
	*node = json_node_member(*node, *text, (size_t)(p - *text), e);
	*text = p;
	return *node == NULL ? -1 : 0;
}

/* Follows the path at *text into the trie, making what is missing. */
static int
parse(const char **text, struct json_node **node, struct buf *name, struct err *e)
{
	bool first = true;

	if (**text == '$') {
		++*text;
		first = false;
	}
	for (;; first = false) {
		if (**text == '[') {
			++*text;
			if (bracket(text, node, name, e) != 0)
				return -1;
			continue;
		}
		if (!first) {
			if (**text != '.')
				return 0;
			++*text;
		}
		if (member(text, node, name, e) != 0)
			return -1;
	}
}

int
json_paths_add(struct json_paths *p, const char **text, struct err *e)
{
	struct json_node *node = p->root;
	const struct json_node *named;
	struct buf name = BUF_INIT;
	struct path *new;
	int rc = parse(text, &node, &name, e);

	buf_release(&name);
	if (rc != 0 || mem_grow(&p->path, &p->cap, p->n + 1, sizeof(*p->path), e) != 0)
		return -1;
	new = &p->path[p->n];
	if (node->slot < 0)
		node->slot = p->slots++;
	new->slot = node->slot;
	for (named = node; named != NULL && named->name == NULL;)
		named = named->parent;
	new->name = named == NULL ? mem_dup("value", 5, e) :
	    mem_dup(named->name, named->namelen, e);
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

	for (size_t i = 0; i < r->paths->n; i++) {
		const struct json_found *f = &t->found[r->paths->path[i].slot];

		if (f->p == NULL) {
			if (builder_null(&r->col[i], e) != 0)
				return -1;
		} else if (json_as_string(&r->scratch, f->p, f->n, &p, &n, e) != 0 ||
		    builder_bytes(&r->col[i], p, n, e) != 0) {
			return -1;
		}
	}
	return 0;
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
	struct json_piece p = { .last = true, .one = true };

	for (int64_t i = 0; i < in->rows; i++) {
		if (column_is_null(in, i) || (wanted != NULL && !column_bit(wanted, i))) {
			if (nulls(r, e) != 0)
				return -1;
			continue;
		}
		p.text = (const uint8_t *)column_bytes(in, i, &p.len);
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
