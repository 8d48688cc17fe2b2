/* func_branch.c - the types of logic, tests and branches. */
#include <stdlib.h>

#include "base/mem.h"
#include "expr/bind.h"
#include "expr/check.h"
#include "expr/coerce.h"
#include "expr/node_new.h"

/* Argument i as a condition. */
static const struct node *
condition(struct check *k, const struct node *n, const struct ast *a, const char *what)
{
	char type[128];

	if (n->type->id != TYPE_BOOLEAN && n->type->id != TYPE_VOID &&
	    n->type->id != TYPE_STRING) {
		expr_fail(k->e, a->at, "%s needs a condition, not %s", what,
		    type_upper(n->type, type));
		return NULL;
	}
	return coerce_to(k, n, type_plain(TYPE_BOOLEAN), a->at);
}

static int
conditions(struct bind *b)
{
	size_t i;

	for (i = 0; i < b->narg; i++) {
		b->arg[i] = condition(b->k, b->arg[i], b->ast->arg[i], func_shown(b->func));
		if (b->arg[i] == NULL)
			return -1;
	}
	return 0;
}

const struct node *
bind_logic(struct bind *b)
{
	if (conditions(b) != 0)
		return NULL;
	b->total = true;
	return bind_eval(b, b->func->detail ? eval_or : eval_and, type_plain(TYPE_BOOLEAN),
	    bind_nullable(b), NULL, NULL, 0);
}

static const struct node *
test_node(struct bind *b, enum test test, bool nullable)
{
	enum test *data = arena_alloc(&b->k->x->arena, sizeof(*data), b->k->e);

	if (data == NULL)
		return NULL;
	*data = test;
	b->total = true;
	return bind_eval(b, eval_test, type_plain(TYPE_BOOLEAN), nullable, data, data,
	    sizeof(*data));
}

/* NOT x is x = false: NULL stays NULL. */
const struct node *
bind_not(struct bind *b)
{
	const struct node *pair[2];

	if (conditions(b) != 0 ||
	    (pair[1] = node_i64(b->k, TYPE_BOOLEAN, false)) == NULL)
		return NULL;
	pair[0] = b->arg[0];
	b->arg = pair;
	b->narg = 2;
	return bind_equal(b);
}

const struct node *
bind_test(struct bind *b)
{
	enum test test = (enum test)b->func->detail;

	if ((test & ~TEST_NOT) != TEST_NULL && conditions(b) != 0)
		return NULL;
	return test_node(b, test, false);
}

/* CASE over when, then, ..., else. */
static const struct node *
case_node(struct check *k, const struct node **arg, size_t n, const struct type *t)
{
	struct node proto = { .eval = eval_case, .type = t, .arg = arg, .narg = n,
		.column = -1, .nullable = n % 2 == 0, .total = true };
	size_t i;

	for (i = 0; i < n; i++) {
		if (i % 2 == 1 || i + 1 == n)
			proto.nullable = proto.nullable || arg[i]->nullable;
	}
	return node_make(k, &proto);
}

const struct node *
bind_case(struct check *k, struct ast *a)
{
	const struct node **arg = mem_zero(2 * a->narg, sizeof(*arg), k->e), **then;
	struct ast **from = mem_zero(a->narg, sizeof(*from), k->e);
	const struct node *out = NULL;
	size_t i, n = 0;

	if (arg == NULL || from == NULL)
		goto done;
	then = arg + a->narg;
	for (i = 0; i < a->narg; i++) {
		if ((arg[i] = check_expr(k, a->arg[i])) == NULL)
			goto done;
		if (i % 2 == 1 || i + 1 == a->narg) {
			from[n] = a->arg[i];
			then[n++] = arg[i];
		} else if ((arg[i] = condition(k, arg[i], a->arg[i], "WHEN")) == NULL) {
			goto done;
		}
	}
	if (coerce_all(k, "CASE", from, then, n) != 0)
		goto done;
	for (i = n = 0; i < a->narg; i++) {
		if (i % 2 == 1 || i + 1 == a->narg)
			arg[i] = then[n++];
	}
	out = case_node(k, arg, a->narg, then[0]->type);
done:
	free(arg);
	free(from);
	return out;
}

const struct node *
bind_if(struct bind *b)
{
	b->arg[0] = condition(b->k, b->arg[0], b->ast->arg[0], "if");
	if (b->arg[0] == NULL ||
	    coerce_all(b->k, "if", b->ast->arg + 1, b->arg + 1, 2) != 0)
		return NULL;
	return case_node(b->k, b->arg, 3, b->arg[1]->type);
}

const struct node *
bind_coalesce(struct bind *b)
{
	bool nullable = true;
	size_t i;

	if (coerce_all(b->k, b->func->name, b->ast->arg, b->arg, b->narg) != 0)
		return NULL;
	for (i = 0; i < b->narg; i++)
		nullable = nullable && b->arg[i]->nullable;
	b->total = true;
	return bind_eval(b, eval_coalesce, b->arg[0]->type, nullable, NULL, NULL, 0);
}

/* nullif(a, b): CASE WHEN a = b THEN NULL ELSE a END. */
const struct node *
bind_nullif(struct bind *b)
{
	const struct node *a = b->arg[0], *arg[3];

	if (bind_same_types(b) != 0 || (arg[0] = bind_equal(b)) == NULL ||
	    (arg[1] = node_null(b->k, a->type)) == NULL)
		return NULL;
	arg[2] = a;
	return case_node(b->k, arg, 3, a->type);
}

/* nvl2(a, b, c): CASE WHEN a IS NOT NULL THEN b ELSE c END. */
const struct node *
bind_nvl2(struct bind *b)
{
	struct bind test = *b;

	if (coerce_all(b->k, b->func->name, b->ast->arg + 1, b->arg + 1, 2) != 0)
		return NULL;
	test.narg = 1;
	if ((b->arg[0] = test_node(&test, TEST_NULL | TEST_NOT, false)) == NULL)
		return NULL;
	return case_node(b->k, b->arg, 3, b->arg[1]->type);
}
