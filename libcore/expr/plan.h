/* plan.h - what an expression looks at of its input. */
#ifndef SLUICE_EXPR_PLAN_H
#define SLUICE_EXPR_PLAN_H

#include "expr/expr.h"
#include "model/plan.h"

struct source;

/*
 * *out becomes what x looks at: by its outputs and its filter, or with filter_only by the
 * filter alone; the caller's to release (want_release()).  0 or -1.
 */
int expr_want(const struct expr *x, bool filter_only, struct want *out, struct err *e);

/* Tells source so.  0 or -1. */
int expr_plan(const struct expr *x, struct source *s, bool filter_only, struct err *e);

/*
 * Whether all columns of the scope of that number (in struct expr_conf) come out,
 * whatever they are: by * or by its own star.
 */
bool expr_scope_starred(const struct expr *x, size_t scope);

#endif
