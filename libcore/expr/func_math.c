/* func_math.c - the types of arithmetic. */
#include <string.h>

#include "expr/arith.h"
#include "expr/bind.h"
#include "expr/check.h"
#include "expr/coerce.h"
#include "expr/nested.h"
#include "expr/node_new.h"

static bool
is_number(const struct node *n)
{
	return type_is_number(n->type->id) || n->type->id == TYPE_VOID;
}

/* Neither date nor interval arithmetic: numbers of days only. */
static const struct node *
date_days(struct bind *b, size_t date, size_t days, enum arith_op op)
{
	const struct node *arg[2];
	struct bind add = *b;

	/* A date is a number of days. */
	arg[0] = coerce_to(b->k, b->arg[date], type_plain(TYPE_DATE), b->ast->arg[date]->at);
	arg[1] = coerce_to(b->k, b->arg[days], type_plain(TYPE_INT), b->ast->arg[days]->at);
	if (arg[0] == NULL || arg[1] == NULL)
		return NULL;
	add.arg = arg;
	add.narg = 2;
	return bind_kernel(&add, arith_kernel(op, TYPE_INT), type_plain(TYPE_DATE),
	    bind_nullable(&add), NULL, NULL, 0);
}

const struct node *
bind_date_add(struct bind *b)
{
	enum type_id days = b->arg[1]->type->id;
	char type[128];

	if (days != TYPE_VOID && (!type_is_integer(days) || days == TYPE_BIGINT))
		return bind_fail(b, 1, "needs a number of days as INT, not %s",
		    type_upper(b->arg[1]->type, type));
	return date_days(b, 0, 1, (enum arith_op)b->func->detail);
}

/* date + days, days + date, date - days. */
static const struct node *
date_arith(struct bind *b, enum arith_op op, bool *mine)
{
	enum type_id left = b->arg[0]->type->id, right = b->arg[1]->type->id;
	bool days_right = type_is_integer(right) && right != TYPE_BIGINT;
	bool days_left = type_is_integer(left) && left != TYPE_BIGINT;

	*mine = true;
	if ((op == ARITH_ADD || op == ARITH_SUB) && left == TYPE_DATE && days_right)
		return date_days(b, 0, 1, op);
	if (op == ARITH_ADD && days_left && right == TYPE_DATE)
		return date_days(b, 1, 0, op);
	*mine = false;
	return NULL;
}

static const struct node *
decimal_arith(struct bind *b, enum arith_op op)
{
	struct type *t;
	const struct type *side;
	size_t i;

	for (i = 0; i < 2; i++) {
		if ((side = coerce_decimal(b->k, b->arg[i])) == NULL ||
		    (b->arg[i] = coerce_to(b->k, b->arg[i], side, b->ast->arg[i]->at)) == NULL)
			return NULL;
	}
	if (op == ARITH_INTDIV)
		return bind_kernel(b, arith_decimal_kernel(op), type_plain(TYPE_BIGINT),
		    bind_nullable(b), NULL, NULL, 0);
	if ((t = arena_alloc(&b->k->x->arena, sizeof(*t), b->k->e)) == NULL)
		return NULL;
	arith_decimal_type(op, b->arg[0]->type, b->arg[1]->type, t);
	return bind_kernel(b, arith_decimal_kernel(op), t, bind_nullable(b), NULL, NULL, 0);
}

const struct node *
bind_arith(struct bind *b)
{
	enum arith_op op = (enum arith_op)b->func->detail;
	bool bits = op == ARITH_AND || op == ARITH_OR || op == ARITH_XOR, mine;
	const struct node *n = date_arith(b, op, &mine);
	const struct type *t;
	kernel_fn *kernel;
	char type[128];
	size_t i;

	if (mine)
		return n;
	for (i = 0; i < 2; i++) {
		if (is_number(b->arg[i]))
			continue;
		if (b->arg[i]->type->id == TYPE_STRING && is_number(b->arg[1 - i]) &&
		    b->arg[1 - i]->type->id != TYPE_VOID)
			return coerce_refuse(b->k, b->func->name, b->ast->arg[0], b->arg[0],
			    b->ast->arg[1], b->arg[1]);
		return bind_fail(b, i, "needs numbers, not %s", type_upper(b->arg[i]->type, type));
	}
	/* NULL is of the other side's type, but divides as a double. */
	for (i = 0; i < 2; i++) {
		if (b->arg[i]->type->id == TYPE_VOID && (b->arg[i] = node_null(b->k,
		    op == ARITH_DIV ? type_plain(TYPE_DOUBLE) : b->arg[1 - i]->type)) == NULL)
			return NULL;
	}
	t = coerce_common(b->k, b->arg[0]->type, b->arg[1]->type);
	if (t == NULL)
		return NULL;
	if (t->id == TYPE_VOID)
		t = type_plain(TYPE_INT);
	if (t->id == TYPE_DECIMAL && !bits)
		return decimal_arith(b, op);
	if (op == ARITH_DIV && t->id != TYPE_DECIMAL)
		t = type_plain(TYPE_DOUBLE);
	else if (op == ARITH_INTDIV && type_is_integer(t->id))
		t = type_plain(TYPE_BIGINT);
	kernel = arith_kernel(op, t->id);
	if (kernel == NULL)
		return bind_fail(b, 0, "needs integers%s, not %s", bits ? "" : " or decimals",
		    type_upper(t, type));
	if (node_is_null(b->arg[0]) || node_is_null(b->arg[1]))
		return node_null(b->k, t);
	for (i = 0; i < 2; i++) {
		if ((b->arg[i] = coerce_to(b->k, b->arg[i], t, b->ast->arg[i]->at)) == NULL)
			return NULL;
	}
	b->total = bits || (!type_is_integer(t->id) && op != ARITH_DIV && op != ARITH_MOD);
	return bind_kernel(b, kernel, t, bind_nullable(b), NULL, NULL, 0);
}

const struct node *
bind_unary(struct bind *b)
{
	const struct type *t = b->arg[0]->type;
	kernel_fn *kernel;
	char type[128];

	if (t->id == TYPE_VOID)
		return node_null(b->k, type_plain(b->func->detail == ARITH_NOT ? TYPE_INT :
		    TYPE_DOUBLE));
	if (!type_is_number(t->id) || (b->func->detail == ARITH_NOT && !type_is_integer(t->id)))
		return bind_fail(b, 0, "needs %s, not %s%s", b->func->detail == ARITH_NOT ?
		    "an integer" : "a number", type_upper(t, type),
		    t->id == TYPE_STRING ? ": write CAST(... AS DOUBLE)" : "");
	if (b->func->detail < 0)
		return b->arg[0];
	kernel = t->id == TYPE_DECIMAL ? arith_decimal_kernel((enum arith_op)b->func->detail) :
	    arith_kernel((enum arith_op)b->func->detail, t->id);
	return bind_kernel(b, kernel, t, b->arg[0]->nullable, NULL, NULL, 0);
}

/* The decimal that round(x, digits) needs, as Spark has it. */
static const struct type *
rounded_decimal(struct check *k, const struct type *t, int digits)
{
	int whole = t->precision - t->scale + 1, precision;

	if (digits > t->scale)
		digits = t->scale;
	if (digits < 0)
		precision = whole > -digits + 1 ? whole : -digits + 1;
	else
		precision = whole + digits;
	return type_decimal(k, precision > 38 ? 38 : precision, digits < 0 ? 0 : digits);
}

const struct node *
bind_round(struct bind *b)
{
	const struct type *t = b->arg[0]->type;
	int *digits = arena_alloc(&b->k->x->arena, sizeof(*digits), b->k->e);
	const struct node *n;
	char type[128];

	if (digits == NULL)
		return NULL;
	if (b->narg == 2) {
		n = coerce_to(b->k, b->arg[1], type_plain(TYPE_INT), b->ast->arg[1]->at);
		if (n == NULL)
			return NULL;
		if (!type_is_integer(b->arg[1]->type->id) || !node_is_literal(n) || node_is_null(n))
			return bind_fail(b, 1, "needs a constant number of digits");
		*digits = *(const int32_t *)((const struct column *)n->data)->values;
		if (*digits > 1000 || *digits < -1000)
			*digits = *digits > 0 ? 1000 : -1000;
	}
	if (t->id == TYPE_VOID)
		return node_null(b->k, type_plain(TYPE_DOUBLE));
	if (!type_is_number(t->id))
		return bind_fail(b, 0, "needs a number, not %s", type_upper(t, type));
	if (t->id == TYPE_DECIMAL && (t = rounded_decimal(b->k, t, *digits)) == NULL)
		return NULL;
	b->narg = 1;
	return bind_kernel(b, arith_round, t, b->arg[0]->nullable, digits, digits,
	    sizeof(*digits));
}

const struct node *
bind_size(struct bind *b)
{
	enum type_id id = b->arg[0]->type->id;
	char type[128];

	if (id == TYPE_VOID)
		return node_null(b->k, type_plain(TYPE_INT));
	if (id != TYPE_ARRAY && id != TYPE_MAP)
		return bind_fail(b, 0, "needs an array or a map, not %s",
		    type_upper(b->arg[0]->type, type));
	b->total = true;
	return bind_kernel(b, nested_size, type_plain(TYPE_INT), b->arg[0]->nullable,
	    NULL, NULL, 0);
}
