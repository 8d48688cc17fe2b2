/* func_logic.c - the types of comparisons, logic, branches and patterns. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/utf8.h"
#include "expr/check.h"
#include "expr/compare.h"
#include "expr/nested.h"
#include "expr/pattern.h"
#include "expr/text_func.h"

/* Lists from this length on are hashed; shorter ones are compared one by one. */
#define IN_SET_LEAST 3
/* A concat of more arguments is not taken apart into another. */
#define FLAT_MOST 64

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

/* Brings both sides to one type that can be compared. */
static int
same_types(struct bind *b)
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
bind_compare(struct bind *b)
{
	enum compare_op op = (enum compare_op)(b->func->detail >> 1);
	bool negate = b->func->detail & 1;

	if (!whole_literal(b, &op, &negate) && same_types(b) != 0)
		return NULL;
	return compare_node(b, op, negate);
}

const struct node *
bind_null_safe(struct bind *b)
{
	struct compare *c;

	if (same_types(b) != 0 ||
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
	if (same_types(b) != 0)
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
	return compare_node(b, COMPARE_EQ, false);
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

	if (same_types(b) != 0 || (arg[0] = compare_node(b, COMPARE_EQ, false)) == NULL ||
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

/* Argument i as text. */
static int
take_text(struct bind *b, size_t i)
{
	char type[128];

	if (type_is_nested(b->arg[i]->type->id)) {
		bind_fail(b, i, "needs text, not %s", type_upper(b->arg[i]->type, type));
		return -1;
	}
	b->arg[i] = coerce_to(b->k, b->arg[i], type_plain(TYPE_STRING), b->ast->arg[i]->at);
	return b->arg[i] == NULL ? -1 : 0;
}

static void
free_like(void *l)
{
	like_release(l);
}

static void
free_regex(void *r)
{
	regex_free(r);
}

static const struct node *
folded_case(struct bind *b, const struct node *arg)
{
	struct bind lower = *b;

	lower.arg = &arg;
	lower.narg = 1;
	lower.total = true;
	return bind_kernel(&lower, text_lower, arg->type, arg->nullable, NULL, NULL, 0);
}

/* The escape character: arg[2] or a backslash. */
static int
like_escape(struct bind *b, uint32_t *escape)
{
	const char *p;
	size_t n;

	*escape = '\\';
	if (b->narg < 3)
		return 0;
	if (b->arg[2]->type->id == TYPE_STRING && node_is_literal(b->arg[2]) &&
	    !node_is_null(b->arg[2])) {
		p = column_bytes(b->arg[2]->data, 0, &n);
		if (n > 0 && utf8_decode((const uint8_t *)p, escape) == n) {
			b->narg = 2;
			return 0;
		}
	}
	bind_fail(b, 2, "takes one constant character after ESCAPE");
	return -1;
}

const struct node *
bind_like(struct bind *b)
{
	struct like *l = arena_alloc(&b->k->x->arena, sizeof(*l), b->k->e);
	const char *p, *why;
	size_t n;
	uint32_t key;

	if (l == NULL || arena_defer(&b->k->x->arena, free_like, l, b->k->e) != 0 ||
	    take_text(b, 0) != 0 || take_text(b, 1) != 0 || like_escape(b, &l->escape) != 0)
		return NULL;
	if (b->func->detail && ((b->arg[0] = folded_case(b, b->arg[0])) == NULL ||
	    (b->arg[1] = folded_case(b, b->arg[1])) == NULL))
		return NULL;
	if (node_is_literal(b->arg[1]) && !node_is_null(b->arg[1])) {
		p = column_bytes(b->arg[1]->data, 0, &n);
		if (!like_compile(l, p, n, &why, b->k->e)) {
			if (why != NULL)
				expr_fail(b->k->e, b->ast->arg[1]->at, "%s", why);
			return NULL;
		}
		l->constant = b->total = true;
	}
	key = l->escape;
	return bind_kernel(b, like_kernel, type_plain(TYPE_BOOLEAN), bind_nullable(b), l, &key,
	    sizeof(key));
}

const struct node *
bind_rlike(struct bind *b)
{
	struct regex *r = NULL;
	const char *p;
	size_t n;

	if (take_text(b, 0) != 0 || take_text(b, 1) != 0)
		return NULL;
	if (node_is_literal(b->arg[1]) && !node_is_null(b->arg[1])) {
		p = column_bytes(b->arg[1]->data, 0, &n);
		if ((r = regex_new(n > 0 ? p : "", n, b->k->e)) == NULL) {
			if (b->k->e->status == STATUS_USAGE)
				b->k->e->byte = (int64_t)b->ast->arg[1]->at;
			return NULL;
		}
		if (arena_defer(&b->k->x->arena, free_regex, r, b->k->e) != 0)
			return NULL;
	}
	return bind_kernel(b, regex_kernel, type_plain(TYPE_BOOLEAN), bind_nullable(b), r,
	    "rlike", 5);
}

/* The arguments of a concat inside a concat take its place, unless they are too many. */
static size_t
flat_count(const struct node *n)
{
	return n->kernel == text_concat && n->narg <= FLAT_MOST ? n->narg : 1;
}

/* a || b || c is one concat of three. */
const struct node *
bind_concat(struct bind *b)
{
	enum type_id text = b->narg > 0 ? TYPE_BINARY : TYPE_STRING;
	const struct node **flat, *out = NULL;
	size_t i, k, n = 0, count = 0;
	struct bind all = *b;

	if (b->narg == 0)
		return node_bytes(b->k, TYPE_STRING, "", 0);
	for (i = 0; i < b->narg; i++) {
		if (b->arg[i]->type->id != TYPE_BINARY)
			text = TYPE_STRING;
	}
	for (i = 0; i < b->narg; i++) {
		if (text == TYPE_STRING ? take_text(b, i) != 0 : false)
			return NULL;
		count += flat_count(b->arg[i]);
	}
	if ((flat = mem_zero(count, sizeof(*flat), b->k->e)) == NULL)
		return NULL;
	for (i = 0; i < b->narg; i++) {
		if (flat_count(b->arg[i]) == 1) {
			flat[n++] = b->arg[i];
			continue;
		}
		for (k = 0; k < b->arg[i]->narg; k++)
			flat[n++] = b->arg[i]->arg[k];
	}
	all.arg = flat;
	all.narg = n;
	all.total = true;
	out = n == 1 ? flat[0] : bind_kernel(&all, text_concat, type_plain(text),
	    bind_nullable(&all), NULL, NULL, 0);
	free(flat);
	return out;
}

/* a[0], m['k'], s['f']. */
const struct node *
bind_item(struct bind *b)
{
	const struct type *t = b->arg[0]->type;
	const char *name;
	char type[128];
	size_t n;

	if (t->id == TYPE_MAP) {
		const struct type *key = &t->child[0].type.child[0].type;

		if (coerce_common(b->k, key, b->arg[1]->type) == NULL)
			return bind_fail(b, 1, "needs a key of type %s", type_upper(key, type));
		if ((b->arg[1] = coerce_to(b->k, b->arg[1], key, b->ast->arg[1]->at)) == NULL)
			return NULL;
		b->total = true;
		return bind_eval(b, eval_entry, &t->child[0].type.child[1].type, true, NULL,
		    NULL, 0);
	}
	if (t->id == TYPE_STRUCT && b->arg[1]->type->id == TYPE_STRING &&
	    node_is_literal(b->arg[1]) && !node_is_null(b->arg[1])) {
		name = column_bytes(b->arg[1]->data, 0, &n);
		if ((name = arena_dup(&b->k->x->arena, name, n, b->k->e)) == NULL)
			return NULL;
		return check_field(b->k, b->arg[0], name, b->ast->arg[1]->at);
	}
	if (t->id != TYPE_ARRAY)
		return bind_fail(b, 0, "needs an array, a map or a struct, not %s",
		    type_upper(t, type));
	if (!type_is_integer(b->arg[1]->type->id) && b->arg[1]->type->id != TYPE_VOID)
		return bind_fail(b, 1, "needs an integer in an array, not %s",
		    type_upper(b->arg[1]->type, type));
	b->arg[1] = coerce_to(b->k, b->arg[1], type_plain(TYPE_BIGINT), b->ast->arg[1]->at);
	b->total = b->func->detail == 0;
	return b->arg[1] == NULL ? NULL : bind_eval(b, b->func->detail ? eval_item : eval_get,
	    &t->child[0].type, true, NULL, NULL, 0);
}
