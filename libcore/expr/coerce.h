/*
 * coerce.h - Spark's ANSI coercions.
 *
 * Nothing here is seen outside of expr/.  Functions return NULL or -1 with e filled;
 * e->byte is then the place in the text in hand.
 */
#ifndef SLUICE_EXPR_COERCE_H
#define SLUICE_EXPR_COERCE_H

#include "expr/check.h"

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

#endif
