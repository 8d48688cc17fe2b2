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

/* A column that comes out, or goes in. */
struct output {
	const char *name;
	const struct node *node;
	const struct field *field;	/* of a pure column: what it was, for its metadata */
	bool given;			/* the name was given, not implied */
};

struct node_entry {
	struct node node;
	struct node_entry *next;	/* same bucket */
};

struct expr {
	struct arena arena;
	struct schema *in, *out;
	const struct date_zone *zone;
	struct output *input;		/* one per field of in */
	struct output *output;
	size_t noutput, cap;
	const struct node *where;
	struct node_entry *bucket[NODE_BUCKETS];
	struct node **node;		/* by id */
	size_t nnode, nodecap;
	struct json_group **group;
	size_t ngroup, groupcap;
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

/* a.b.c; for an item of a select list *name becomes its implied name, *field the column. */
const struct node *check_name(struct check *k, const struct ast *a, const char **name,
    const struct field **field);

/* The field of a struct or of each struct in an array, or the entry of a map, by name. */
const struct node *check_field(struct check *k, const struct node *n, const char *name,
    size_t at);

/* The name of an expression without AS, as Spark gives it; NULL on failure. */
const char *check_implied_name(struct check *k, const struct ast *a);

/* ---- node_new.c: making nodes ---- */

/*
 * The node that equals proto, made if there is none; folded to a literal when it is
 * constant and can be computed.  proto's arg, key and type are copied or outlive x.
 */
const struct node *node_make(struct check *k, const struct node *proto);

/* A literal of the one row of column (taken). */
const struct node *node_literal(struct check *k, const struct type *t, struct column *one);
const struct node *node_null(struct check *k, const struct type *t);
const struct node *node_i64(struct check *k, enum type_id id, int64_t v);
const struct node *node_bytes(struct check *k, enum type_id id, const char *p, size_t n);
const struct node *node_column(struct check *k, int32_t column);

static inline bool
node_is_literal(const struct node *n)
{
	return n->eval == NULL && n->column < 0;
}

bool node_is_null(const struct node *n);

/* A type without parameters; a decimal. */
const struct type *type_plain(enum type_id id);
const struct type *type_decimal(struct check *k, int precision, int scale);

/* ---- coerce.c: Spark's ANSI coercions ---- */

/* An array of copies of element. */
const struct type *type_array_of(struct check *k, const struct type *element,
    bool contains_null);

/*
 * n as type t, by an implicit cast; at is for the message.  A literal that cannot
 * be cast is an error here and now.
 */
const struct node *coerce_to(struct check *k, const struct node *n, const struct type *t,
    size_t at);

/* An explicit cast. */
const struct node *node_cast(struct check *k, const struct node *n, const struct type *t,
    bool try, size_t at);

/*
 * The type that both have in common; NULL without a message if there is none, or
 * if one is text and the other a number.
 */
const struct type *coerce_common(struct check *k, const struct type *a, const struct type *b);

/* Brings all of n arguments (with their place in ast) to their common type. */
int coerce_all(struct check *k, const char *what, struct ast *const *ast,
    const struct node **arg, size_t n);

/* Fails for text in place of a number, or the reverse: shows the CAST.  NULL always. */
const struct node *coerce_refuse(struct check *k, const char *what, const struct ast *a,
    const struct node *an, const struct ast *b, const struct node *bn);

/* The decimal that holds every value of an integer type, or the literal. */
const struct type *coerce_decimal(struct check *k, const struct node *n);

/* ---- func.c: functions and operators ---- */

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
