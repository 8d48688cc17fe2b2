/*
 * bind.h - functions and operators: the table, and how a call becomes a node.
 *
 * Nothing here is seen outside of expr/.  Functions return NULL or -1 with e filled;
 * e->byte is then the place in the text in hand.
 */
#ifndef SLUICE_EXPR_BIND_H
#define SLUICE_EXPR_BIND_H

#include "expr/check.h"

/* A call being bound: arguments checked, not yet coerced. */
struct bind {
	struct check *k;
	const struct ast *ast;
	const struct func *func;
	const struct node **arg;	/* narg, the array may be changed */
	size_t narg;
	bool total;			/* the node made next raises no error of its own */
};

/* The node of a call, or NULL; b->func is set. */
typedef const struct node *bind_fn(struct bind *b);

enum pretty { PRETTY_CALL, PRETTY_INFIX, PRETTY_PREFIX, PRETTY_POSTFIX, PRETTY_OTHER };

/*
 * One function.  types has a letter per argument and, after a colon, one for the result:
 *	s text (other atoms are cast)   t text or binary   i int   l bigint
 *	d double   B boolean   x anything   * the last one again, any number
 *	result 1: the type of the first argument   t: the type the t's agreed on
 * Arguments are brought to these, NULL in any gives NULL, the kernel does the rest.
 * What does not fit has a bind function instead.
 */
struct func {
	const char *name;		/* lower case; operators as ast.h names them */
	int min, max;			/* arguments; max -1: any */
	const char *types;
	kernel_fn *kernel;
	bind_fn *bind;
	int detail;			/* for bind */
	const char *shown;		/* in messages and names; NULL: the name */
	enum pretty pretty;
};

extern const struct func func_table[];
extern const size_t func_count;

const struct func *func_find(const char *name);
const char *func_shown(const struct func *f);

/* Binds a call. */
const struct node *func_bind(struct check *k, struct ast *a);

/* A strict node of kernel over b's arguments; key tells data apart (may be NULL). */
const struct node *bind_kernel(struct bind *b, kernel_fn *kernel, const struct type *type,
    bool nullable, void *data, const void *key, size_t keylen);

/* A node with its own rule. */
const struct node *bind_eval(struct bind *b, eval_fn *eval, const struct type *type,
    bool nullable, void *data, const void *key, size_t keylen);

/* Brings arg[0] and arg[1] to one type that can be compared.  0 or -1. */
int bind_same_types(struct bind *b);

/* The node of arg[0] = arg[1], which have one type. */
const struct node *bind_equal(struct bind *b);

/* Whether any argument may be NULL. */
bool bind_nullable(const struct bind *b);

/* Fails at argument i.  NULL always. */
const struct node *bind_fail(struct bind *b, size_t i, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

bind_fn bind_arith, bind_unary, bind_round, bind_size;			/* func_math.c */
bind_fn bind_compare, bind_null_safe, bind_in, bind_logic, bind_not, bind_test;
bind_fn bind_if, bind_coalesce, bind_nullif, bind_nvl2, bind_like, bind_rlike;
bind_fn bind_item, bind_date_add, bind_concat;

const struct node *bind_case(struct check *k, struct ast *a);
const struct node *bind_json(struct check *k, struct ast *a);

#endif
