/* eval_logic.c - three-valued logic, and branches that are evaluated only where they are taken. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "expr/compare.h"
#include "expr/gather.h"
#include "expr/node.h"
#include "model/bits.h"

#define WORDS(n) (((n) + 63) / 64)

/* The bits of word w that stand for rows. */
static uint64_t
row_mask(int64_t w, int64_t rows)
{
	int64_t left = rows - w * 64;

	return left >= 64 ? UINT64_MAX : (UINT64_C(1) << left) - 1;
}

/* Where v is not NULL, in word w. */
static uint64_t
valid_word(const struct vec *v, const struct type *t, int64_t w, int64_t rows)
{
	if (t->id == TYPE_VOID)
		return 0;
	if (v->constant)
		return column_is_null(v->c, 0) ? 0 : row_mask(w, rows);
	return v->c->valid == NULL ? row_mask(w, rows) : bits_word(v->c->valid, w, rows);
}

/* Where the boolean v is true (or NULL: see valid_word), in word w. */
static uint64_t
true_word(const struct vec *v, int64_t w, int64_t rows)
{
	if (v->constant)
		return column_bit(v->c->values, 0) ? row_mask(w, rows) : 0;
	return bits_word(v->c->values, w, rows);
}

static struct block *
new_bits(int64_t rows, struct err *e)
{
	struct block *b = block_new((size_t)WORDS(rows) * 8, e);

	if (b != NULL)
		memset(b->data, 0, (size_t)WORDS(rows) * 8);
	return b;
}

static uint64_t *
words_of(struct block *b)
{
	return (uint64_t *)(void *)b->data;
}

/* The rows of sel, or all of them. */
static struct block *
selected(const uint8_t *sel, int64_t rows, struct err *e)
{
	struct block *b = new_bits(rows, e);
	int64_t w;

	for (w = 0; b != NULL && w < WORDS(rows); w++)
		words_of(b)[w] = sel != NULL ? bits_word(sel, w, rows) : row_mask(w, rows);
	return b;
}

static bool
any_bit(const uint64_t *words, int64_t rows)
{
	uint64_t sum = 0;
	int64_t w;

	for (w = 0; w < WORDS(rows); w++)
		sum |= words[w];
	return sum != 0;
}

/* As a selection: NULL when all rows are in it. */
static const uint8_t *
as_sel(struct block *b, int64_t rows)
{
	return column_popcount(b->data, rows) == rows ? NULL : b->data;
}

/*
 * AND and OR are one: an argument that is `stop` (false for AND, true for OR)
 * decides, so the ones after it are not asked; else a NULL makes it NULL.
 */
static int
eval_chain(struct eval *v, const struct node *n, const uint8_t *sel, bool stop,
    struct vec *out)
{
	struct block *open = selected(sel, v->rows, v->e);	/* rows not decided yet */
	struct block *null = new_bits(v->rows, v->e), *value = new_bits(v->rows, v->e);
	uint64_t flip = stop ? 0 : UINT64_MAX;
	struct vec a;
	int64_t w;
	size_t i;
	int rc = -1;

	if (open == NULL || null == NULL || value == NULL)
		goto done;
	/* value holds the rows that were decided. */
	for (i = 0; i < n->narg && any_bit(words_of(open), v->rows); i++) {
		if (node_eval(v, n->arg[i], as_sel(open, v->rows), &a) != 0)
			goto done;
		for (w = 0; w < WORDS(v->rows); w++) {
			uint64_t valid = valid_word(&a, n->arg[i]->type, w, v->rows);
			uint64_t now = words_of(open)[w];
			uint64_t decided = now & valid;

			if (decided != 0)
				decided &= true_word(&a, w, v->rows) ^ flip;
			words_of(null)[w] |= now & ~valid;
			words_of(value)[w] |= decided;
			words_of(open)[w] = now & ~decided;
		}
		vec_release(&a);
	}
	for (w = 0; w < WORDS(v->rows); w++) {
		/* null becomes validity: decided, or never NULL. */
		words_of(null)[w] = (words_of(value)[w] | ~words_of(null)[w]) &
		    row_mask(w, v->rows);
		words_of(value)[w] = (words_of(value)[w] ^ flip) & row_mask(w, v->rows);
	}
	vec_set_bits(out, v->rows, value, null);
	block_unref(open);
	return 0;
done:
	block_unref(open);
	block_unref(null);
	block_unref(value);
	return rc;
}

int
eval_and(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out)
{
	return eval_chain(v, n, sel, false, out);
}

int
eval_or(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out)
{
	return eval_chain(v, n, sel, true, out);
}

int
eval_test(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out)
{
	enum test test = *(const enum test *)n->data;
	struct block *bits;
	struct vec a;
	int64_t w;
	int rc = -1;

	if (node_eval(v, n->arg[0], sel, &a) != 0)
		return -1;
	if ((bits = new_bits(v->rows, v->e)) == NULL)
		goto done;
	for (w = 0; w < WORDS(v->rows); w++) {
		uint64_t valid = valid_word(&a, n->arg[0]->type, w, v->rows), m;

		if ((test & ~TEST_NOT) == TEST_NULL)
			m = ~valid;
		else if (valid == 0)
			m = 0;
		else if ((test & ~TEST_NOT) == TEST_TRUE)
			m = valid & true_word(&a, w, v->rows);
		else
			m = valid & ~true_word(&a, w, v->rows);
		if (test & TEST_NOT)
			m = ~m;
		words_of(bits)[w] = m & row_mask(w, v->rows);
	}
	vec_set_bits(out, v->rows, bits, NULL);
	rc = 0;
done:
	vec_release(&a);
	return rc;
}

/* a <=> b: equal, or both NULL; never NULL itself. */
int
eval_null_safe(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out)
{
	struct vec a[2];
	struct expr_call c = { .eval = v, .node = n, .arg = a, .rows = v->rows, .sel = sel,
		.e = v->e };
	struct block *bits = NULL, *both = NULL;
	const struct type *t = n->arg[0]->type;
	int64_t w;
	int rc = -1;

	if (node_eval(v, n->arg[0], sel, &a[0]) != 0)
		return -1;
	if (node_eval(v, n->arg[1], sel, &a[1]) != 0) {
		vec_release(&a[0]);
		return -1;
	}
	bits = new_bits(v->rows, v->e);
	both = new_bits(v->rows, v->e);
	if (bits == NULL || both == NULL)
		goto done;
	for (w = 0; w < WORDS(v->rows); w++)
		words_of(both)[w] = valid_word(&a[0], t, w, v->rows) &
		    valid_word(&a[1], n->arg[1]->type, w, v->rows);
	c.active = both->data;
	if (any_bit(words_of(both), v->rows) &&
	    compare_bits(&c, n->data, words_of(bits)) != 0)
		goto done;
	for (w = 0; w < WORDS(v->rows); w++) {
		uint64_t neither = ~(valid_word(&a[0], t, w, v->rows) |
		    valid_word(&a[1], n->arg[1]->type, w, v->rows));

		words_of(bits)[w] = ((words_of(bits)[w] & words_of(both)[w]) | neither) &
		    row_mask(w, v->rows);
	}
	vec_set_bits(out, v->rows, bits, NULL);
	bits = NULL;
	rc = 0;
done:
	vec_release(&a[0]);
	vec_release(&a[1]);
	block_unref(bits);
	block_unref(both);
	return rc;
}

/* Evaluates arg into p for the rows of p->rows (taken; all of them become no bitmap). */
static int
eval_piece(struct eval *v, const struct node *arg, struct gather_piece *p)
{
	if (p->rows != NULL && as_sel(p->rows, v->rows) == NULL) {
		block_unref(p->rows);
		p->rows = NULL;
	}
	return node_eval(v, arg, p->rows == NULL ? NULL : p->rows->data, &p->v);
}

/* One piece of all selected rows is the result; several are put together. */
static int
join_pieces(struct eval *v, const struct node *n, struct gather_piece *piece, size_t count,
    struct vec *out)
{
	if (count == 1 && piece[0].rows == NULL) {
		vec_move(out, &piece[0].v);
		return 0;
	}
	return gather_pieces(v, n->type, piece, count, out);
}

int
eval_case(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out)
{
	struct gather_piece *piece = mem_zero(n->narg / 2 + 1, sizeof(*piece), v->e);
	struct block *open = selected(sel, v->rows, v->e), *taken;
	struct vec when;
	size_t i, count = 0;
	int64_t w;
	int rc = -1;

	if (piece == NULL || open == NULL)
		goto done;
	for (i = 0; i + 1 < n->narg && any_bit(words_of(open), v->rows); i += 2) {
		if (node_eval(v, n->arg[i], as_sel(open, v->rows), &when) != 0)
			goto done;
		if ((taken = new_bits(v->rows, v->e)) == NULL) {
			vec_release(&when);
			goto done;
		}
		for (w = 0; w < WORDS(v->rows); w++) {
			uint64_t m = words_of(open)[w] &
			    valid_word(&when, n->arg[i]->type, w, v->rows);

			if (m != 0)
				m &= true_word(&when, w, v->rows);
			words_of(taken)[w] = m;
			words_of(open)[w] &= ~m;
		}
		vec_release(&when);
		if (!any_bit(words_of(taken), v->rows)) {
			block_unref(taken);
			continue;
		}
		piece[count].rows = taken;
		if (eval_piece(v, n->arg[i + 1], &piece[count++]) != 0)
			goto done;
	}
	if (n->narg % 2 == 1 && any_bit(words_of(open), v->rows)) {
		piece[count].rows = open;
		open = NULL;
		if (eval_piece(v, n->arg[n->narg - 1], &piece[count++]) != 0)
			goto done;
	}
	rc = join_pieces(v, n, piece, count, out);
done:
	for (i = 0; piece != NULL && i < n->narg / 2 + 1; i++)
		gather_piece_release(&piece[i]);
	free(piece);
	block_unref(open);
	return rc;
}

int
eval_coalesce(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out)
{
	struct gather_piece *piece = mem_zero(n->narg, sizeof(*piece), v->e);
	struct block *open = selected(sel, v->rows, v->e), *some;
	size_t i, count = 0;
	int64_t w;
	int rc = -1;

	if (piece == NULL || open == NULL)
		goto done;
	for (i = 0; i < n->narg && any_bit(words_of(open), v->rows); i++) {
		struct gather_piece *p = &piece[count];

		if (node_eval(v, n->arg[i], as_sel(open, v->rows), &p->v) != 0)
			goto done;
		if ((some = new_bits(v->rows, v->e)) == NULL)
			goto done;
		for (w = 0; w < WORDS(v->rows); w++) {
			words_of(some)[w] = words_of(open)[w] &
			    valid_word(&p->v, n->arg[i]->type, w, v->rows);
			words_of(open)[w] &= ~words_of(some)[w];
		}
		if (!any_bit(words_of(some), v->rows)) {
			block_unref(some);
			vec_release(&p->v);
			continue;
		}
		p->rows = some;
		if (as_sel(some, v->rows) == NULL) {
			block_unref(some);
			p->rows = NULL;
		}
		count++;
	}
	rc = join_pieces(v, n, piece, count, out);
done:
	for (i = 0; piece != NULL && i < n->narg; i++)
		gather_piece_release(&piece[i]);
	free(piece);
	block_unref(open);
	return rc;
}
