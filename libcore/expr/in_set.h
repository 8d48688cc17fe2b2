/* in_set.h - IN with a list of constants. */
#ifndef SLUICE_EXPR_IN_SET_H
#define SLUICE_EXPR_IN_SET_H

#include "expr/node.h"

/* The constants of an IN list, none of them NULL: integers, dates, timestamps or bytes. */
struct in_set;

struct in_set *in_set_new(const struct type *t, const struct column *const *value, size_t n,
    struct err *e);
void in_set_free(struct in_set *s);
bool in_set_takes(const struct type *t);

/* Whether arg[0] is in the set; data: struct in_set. */
kernel_fn in_set_kernel;

#endif
