/* plan.c - what an expression looks at of its input. */
#include "expr/plan.h"

#include <stdlib.h>

#include "base/mem.h"
#include "expr/check.h"
#include "expr/nested.h"
#include "model/stream.h"

struct walk {
	const struct expr *x;
	bool *seen;			/* by node */
	bool *column;			/* looked at, by column */
	bool *whole;			/* ... all of it */
	struct path *field;
	size_t nfield, capfield;
	uint32_t *at;			/* the steps of all paths */
	size_t nat, capat;
	struct err *e;
};

/* How many fields of structs n leads through, down to a column; 0: it does not. */
static uint32_t
fields_down(const struct node *n, const struct node **column)
{
	uint32_t steps = 0;

	for (; n->eval == eval_field; n = n->arg[0])
		steps++;
	*column = n;
	return n->column >= 0 ? steps : 0;
}

/* Adds the path of n, steps fields below column. */
static int
add_path(struct walk *w, const struct node *n, const struct node *column, uint32_t steps)
{
	uint32_t i;

	if (mem_grow(&w->at, &w->capat, w->nat + steps + 1, sizeof(*w->at), w->e) != 0 ||
	    mem_grow(&w->field, &w->capfield, w->nfield + 1, sizeof(*w->field), w->e) != 0)
		return -1;
	for (i = steps; i > 0; i--, n = n->arg[0])
		w->at[w->nat + i] = *(const uint32_t *)n->data;
	w->at[w->nat] = (uint32_t)column->column;
	w->nat += steps + 1;
	w->field[w->nfield++].n = steps + 1;
	w->column[column->column] = true;
	return 0;
}

/* Adds what n needs; nodes that are shared are walked once. */
static int
walk(struct walk *w, const struct node *n)
{
	const struct node *column;
	uint32_t steps;
	size_t i;

	if (w->seen[n->id])
		return 0;
	w->seen[n->id] = true;
	if ((steps = fields_down(n, &column)) > 0)
		return add_path(w, n, column, steps);
	if (n->column >= 0)
		w->column[n->column] = w->whole[n->column] = true;
	for (i = 0; i < n->narg; i++)
		if (walk(w, n->arg[i]) != 0)
			return -1;
	return 0;
}

static int
walk_all(struct walk *w, bool filter_only)
{
	const struct expr *x = w->x;
	size_t i;

	for (i = 0; i < x->noutput && !filter_only; i++)
		if (walk(w, x->output[i].node) != 0)
			return -1;
	/* Of s.* the fields that the schema lacks are looked at as well. */
	for (i = 0; i < x->nstarred && !filter_only; i++)
		if (walk(w, x->starred[i]) != 0)
			return -1;
	return x->where == NULL ? 0 : walk(w, x->where);
}

/* Points the paths at their steps and leaves out those into columns that are wanted whole. */
static void
settle(struct walk *w)
{
	const uint32_t *at = w->at;
	size_t kept = 0, i;

	for (i = 0; i < w->nfield; at += w->field[i++].n)
		w->field[i].at = at;
	for (i = 0; i < w->nfield; i++)
		if (!w->whole[w->field[i].at[0]])
			w->field[kept++] = w->field[i];
	w->nfield = kept;
}

int
expr_want(const struct expr *x, bool filter_only, struct want *out, struct err *e)
{
	size_t n = x->in->nfield;
	struct walk w = { .x = x, .e = e };
	int rc = -1;

	w.seen = mem_zero(x->nnode + 1, sizeof(*w.seen), e);
	w.column = mem_zero(n + 1, sizeof(*w.column), e);
	w.whole = mem_zero(n + 1, sizeof(*w.whole), e);
	if (w.seen != NULL && w.column != NULL && w.whole != NULL &&
	    walk_all(&w, filter_only) == 0) {
		settle(&w);
		rc = want_copy(out, &(struct want){ .column = w.column, .field = w.field,
		    .nfield = w.nfield, .named = filter_only || !x->star }, n, e);
	}
	free(w.seen);
	free(w.column);
	free(w.whole);
	free(w.field);
	free(w.at);
	return rc;
}

int
expr_plan(const struct expr *x, struct source *s, bool filter_only, struct err *e)
{
	struct want w;
	int rc;

	if (expr_want(x, filter_only, &w, e) != 0)
		return -1;
	rc = source_plan(s, &w, e);
	want_release(&w);
	return rc;
}

bool
expr_scope_starred(const struct expr *x, size_t scope)
{
	return scope < x->nscope && x->scope[scope].star;
}
