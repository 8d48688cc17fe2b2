/*
 * check.h - from written to typed expressions: names, types, coercions, folding.
 *
 * Nothing here is seen outside of expr/.  Functions return NULL or -1 with e filled;
 * e->byte is then the place in the text in hand.
 */
#ifndef SLUICE_EXPR_CHECK_H
#define SLUICE_EXPR_CHECK_H

#include "expr/arena.h"
#include "expr/ast.h"
#include "expr/node.h"
#include "model/schema.h"

#define NODE_BUCKETS 1024

struct json_group;

/* A qualifier of columns. */
struct scope {
	const char *name;
	bool star;			/* all of its columns come out, by * or its own */
	bool star_now;			/* ... of the list in hand */
};

/* A column that comes out, or goes in. */
struct expr_output {
	const char *name;
	const struct node *node;
	const struct field *field;	/* of a pure column: what it was, for its metadata */
	const struct scope *scope;	/* of a pure column under its own name, or NULL */
	bool given;			/* the name was given, not implied */
	bool implied;			/* an implied column that nobody has named */
};

struct node_entry {
	struct node node;
	struct node_entry *next;	/* same bucket */
};

struct expr {
	struct arena arena;
	struct schema *in, *out;
	const struct date_zone *zone;
	unsigned json_depth;
	struct scope *scope;
	size_t nscope;
	struct expr_output *input;		/* one per field of in */
	struct expr_output *output;
	size_t noutput, cap;
	const struct node *where;
	struct node_entry *bucket[NODE_BUCKETS];
	struct node **node;		/* by id */
	size_t nnode, nodecap;
	struct json_group **group;
	size_t ngroup, groupcap;
	bool star;				/* outputs are those of *, whatever they are */
	const struct node **starred;		/* s of each s.* */
	size_t nstarred, capstarred;
};

struct check {
	struct expr *x;
	bool where;			/* names: inputs and given outputs; else the outputs */
	const char *text;
	struct err fold;		/* why the last constant could not be computed */
	struct err *e;
};

/* The node of a, which is then in a->node. */
const struct node *check_expr(struct check *k, struct ast *a);

/*
 * a.b.c; for an item of a select list (else NULL) item->name becomes its implied name,
 * field and scope those of the column.
 */
const struct node *check_name(struct check *k, struct ast *a, struct expr_output *item);

/* The field of a struct or of each struct in an array, or the entry of a map, by name. */
const struct node *check_field(struct check *k, const struct node *n, const char *name,
    size_t at);

/*
 * The type of a field (in each element of an array, or of the values of a map) by
 * name, NULL if there is none.
 */
const struct type *check_field_type(const struct type *t, const char *name);

/* The name of an expression without AS, as Spark gives it; NULL on failure. */
const char *check_implied_name(struct check *k, struct ast *a);

#endif
