/*
 * node.h - a typed expression, and how it is evaluated over the rows of a batch.
 *
 * Nodes form a graph without cycles: equal subexpressions are one node, whose
 * result is kept for the batch.  Evaluation takes a selection, a bitmap of the
 * rows that matter (NULL: all).  A result has a value for every row, but only
 * those of selected rows mean anything, and only those may raise errors.
 *
 * A batch goes through one or two phases: first all of its rows (the filter),
 * then, if the filter dropped some, the kept rows alone.
 */
#ifndef SLUICE_EXPR_NODE_H
#define SLUICE_EXPR_NODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/column.h"
#include "model/type.h"

struct batch;
struct expr_call;
struct eval;
struct node;
struct vec;

/*
 * Fills the values of c->out for the active rows; it is called only when
 * arguments are not NULL there, and validity is set by the caller of the kernel.
 */
typedef int kernel_fn(struct expr_call *c);

/* Evaluates n into out, which is empty; for what the strict rule of kernels does not fit. */
typedef int eval_fn(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out);

struct node {
	eval_fn *eval;			/* NULL: a column or a literal */
	kernel_fn *kernel;		/* of eval_strict */
	const struct type *type;
	const struct node **arg;
	size_t narg;
	void *data;			/* of the kernel; of a literal its column of one row */
	const void *key;		/* equal bytes: equal data */
	size_t keylen;
	const char *label;		/* what messages call it; may be NULL */
	uint32_t id;			/* index of its slot */
	uint32_t uses;
	int32_t column;			/* input column, else -1 */
	bool nullable;
	bool total;			/* raises no error, nor does any of its arguments */
};

/* A result: its own column or a borrowed one; constant: one row stands for all. */
struct vec {
	const struct column *c;
	struct column own;
	bool constant;
};

struct expr_slot {
	struct vec all, kept;
};

/* Working memory of one thread. */
struct expr_scratch {
	struct expr_slot *slot;		/* one per node */
	size_t nslot;
	uint64_t *where;		/* the filter's bitmap */
	int64_t cap;			/* ... in words */
	size_t text_max;		/* bytes that a text column may hold; tests lower it */
	bool too_big;			/* one would pass that: fewer rows may do */
};

struct eval {
	struct expr_scratch *s;		/* NULL while constants are folded */
	const struct batch *in;
	int64_t rows;			/* of this phase */
	const uint8_t *kept;		/* second phase: the filter's bitmap over in->rows */
	struct err *e;
};

/* One use of a kernel. */
struct expr_call {
	struct eval *eval;
	const struct node *node;
	const void *data;		/* node->data, or that of an inner cast */
	const struct vec *arg;
	int64_t rows;
	const uint8_t *active;		/* rows that matter; NULL: all */
	const uint8_t *sel;		/* what eval was asked for */
	bool constant;			/* rows is 1 and stands for all */
	struct column *out;
	struct block *null;		/* cleared bits: rows the kernel made NULL; call_null() */
	const struct expr_call *outer;	/* elements of a list: the rows of outer hold them */
	const int32_t *offsets;		/* ... from offsets[row] on; NULL: row for row */
	struct err *e;
};

/* Index of row i in an argument. */
static inline int64_t
vec_at(const struct vec *v, int64_t i)
{
	return v->constant ? 0 : i;
}

static inline bool
vec_null(const struct vec *v, int64_t i)
{
	return column_is_null(v->c, vec_at(v, i));
}

static inline const char *
vec_bytes(const struct vec *v, int64_t i, size_t *n)
{
	return column_bytes(v->c, vec_at(v, i), n);
}

/* The constant is NULL, or the column is void. */
bool vec_is_null(const struct vec *v, const struct type *t);

void vec_release(struct vec *v);

/* to (empty) becomes what from was; from is empty after. */
void vec_move(struct vec *to, struct vec *from);

/* v (empty) becomes a constant NULL of the type. */
int vec_set_null(struct vec *v, const struct type *t, struct err *e);

/* v (empty) becomes a boolean column of bits (a block, taken) and validity (taken, may be NULL). */
void vec_set_bits(struct vec *v, int64_t rows, struct block *bits, struct block *valid);

/* Walks over the active rows. */
struct active {
	const uint8_t *bits;
	int64_t n, next;
	uint64_t word;
};

static inline struct active
active_start(const uint8_t *bits, int64_t n)
{
	return (struct active){ bits, n, 0, 0 };
}

uint64_t active_word(struct active *a);

/* The next active row, or -1. */
static inline int64_t
active_next(struct active *a)
{
	int bit;

	if (a->bits == NULL)
		return a->next < a->n ? a->next++ : -1;
	if (a->word == 0 && (a->word = active_word(a)) == 0)
		return -1;
	bit = __builtin_ctzll(a->word);
	a->word &= a->word - 1;
	return a->next - 64 + bit;
}

static inline struct active
call_rows(const struct expr_call *c)
{
	return active_start(c->active, c->rows);
}

/* n bytes for the values of c->out (contents unset); NULL on failure. */
void *call_values(struct expr_call *c, size_t n);

/* A cleared bitmap for the values of c->out, whole 64-bit words. */
uint8_t *call_bits(struct expr_call *c);

/* Makes row NULL though no argument is.  0 or -1. */
int call_null(struct expr_call *c, int64_t row);

/* Fills the error of a value: STATUS_DATA, the row in the batch, "column NAME: words".  -1. */
int call_error(struct expr_call *c, int64_t row, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* "DECIMAL(10,2)": as Spark writes types in messages. */
char *type_upper(const struct type *t, char out[128]);

/* Text values of c->out, row after row; rows that are skipped become empty. */
struct text_out {
	struct expr_call *call;
	int32_t *offsets;
	struct block *data;
	size_t len;
	int64_t row;			/* rows whose start is set */
};

/* guess: bytes to begin with. */
int text_start(struct text_out *t, struct expr_call *c, size_t guess);

/* Room for n bytes of row, after those it has; its address, or NULL.  Rows must ascend. */
char *text_room(struct text_out *t, int64_t row, size_t n);

/* n of the bytes of the last text_room were used. */
static inline void
text_used(struct text_out *t, size_t n)
{
	t->len += n;
}

int text_add(struct text_out *t, int64_t row, const void *p, size_t n);
int text_finish(struct text_out *t);
void text_release(struct text_out *t);

/* The result of a node; out is empty before. */
int node_eval(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out);

/*
 * Evaluates the arguments of n in order.  1: all of arg (narg of them) is filled; 0: the
 * result is NULL wherever it matters, arg holds nothing; -1.
 */
int eval_args(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *arg);

/* c->out takes the values (not the validity) of an argument's column, shared. */
int call_share(struct expr_call *c, const struct column *in);

/* Which row of the batch row i of c stands for; -1 while constants are folded. */
int64_t call_row(const struct expr_call *c, int64_t row);

/*
 * The rule of most functions: NULL in any argument gives NULL, the kernel does the rest.
 * As in Spark an argument is not looked at where one before it is NULL.
 */
eval_fn eval_strict;

/* a AND b, a OR b; data of eval_test: enum test; CASE, if, coalesce; <=>. */
eval_fn eval_and, eval_or, eval_test, eval_case, eval_coalesce, eval_null_safe;

enum test {
	TEST_NULL = 0,
	TEST_TRUE = 1,
	TEST_FALSE = 2,
	TEST_NOT = 4			/* with one of the above: its opposite */
};

#endif
