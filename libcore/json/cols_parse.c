/* cols_parse.c - columns as --path and --schema name them. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "json/cols.h"
#include "json/route.h"

static void
blanks(const char **p)
{
	*p += strspn(*p, " \t\r\n");
}

/* Takes the word, in any case, if it stands at *p. */
static bool
word(const char **p, const char *want)
{
	size_t n = strlen(want);

	if (strncasecmp(*p, want, n) != 0 || strchr(" \t\r\n,", (*p)[n]) == NULL)
		return false;
	*p += n;
	blanks(p);
	return true;
}

/* Says where in the text the fault is.  Returns -1. */
static int
at(struct err *e, const char *left)
{
	char shown[60];

	if (e == NULL || e->status != STATUS_USAGE)
		return -1;
	if (*left == '\0')
		err_prefix(e, "at its end: ");
	else
		err_prefix(e, "at %s: ", err_quote(shown, sizeof(shown), left, strlen(left)));
	return -1;
}

static bool
ended(const char *p)
{
	return *p == ',' || *p == '\0';
}

/* [TYPE] [AS NAME]; name stays empty where it is not given. */
static int
type_and_name(const char **p, struct type *type, struct buf *name, struct err *e)
{
	bool as = word(p, "as");

	if (!as && !ended(*p)) {
		if (type_parse(p, type, e) != 0)
			return -1;
		blanks(p);
		as = word(p, "as");
	}
	if (as && (json_route_word(p, name, e) != 0 || buf_zero(name, 1, e) != 0))
		return -1;
	return 0;
}

/* PATH [TYPE] [AS NAME] */
static int
pick(struct json_cols *c, const char **p, struct err *e)
{
	struct json_node *node = json_route(c->root, p, e);
	struct type type = { .id = TYPE_STRING };
	struct buf name = BUF_INIT;
	char *own = NULL;
	int rc = -1;

	if (node == NULL)
		return at(e, *p);
	if (!ended(*p) && strchr(" \t\r\n", **p) == NULL) {
		err_set(e, STATUS_USAGE, "a path cannot go on like this");
		return at(e, *p);
	}
	blanks(p);
	if (type_and_name(p, &type, &name, e) != 0)
		at(e, *p);
	else if (name.data != NULL || (own = json_route_name(node, e)) != NULL)
		rc = json_cols_add(c, node, own != NULL ? own : (const char *)name.data, &type,
		    true, e);
	free(own);
	buf_release(&name);
	type_release(&type);
	return rc;
}

/* NAME[.NAME ...], from root on. */
static struct json_node *
dotted(struct json_node *root, const char **p, struct err *e)
{
	struct buf name = BUF_INIT;
	struct json_node *n = root;

	for (;;) {
		if (json_route_word(p, &name, e) != 0)
			n = NULL;
		else
			n = json_node_member(n, name.data, name.len, e);
		if (n == NULL || **p != '.')
			break;
		++*p;
	}
	buf_release(&name);
	return n;
}

/* The column of type at node, or those of its fields. */
static int
spread(struct json_cols *c, struct json_node *node, const struct type *type, bool nullable,
    struct err *e)
{
	struct buf name = BUF_INIT;
	int rc = -1;

	if (type->id == TYPE_STRUCT && type->nchild == 0)
		return err_set(e, STATUS_USAGE, "a struct without fields makes no column");
	if (type->id == TYPE_STRUCT) {
		for (uint32_t i = 0; i < type->nchild; i++) {
			const struct field *f = &type->child[i];
			struct json_node *child = json_node_member(node, f->name,
			    strlen(f->name), e);

			if (child == NULL ||
			    spread(c, child, &f->type, f->nullable, e) != 0)
				return -1;
		}
		return 0;
	}
	if (json_cols_dotted(node, &name, e) == 0 && buf_zero(&name, 1, e) == 0)
		rc = json_cols_add(c, node, (const char *)name.data, type, nullable, e);
	buf_release(&name);
	return rc;
}

/* NAME [:] TYPE [NOT NULL] */
static int
define(struct json_cols *c, const char **p, struct err *e)
{
	struct json_node *node = dotted(c->root, p, e);
	struct type type = { .id = TYPE_VOID };
	bool nullable;
	int rc;

	if (node == NULL)
		return at(e, *p);
	blanks(p);
	if (**p == ':') {
		++*p;
		blanks(p);
	}
	if (type_parse(p, &type, e) != 0)
		return at(e, *p);
	blanks(p);
	nullable = !(word(p, "not") && word(p, "null"));
	rc = spread(c, node, &type, nullable, e);
	type_release(&type);
	return rc;
}

static struct json_cols *
list(const char *p, unsigned depth, bool flat,
    int (*one)(struct json_cols *, const char **, struct err *), struct err *e)
{
	struct json_cols *c = json_cols_new(depth, flat, e);

	if (c == NULL)
		return NULL;
	for (;; p++) {
		blanks(&p);
		if (one(c, &p, e) != 0)
			goto fail;
		blanks(&p);
		if (*p == '\0')
			break;
		if (*p != ',') {
			err_set(e, STATUS_USAGE, "a comma is missing");
			at(e, p);
			goto fail;
		}
	}
	if (json_cols_end(c, e) == 0)
		return c;
fail:
	json_cols_free(c);
	return NULL;
}

struct json_cols *
json_cols_parse(const char *text, unsigned depth, struct err *e)
{
	return list(text, depth, false, pick, e);
}

struct json_cols *
json_cols_ddl(const char *text, unsigned depth, struct err *e)
{
	return list(text, depth, true, define, e);
}
