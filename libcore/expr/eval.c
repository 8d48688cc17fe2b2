/* eval.c - evaluation of nodes: results kept per batch, NULLs, errors with their row. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "expr/node.h"
#include "model/batch.h"
#include "model/bits.h"

/* Arguments that need no allocation. */
#define FEW 4

uint64_t
active_word(struct active *a)
{
	uint64_t m = 0;

	while (m == 0 && a->next < a->n) {
		m = bits_word(a->bits, a->next >> 6, a->n);
		a->next += 64;
	}
	return m;
}

bool
vec_is_null(const struct vec *v, const struct type *t)
{
	return t->id == TYPE_VOID || (v->constant && column_is_null(v->c, 0));
}

void
vec_release(struct vec *v)
{
	if (v->c == &v->own)
		column_release(&v->own);
	v->c = NULL;
}

void
vec_move(struct vec *to, struct vec *from)
{
	*to = *from;
	if (from->c == &from->own)
		to->c = &to->own;
	from->c = NULL;
}

int
vec_set_null(struct vec *v, const struct type *t, struct err *e)
{
	if (column_nulls(&v->own, t, 1, e) != 0)
		return -1;
	v->c = &v->own;
	v->constant = true;
	return 0;
}

void
vec_set_bits(struct vec *v, int64_t rows, struct block *bits, struct block *valid)
{
	memset(&v->own, 0, sizeof(v->own));
	v->c = &v->own;
	v->constant = false;
	v->own.rows = rows;
	v->own.values = bits->data;
	v->own.hold[2] = bits;
	if (valid == NULL)
		return;
	column_validity(&v->own, valid->data, valid);
}

/* Points out at a result that somebody else keeps. */
static int
borrow(struct vec *out, const struct vec *v)
{
	out->c = v->c;
	out->constant = v->constant;
	return 0;
}

/* The rows of all that the filter kept, in kept. */
static int
keep(struct eval *v, const struct node *n, const struct vec *all, struct vec *kept)
{
	if (all->constant)
		return borrow(kept, all);
	if (column_filter(&kept->own, n->type, all->c, v->kept, v->rows, v->e) != 0)
		return -1;
	kept->c = &kept->own;
	kept->constant = false;
	return 0;
}

static int
eval_column(struct eval *v, const struct node *n, struct vec *out)
{
	struct expr_slot *slot = &v->s->slot[n->id];
	struct vec all = { .c = &v->in->col[n->column] };

	if (v->kept == NULL)
		return borrow(out, &all);
	if (slot->kept.c == NULL && keep(v, n, &all, &slot->kept) != 0)
		return -1;
	return borrow(out, &slot->kept);
}

int
node_eval(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out)
{
	struct vec *mine;
	struct expr_slot *slot;

	memset(out, 0, sizeof(*out));
	if (n->column >= 0)
		return eval_column(v, n, out);
	if (n->eval == NULL) {
		out->c = n->data;
		out->constant = true;
		return 0;
	}
	if (v->s == NULL || n->uses < 2)
		return n->eval(v, n, sel, out);
	slot = &v->s->slot[n->id];
	mine = v->kept != NULL ? &slot->kept : &slot->all;
	if (mine->c == NULL && v->kept != NULL && slot->all.c != NULL &&
	    keep(v, n, &slot->all, mine) != 0)
		return -1;
	if (mine->c != NULL)
		return borrow(out, mine);
	if (n->eval(v, n, sel, out) != 0)
		return -1;
	/* A result of some rows serves this use alone. */
	if (sel != NULL || mine->c != NULL)
		return 0;
	vec_move(mine, out);
	return borrow(out, mine);
}

/* The bits of a and b (either may be NULL: all ones) as a block; NULL and rc 0 for all ones. */
static int
and_bits(const uint8_t *a, const uint8_t *b, int64_t n, struct block **out, struct err *e)
{
	int64_t w;

	*out = NULL;
	if (a == NULL && b == NULL)
		return 0;
	if ((*out = block_new((size_t)(n + 63) / 64 * 8, e)) == NULL)
		return -1;
	for (w = 0; w * 64 < n; w++) {
		uint64_t m = UINT64_MAX;

		if (a != NULL)
			m &= bits_word(a, w, n);
		if (b != NULL)
			m &= bits_word(b, w, n);
		memcpy((*out)->data + w * 8, &m, 8);
	}
	return 0;
}

/* Where no argument is NULL: *valid (NULL: everywhere), kept by *hold. */
static int
args_valid(const struct vec *arg, size_t narg, int64_t rows, const uint8_t **valid,
    struct block **hold, struct err *e)
{
	struct block *b;
	size_t i;

	*valid = NULL;
	*hold = NULL;
	for (i = 0; i < narg; i++) {
		const uint8_t *more = arg[i].constant && rows != 1 ? NULL : arg[i].c->valid;

		if (more == NULL)
			continue;
		if (*valid == NULL && arg[i].c->hold[0] != NULL) {
			*valid = more;
			*hold = block_ref(arg[i].c->hold[0]);
			continue;
		}
		if (and_bits(*valid, more, rows, &b, e) != 0)
			return -1;
		block_unref(*hold);
		*hold = b;
		*valid = b->data;
	}
	return 0;
}

/* Gives c->out its validity: where the arguments had it, less what the kernel cleared. */
static int
set_valid(struct expr_call *c, const uint8_t *valid, struct block *hold, struct block *null)
{
	struct block *both;

	if (null != NULL) {
		if (and_bits(valid, null->data, c->rows, &both, c->e) != 0)
			return -1;
		block_unref(hold);
		hold = both;
		valid = both->data;
	}
	if (valid == NULL)
		return 0;
	column_validity(c->out, valid, hold);
	return 0;
}

/* Runs the kernel over arguments none of which is a constant NULL. */
static int
run_kernel(struct eval *v, const struct node *n, const uint8_t *sel,
    const struct vec *arg, bool constant, struct vec *out)
{
	struct expr_call c = {
		.eval = v, .node = n, .data = n->data, .arg = arg, .sel = sel,
		.rows = constant ? 1 : v->rows, .constant = constant, .out = &out->own, .e = v->e
	};
	struct block *hold = NULL, *active = NULL;
	const uint8_t *valid;
	int rc = -1;

	out->own.rows = c.rows;
	out->c = &out->own;
	out->constant = constant;
	if (args_valid(arg, n->narg, c.rows, &valid, &hold, v->e) != 0)
		goto done;
	c.active = valid;
	if (sel != NULL && !constant) {
		c.active = sel;
		if (valid != NULL) {
			if (and_bits(valid, sel, c.rows, &active, v->e) != 0)
				goto done;
			c.active = active->data;
		}
	}
	if (n->kernel(&c) != 0)
		goto done;
	rc = set_valid(&c, valid, hold, c.null);
	if (rc == 0)
		hold = NULL;
done:
	block_unref(hold);
	block_unref(active);
	block_unref(c.null);
	if (rc != 0)
		vec_release(out);
	return rc;
}

/* Whether arguments from i on may raise an error. */
static bool
later_raise(const struct node *n, size_t i)
{
	for (; i < n->narg; i++) {
		if (!n->arg[i]->total)
			return true;
	}
	return false;
}

int
eval_args(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *arg)
{
	struct block *hold = NULL, *less;
	size_t i;
	int rc = -1;

	for (i = 0; i < n->narg; i++) {
		if (node_eval(v, n->arg[i], sel, &arg[i]) != 0)
			goto fail;
		if (vec_is_null(&arg[i], n->arg[i]->type)) {
			rc = 0;
			i++;
			goto fail;
		}
		if (arg[i].constant || arg[i].c->valid == NULL || !later_raise(n, i + 1))
			continue;
		/* Where this one is NULL the later ones must not be looked at. */
		if (sel == NULL) {
			sel = arg[i].c->valid;
		} else {
			if (and_bits(arg[i].c->valid, sel, v->rows, &less, v->e) != 0) {
				i++;
				goto fail;
			}
			block_unref(hold);
			hold = less;
			sel = less->data;
		}
		if (column_popcount(sel, v->rows) == 0) {
			rc = 0;
			i++;
			goto fail;
		}
	}
	block_unref(hold);
	return 1;
fail:
	while (i > 0)
		vec_release(&arg[--i]);
	block_unref(hold);
	return rc;
}

int
eval_strict(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out)
{
	struct vec few[FEW], *arg = few;
	bool constant = true;
	size_t i;
	int rc;

	if (n->narg > FEW && (arg = mem_zero(n->narg, sizeof(*arg), v->e)) == NULL)
		return -1;
	if ((rc = eval_args(v, n, sel, arg)) == 0) {
		rc = vec_set_null(out, n->type, v->e);
	} else if (rc > 0) {
		for (i = 0; i < n->narg; i++)
			constant = constant && arg[i].constant;
		rc = run_kernel(v, n, sel, arg, constant, out);
		for (i = 0; i < n->narg; i++)
			vec_release(&arg[i]);
	}
	if (arg != few)
		free(arg);
	return rc;
}

void *
call_values(struct expr_call *c, size_t n)
{
	struct block *b = block_new(n, c->e);

	if (b == NULL)
		return NULL;
	c->out->hold[2] = b;
	c->out->values = b->data;
	return b->data;
}

uint8_t *
call_bits(struct expr_call *c)
{
	size_t n = (size_t)(c->rows + 63) / 64 * 8;
	uint8_t *bits = call_values(c, n);

	if (bits != NULL)
		memset(bits, 0, n);
	return bits;
}

int
call_null(struct expr_call *c, int64_t row)
{
	size_t n = (size_t)(c->rows + 63) / 64 * 8;

	if (c->null == NULL) {
		if ((c->null = block_new(n, c->e)) == NULL)
			return -1;
		memset(c->null->data, 0xff, n);
	}
	bits_clear(c->null->data, row);
	return 0;
}

int
call_share(struct expr_call *c, const struct column *in)
{
	const uint8_t *valid = c->out->valid;
	struct column copy;

	if (column_share(&copy, in, c->e) != 0)
		return -1;
	block_unref(copy.hold[0]);
	copy.hold[0] = NULL;
	copy.valid = valid;
	copy.nulls = 0;
	*c->out = copy;
	return 0;
}

int64_t
call_row(const struct expr_call *c, int64_t row)
{
	struct active a;

	for (; c->outer != NULL; c = c->outer) {
		if (c->offsets != NULL)
			row = column_row_of(c->offsets, 0, c->outer->rows, row);
	}
	if (c->eval->s == NULL)
		return -1;
	if (c->constant) {
		a = active_start(c->sel, c->eval->rows);
		row = active_next(&a);
	}
	if (c->eval->kept == NULL || row < 0)
		return row;
	a = active_start(c->eval->kept, c->eval->in->rows);
	while (row-- > 0)
		active_next(&a);
	return active_next(&a);
}

int
call_error(struct expr_call *c, int64_t row, const char *fmt, ...)
{
	char words[1024];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	row = call_row(c, row);
	if (c->node->label == NULL)
		return err_row(c->e, row, "%s", words);
	return err_row(c->e, row, "column %s: %s", c->node->label, words);
}
