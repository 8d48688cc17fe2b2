/* func_compare.c - the types of comparisons and IN. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "expr/bind.h"
#include "expr/check.h"
#include "expr/coerce.h"
#include "expr/compare.h"
#include "expr/in_set.h"
#include "expr/node_new.h"

/* Lists from this length on are hashed; shorter ones are compared one by one. */
#define IN_SET_LEAST 3

/* Maps have neither order nor equality in Spark. */
static bool
comparable(const struct type *t)
{
	uint32_t i;

	if (t->id == TYPE_MAP)
		return false;
	for (i = 0; i < t->nchild; i++) {
		if (!comparable(&t->child[i].type))
			return false;
	}
	return true;
}

/*
 * A whole number beside an integer column of a narrower type: as that type if it
 * fits, so that the column need not be widened.
 */
static void
narrow_literal(struct check *k, const struct node **column, const struct node **literal)
{
	const struct type *t = (*column)->type;
	const struct node *n;

	if (!node_is_literal(*literal) || node_is_literal(*column) || node_is_null(*literal) ||
	    !type_is_integer(t->id) || !type_is_integer((*literal)->type->id))
		return;
	n = node_cast(k, *literal, t, false, 0);
	if (n != NULL && node_is_literal(n))
		*literal = n;
}

int
bind_same_types(struct bind *b)
{
	char type[128];

	narrow_literal(b->k, &b->arg[0], &b->arg[1]);
	narrow_literal(b->k, &b->arg[1], &b->arg[0]);
	if (coerce_all(b->k, func_shown(b->func), b->ast->arg, b->arg, b->narg) != 0)
		return -1;
	if (!comparable(b->arg[0]->type)) {
		bind_fail(b, 0, "cannot compare values of type %s",
		    type_upper(b->arg[0]->type, type));
		return -1;
	}
	return 0;
}

static struct compare *
new_compare(struct check *k, const struct type *t, enum compare_op op, bool negate)
{
	struct compare *c = arena_alloc(&k->x->arena, sizeof(*c), k->e);

	if (c == NULL)
		return NULL;
	c->type = t;
	c->op = op;
	c->negate = negate;
	return c;
}

static const struct node *
compare_node(struct bind *b, enum compare_op op, bool negate)
{
	struct compare *c = new_compare(b->k, b->arg[0]->type, op, negate);
	const uint8_t key[2] = { (uint8_t)op, negate };

	b->total = true;

	return c == NULL ? NULL : bind_kernel(b, compare_kernel, type_plain(TYPE_BOOLEAN),
	    bind_nullable(b), c, key, sizeof(key));
}

/*
 * An integer column against a decimal: n > 10.5 is n > 10, n < 10.5 is n <= 10.  The
 * literal becomes the integer at or below it, so that the column stays what it is;
 * false if that does not fit, or nothing needs to change.
 */
static bool
whole_literal(struct bind *b, enum compare_op *op, bool *negate)
{
	const struct type *t = b->arg[0]->type, *dt = b->arg[1]->type;
	const struct node *whole;
	int128_t v, unit, floor;

	if (!type_is_integer(t->id) || node_is_literal(b->arg[0]) || dt->id != TYPE_DECIMAL ||
	    !node_is_literal(b->arg[1]) || node_is_null(b->arg[1]))
		return false;
	memcpy(&v, ((const struct column *)b->arg[1]->data)->values, sizeof(v));
	unit = num_pow10(dt->scale);
	floor = v / unit - (v % unit < 0);
	if (floor < INT64_MIN || floor > INT64_MAX)
		return false;
	whole = node_i64(b->k, TYPE_BIGINT, (int64_t)floor);
	if (whole == NULL || (whole = node_cast(b->k, whole, t, false, 0)) == NULL ||
	    !node_is_literal(whole))
		return false;
	if (floor * unit != v) {
		if (*op == COMPARE_EQ)
			return false;
		if (*op == COMPARE_LT) {
			*op = COMPARE_GT;
			*negate = !*negate;
		}
	}
	b->arg[1] = whole;
	return true;
}

const struct node *
bind_equal(struct bind *b)
{
	return compare_node(b, COMPARE_EQ, false);
}

const struct node *
bind_compare(struct bind *b)
{
	enum compare_op op = (enum compare_op)(b->func->detail >> 1);
	bool negate = b->func->detail & 1;

	if (!whole_literal(b, &op, &negate) && bind_same_types(b) != 0)
		return NULL;
	return compare_node(b, op, negate);
}

const struct node *
bind_null_safe(struct bind *b)
{
	struct compare *c;

	if (bind_same_types(b) != 0 ||
	    (c = new_compare(b->k, b->arg[0]->type, COMPARE_EQ, false)) == NULL)
		return NULL;
	b->total = true;
	return bind_eval(b, eval_null_safe, type_plain(TYPE_BOOLEAN), false, c, "<=>", 3);
}

static void
free_set(void *s)
{
	in_set_free(s);
}

/* The values of a list of constants as a set; *null: NULL was among them. */
static const struct node *
set_node(struct bind *b, const struct node *x, bool *null)
{
	const struct column **value = mem_zero(b->narg, sizeof(*value), b->k->e);
	struct in_set *set = NULL;
	struct bind one = *b;
	size_t i, n = 0;

	*null = false;
	if (value == NULL)
		return NULL;
	for (i = 1; i < b->narg; i++) {
		if (node_is_null(b->arg[i]))
			*null = true;
		else
			value[n++] = b->arg[i]->data;
	}
	set = in_set_new(x->type, value, n, b->k->e);
	free(value);
	if (set == NULL || arena_defer(&b->k->x->arena, free_set, set, b->k->e) != 0)
		return NULL;
	one.arg = &x;
	one.narg = 1;
	one.total = true;
	return bind_kernel(&one, in_set_kernel, type_plain(TYPE_BOOLEAN), x->nullable, set,
	    NULL, 0);
}

/* x = a OR x = b ...; also what is left of a set: set OR NULL. */
static const struct node *
any_of(struct bind *b, const struct node **part, size_t n)
{
	struct bind or = *b;

	if (n == 1)
		return part[0];
	or.arg = part;
	or.narg = n;
	or.total = true;
	return bind_eval(&or, eval_or, type_plain(TYPE_BOOLEAN), bind_nullable(&or), NULL,
	    NULL, 0);
}

const struct node *
bind_in(struct bind *b)
{
	const struct node *x, **part, *pair[2], *out = NULL;
	struct bind equal = *b;
	bool constant = true, null;
	size_t i;

	for (i = 1; i < b->narg; i++) {
		narrow_literal(b->k, &b->arg[0], &b->arg[i]);
		constant = constant && node_is_literal(b->arg[i]);
	}
	if (bind_same_types(b) != 0)
		return NULL;
	x = b->arg[0];
	if ((part = mem_zero(b->narg, sizeof(*part), b->k->e)) == NULL)
		return NULL;
	if (constant && b->narg > IN_SET_LEAST && in_set_takes(x->type) && !node_is_null(x)) {
		if ((part[0] = set_node(b, x, &null)) == NULL ||
		    (part[1] = node_null(b->k, type_plain(TYPE_BOOLEAN))) == NULL)
			goto done;
		out = any_of(b, part, null ? 2 : 1);
		goto done;
	}
	equal.arg = pair;
	equal.narg = 2;
	for (i = 1; i < b->narg; i++) {
		pair[0] = x;
		pair[1] = b->arg[i];
		if ((part[i - 1] = compare_node(&equal, COMPARE_EQ, false)) == NULL)
			goto done;
	}
	out = any_of(b, part, b->narg - 1);
done:
	free(part);
	return out;
}
