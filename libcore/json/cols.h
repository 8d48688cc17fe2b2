/*
 * cols.h - typed columns out of JSON values: which, from where, of what type.
 *
 * Made once, then read by any number of threads, each with a filler (fill.h).
 */
#ifndef SLUICE_JSON_COLS_H
#define SLUICE_JSON_COLS_H

#include "json/tree.h"
#include "model/plan.h"
#include "model/schema.h"

struct json_col {
	int slot;			/* -1: not wanted */
	struct json_node *node;
	struct json_node *names;	/* strict: of its fields (nest.h); owned */
};

struct json_cols {
	unsigned depth;			/* that values may have */
	struct schema *schema;		/* of the columns, in order */
	struct json_col *col;
	size_t n, cap;
	struct json_node *root;
	int slots;
	/*
	 * Flat: the columns are all of an object, taken apart.  Then what is on
	 * the way to a column must be an object, or null, and no member may occur
	 * twice.  Nodes on the way have slots too.
	 */
	bool flat;
	/*
	 * Strict, and flat: the columns are all members of an object, or all of the value,
	 * each of a type of its own (shape.h).  Then a member that is no column is a misfit,
	 * unless the columns are looked at by name.
	 */
	bool strict, named;
	const struct json_node **way;
	size_t nway, waycap;
};

/* NULL on failure; json_cols_free(NULL) is harmless. */
struct json_cols *json_cols_new(unsigned depth, bool flat, struct err *e);
void json_cols_free(struct json_cols *c);

/* One column more, called name: what is at node (of c->root's trie).  0 or -1. */
int json_cols_add(struct json_cols *c, struct json_node *node, const char *name,
    const struct type *type, bool nullable, struct err *e);

/* To be called once after the last json_cols_add.  0 or -1. */
int json_cols_end(struct json_cols *c, struct err *e);

/*
 * Of strict columns only what w says is wanted: the other columns and fields are absent, and
 * nothing is checked in them.  Before the columns are filled, or the same again.
 */
void json_cols_use(struct json_cols *c, const struct want *w);

/*
 * 'PATH [TYPE] [AS NAME], ...': columns by path (path.h), string unless TYPE,
 * named by the path unless NAME.  A fault and two columns of one name are
 * STATUS_USAGE, quoting what is left of the text.  NULL on failure.
 */
struct json_cols *json_cols_parse(const char *text, unsigned depth, struct err *e);

/*
 * 'NAME TYPE [NOT NULL], ...': the flat columns of an object, as Spark's DDL has
 * them: a.b.c BIGINT is member c of member b of a; a name in backquotes is one
 * member, dots and all; STRUCT<...> is taken apart into its fields.
 */
struct json_cols *json_cols_ddl(const char *text, unsigned depth, struct err *e);

/* Appends the dotted name of node.  0 or -1. */
int json_cols_dotted(const struct json_node *node, struct buf *out, struct err *e);

#endif
