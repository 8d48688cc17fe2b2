/* check.c - literals, and which rule an expression falls under. */
#include "expr/check.h"
#include "expr/bind.h"
#include "expr/coerce.h"
#include "expr/nested.h"
#include "expr/node_new.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/num.h"
#include "json/path.h"

#define MAX_PRECISION 38

static const struct node *
fixed_literal(struct check *k, const struct type *t, const void *p, size_t n)
{
	struct column one = { .rows = 1 };
	struct block *b = block_new(n, k->e);

	if (b == NULL || t == NULL) {
		block_unref(b);
		return NULL;
	}
	memcpy(b->data, p, n);
	one.values = b->data;
	one.hold[2] = b;
	return node_literal(k, t, &one);
}

static const struct node *
bad_number(struct check *k, const struct ast *a, const char *type)
{
	expr_fail(k->e, a->at, "%.60s does not fit %s", a->text, type);
	return NULL;
}

/* Digits of an exact decimal: precision and scale as they are written. */
static const struct node *
decimal_literal(struct check *k, const struct ast *a, size_t n)
{
	const char *p = a->text, *end = p + n, *point = memchr(p, '.', n);
	const char *exponent = p;
	long scale, e = 0;
	int precision = 1;
	int128_t v, rest;

	while (exponent < end && (*exponent | 0x20) != 'e')
		exponent++;
	if (exponent < end)
		e = strtol(exponent + 1, NULL, 10);
	scale = point == NULL ? 0 : (long)(exponent - point) - 1;
	if (e > MAX_PRECISION || e < -MAX_PRECISION)
		return bad_number(k, a, "a decimal of 38 digits");
	scale = scale > e ? scale - e : 0;
	/* The value must be kept to its last digit. */
	if (scale > MAX_PRECISION || !num_parse_decimal(p, n, MAX_PRECISION, (int)scale, &v))
		return bad_number(k, a, "a decimal of 38 digits");
	for (rest = v < 0 ? -v : v; rest > 9; rest /= 10)
		precision++;
	return fixed_literal(k, type_decimal(k, precision > scale ? precision : (int)scale,
	    (int)scale), &v, sizeof(v));
}

static const struct node *
float_literal(struct check *k, const struct ast *a, size_t n, bool narrow)
{
	double d;
	float f;

	if (narrow)
		return num_parse_f32(a->text, n, &f) ?
		    fixed_literal(k, type_plain(TYPE_FLOAT), &f, sizeof(f)) :
		    bad_number(k, a, "FLOAT");
	return num_parse_f64(a->text, n, &d) ?
	    fixed_literal(k, type_plain(TYPE_DOUBLE), &d, sizeof(d)) :
	    bad_number(k, a, "DOUBLE");
}

static const struct node *
integer_literal(struct check *k, const struct ast *a, size_t n, enum type_id id)
{
	static const char *const names[] = {
		[TYPE_TINYINT] = "TINYINT", [TYPE_SMALLINT] = "SMALLINT", [TYPE_BIGINT] = "BIGINT"
	};
	int64_t v;
	int bits = (int)(8 * type_width(id) - 1);

	if (!num_parse_i64(a->text, n, &v) ||
	    (bits < 63 && (v >= INT64_C(1) << bits || v < -(INT64_C(1) << bits))))
		return bad_number(k, a, names[id]);
	return node_i64(k, id, v);
}

/* 1, 1L, 1S, 1Y, 1.5, 1.5BD, 1e3, 1.5D, 1.5F. */
static const struct node *
number_literal(struct check *k, const struct ast *a)
{
	const char *p = a->text;
	size_t n = a->len;
	char last = n > 0 ? (char)(p[n - 1] & ~0x20) : 0;
	int64_t v;

	if (n > 2 && strncasecmp(p + n - 2, "BD", 2) == 0)
		return decimal_literal(k, a, n - 2);
	switch (last) {
	case 'L':
		return integer_literal(k, a, n - 1, TYPE_BIGINT);
	case 'S':
		return integer_literal(k, a, n - 1, TYPE_SMALLINT);
	case 'Y':
		return integer_literal(k, a, n - 1, TYPE_TINYINT);
	case 'D':
	case 'F':
		return float_literal(k, a, n - 1, last == 'F');
	default:
		break;
	}
	if (memchr(p, 'e', n) != NULL || memchr(p, 'E', n) != NULL)
		return float_literal(k, a, n, false);
	if (memchr(p, '.', n) == NULL && num_parse_i64(p, n, &v))
		return node_i64(k, v >= INT32_MIN && v <= INT32_MAX ? TYPE_INT : TYPE_BIGINT, v);
	return decimal_literal(k, a, n);
}

static void
free_paths(void *p)
{
	json_paths_free(p);
}

static void
free_member(void *p)
{
	struct json_group *g = p;

	free(g->member);
}

/* The group of paths into n, made if there is none yet. */
static struct json_group *
json_group(struct check *k, const struct node *n)
{
	struct expr *x = k->x;
	struct json_group *g;
	size_t i;

	for (i = 0; i < x->ngroup; i++) {
		if (x->group[i]->member[0]->arg[0] == n)
			return x->group[i];
	}
	if (mem_grow(&x->group, &x->groupcap, x->ngroup + 1, sizeof(*x->group), k->e) != 0 ||
	    (g = arena_alloc(&x->arena, sizeof(*g), k->e)) == NULL ||
	    (g->all = json_paths_new(k->x->json_depth, k->e)) == NULL ||
	    arena_defer(&x->arena, free_paths, g->all, k->e) != 0 ||
	    arena_defer(&x->arena, free_member, g, k->e) != 0)
		return NULL;
	return g;
}

static int
add_member(struct check *k, struct json_group *g, const struct node *n, const char *text)
{
	struct expr *x = k->x;

	if (mem_grow(&g->member, &g->cap, g->n + 1, sizeof(*g->member), k->e) != 0 ||
	    json_paths_add(g->all, &text, k->e) < 0)
		return -1;
	g->member[g->n++] = n;
	if (g->n == 1)
		x->group[x->ngroup++] = g;
	return 0;
}

const struct node *
bind_json(struct check *k, struct ast *a)
{
	const struct node *arg = check_expr(k, a->arg[0]), *n;
	struct node proto = { .eval = eval_json, .type = type_plain(TYPE_STRING),
		.narg = 1, .nullable = true, .column = -1, .uses = 2, .key = a->text,
		.keylen = a->len };
	struct json_use *use;
	const char *text = a->text;
	char type[128];

	if (arg == NULL)
		return NULL;
	if (arg->type->id == TYPE_VOID)
		return node_null(k, proto.type);
	if (!type_is_bytes(arg->type->id)) {
		expr_fail(k->e, a->at, "a JSON path needs text, not %s", type_upper(arg->type, type));
		return NULL;
	}
	if ((use = arena_alloc(&k->x->arena, sizeof(*use), k->e)) == NULL ||
	    (use->alone = json_paths_new(k->x->json_depth, k->e)) == NULL ||
	    arena_defer(&k->x->arena, free_paths, use->alone, k->e) != 0 ||
	    json_paths_add(use->alone, &text, k->e) < 0 ||
	    (use->group = json_group(k, arg)) == NULL)
		return NULL;
	use->index = use->group->n;
	proto.arg = &arg;
	proto.data = use;
	n = node_make(k, &proto);
	/* A path that was there already, or into a constant, joins no group. */
	if (n != NULL && n->data == use && !node_is_literal(n) &&
	    add_member(k, use->group, n, a->text) != 0)
		return NULL;
	return n;
}

static const struct node *
check_cast(struct check *k, struct ast *a)
{
	const struct node *n = check_expr(k, a->arg[0]);

	return n == NULL ? NULL : node_cast(k, n, a->type, a->try, a->at);
}

static const struct node *
check_typed(struct check *k, const struct ast *a)
{
	const struct node *n = node_bytes(k, TYPE_STRING, a->text, a->len);

	return n == NULL ? NULL : coerce_to(k, n, type_plain(a->type->id), a->at);
}

static const struct node *
check_new(struct check *k, struct ast *a)
{
	const struct node *n;

	switch (a->kind) {
	case AST_NULL:
		return node_null(k, type_plain(TYPE_VOID));
	case AST_TRUE:
	case AST_FALSE:
		return node_i64(k, TYPE_BOOLEAN, a->kind == AST_TRUE);
	case AST_NUMBER:
		return number_literal(k, a);
	case AST_STRING:
		return node_bytes(k, TYPE_STRING, a->text, a->len);
	case AST_BYTES:
		return node_bytes(k, TYPE_BINARY, a->text, a->len);
	case AST_TYPED:
		return check_typed(k, a);
	case AST_NAME:
		return check_name(k, a, NULL);
	case AST_STAR:
		expr_fail(k->e, a->at, "* stands for columns only as an item of its own");
		return NULL;
	case AST_CALL:
		return func_bind(k, a);
	case AST_CAST:
		return check_cast(k, a);
	case AST_CASE:
		return bind_case(k, a);
	case AST_FIELD:
		n = check_expr(k, a->arg[0]);
		return n == NULL ? NULL : check_field(k, n, a->text, a->at);
	default:
		return bind_json(k, a);
	}
}

const struct node *
check_expr(struct check *k, struct ast *a)
{
	if (a->node == NULL)
		a->node = check_new(k, a);
	return a->node;
}
