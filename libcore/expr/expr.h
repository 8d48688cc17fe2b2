/*
 * expr.h - compiled expressions over the batches of one schema: a select list
 * and a filter, in Spark SQL's syntax with its ANSI semantics.
 *
 * The caller starts with '*' (expr_new), then changes the outputs step by step
 * in the order of its calls, and gives the filter last.  From then on the
 * struct is immutable and any number of threads may run it, each with its own
 * scratch.
 *
 * Compile errors are STATUS_USAGE.  Their message has one line of words and, where a
 * place in the expression can be shown, two more lines after '\n': the expression
 * (cut around the place if it is long) and a caret.  The caller prints all of it.
 *
 * Errors of values are STATUS_DATA with err.row relative to the batch that was given,
 * also when a filter dropped rows before it.  Rows that the filter drops, branches
 * that CASE, if, coalesce, AND and OR do not take, are not evaluated and raise no
 * error; only outputs that the filter itself names are evaluated on all rows.
 */
#ifndef SLUICE_EXPR_EXPR_H
#define SLUICE_EXPR_EXPR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct batch;
struct batch_list;
struct date_zone;
struct schema;

#define EXPR_MAX_TEXT (1 << 20)		/* bytes of one expression or list */
#define EXPR_MAX_DEPTH 400		/* nesting of operators and parentheses */
#define EXPR_MAX_CHAIN 10000		/* terms of a + b + c ..., which nest to the left alone */

struct expr;
struct expr_scratch;

/*
 * One of several inputs: its n columns from first on may be written name.column, all of
 * them name.*.  A column of several scopes belongs to the first, one of none has no qualifier.
 *
 * As in Spark q.a.b is first column a of scope q and its field b; only where q has no
 * such column (or is no scope) it is a column q and its fields.  A name without a
 * qualifier that is a column of several scopes is an error.  Results are named without
 * qualifiers; a column that is put out under its own name keeps its own.
 */
struct expr_scope {
	const char *name;
	size_t first, n;
};

struct expr_conf {
	/* Session time zone of casts between text, dates and timestamps; NULL is UTC. */
	const struct date_zone *zone;
	/* Arrays and objects inside each other in JSON text, at most; 0: JSON_DEPTH. */
	unsigned json_depth;
	/* What qualifies columns, copied; NULL and 0: nothing does. */
	const struct expr_scope *scope;
	size_t nscope;
};

/*
 * The identity over batches of schema in (a reference is taken): every column
 * is put out as it is, no row is dropped.  conf may be NULL.  NULL on failure.
 */
struct expr *expr_new(struct schema *in, const struct expr_conf *conf, struct err *e);
void expr_free(struct expr *x);

/*
 * Replaces the outputs by a select list: 'a, b.c AS d, CAST(e AS INT), *'.  Like
 * expr_with, it sees the outputs so far as its columns.  0, or -1 with x unusable
 * for anything but expr_free (so for every step below).
 */
int expr_select(struct expr *x, const char *list, struct err *e);

/* 'name = EXPR': adds the output, or replaces the one of that name in its place. */
int expr_with(struct expr *x, const char *text, struct err *e);

/* 'a, b': takes outputs away.  A name that is none is an error. */
int expr_drop(struct expr *x, const char *names, struct err *e);

/* Takes away the implied outputs (model/schema.h) that no step has named. */
int expr_drop_implied(struct expr *x, struct err *e);

/* 'a=b, c=d': gives outputs other names, in their place. */
int expr_rename(struct expr *x, const char *pairs, struct err *e);

/*
 * Keeps the rows for which the boolean expression is true (not false, not NULL);
 * several are joined by AND.  It sees the input columns, then the names that the
 * steps before gave with AS, expr_with or expr_rename; a name that is both and not
 * the same column is an error.
 */
int expr_where(struct expr *x, const char *text, struct err *e);

/* The schema of what expr_run puts out; borrowed, final after the last step. */
struct schema *expr_schema(const struct expr *x);

/* Whether there is a filter; whether outputs are the inputs and nothing is dropped. */
bool expr_has_where(const struct expr *x);
bool expr_is_identity(const struct expr *x);

/* Working memory of one thread for x (borrowed: outlives it).  NULL on failure. */
struct expr_scratch *expr_scratch_new(const struct expr *x, struct err *e);
void expr_scratch_free(struct expr_scratch *s);

/*
 * Appends the result for a batch of the input schema to out: one batch (also
 * when no row is left), or several if a text column would pass 2 GiB.  Partition
 * kept; batch.first kept only if no row was dropped before it.  in stays the caller's.
 * 0 or -1.
 */
int expr_run(const struct expr *x, struct expr_scratch *s, const struct batch *in,
    struct batch_list *out, struct err *e);

/*
 * The filter alone: how many rows of in it keeps.  Without a filter all of them.
 */
int expr_count(const struct expr *x, struct expr_scratch *s, const struct batch *in,
    int64_t *count, struct err *e);

#endif
