/*
 * node_new.h - making nodes: each once, constants folded.
 *
 * Nothing here is seen outside of expr/.  Functions return NULL or -1 with e filled;
 * e->byte is then the place in the text in hand.
 */
#ifndef SLUICE_EXPR_NODE_NEW_H
#define SLUICE_EXPR_NODE_NEW_H

#include "expr/check.h"

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

#endif
