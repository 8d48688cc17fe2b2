/*
 * resolve.h - which column a written name means.
 *
 * Nothing here is seen outside of expr/.  Functions return NULL or -1 with e filled;
 * e->byte is then the place in the text in hand.
 */
#ifndef SLUICE_EXPR_RESOLVE_H
#define SLUICE_EXPR_RESOLVE_H

#include "expr/check.h"

/* What a dotted path means: parts [0, from) qualify, [from, parts) name, the rest are fields. */
struct found {
	const struct expr_output *output;
	size_t from, parts;
};

/*
 * Finds the column: in a filter among the inputs first, then among given names.  It may
 * lack the fields that follow, if no other has them.  0, or -1 and why there is none.
 */
int resolve_name(struct check *k, const struct ast *a, struct found *out);

/* Whether that is a column of the qualifier. */
bool resolve_in_scope(const struct expr_output *o, const char *qualifier);

/* out becomes the parts [from, to) with points between, and NUL. */
int resolve_join(const struct ast *a, size_t from, size_t to, struct buf *out, struct err *e);

/* The name of an input column in messages: qualified if there are several of it. */
const char *resolve_label(struct expr *x, int32_t column);

#endif
