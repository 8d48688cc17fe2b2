/* func_text.c - the types of LIKE, RLIKE and concat. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "expr/bind.h"
#include "expr/check.h"
#include "expr/coerce.h"
#include "expr/node_new.h"
#include "expr/pattern.h"
#include "expr/text_func.h"

/* A concat of more arguments is not taken apart into another. */
#define FLAT_MOST 64

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
	struct rlike *l = arena_alloc(&b->k->x->arena, sizeof(*l), b->k->e);
	struct regex *r = NULL;
	const char *p;
	size_t n;

	if (l == NULL ||
	    (l->spent = arena_alloc(&b->k->x->arena, sizeof(*l->spent), b->k->e)) == NULL)
		return NULL;
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
	l->constant = r;
	*l->spent = 0;
	return bind_kernel(b, regex_kernel, type_plain(TYPE_BOOLEAN), bind_nullable(b), l,
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
	/* In b1 || b2 || s what is joined first is bytes: only together need they be text. */
	for (i = 0; b->func->name[0] == '|' && i < b->narg &&
	    b->arg[i]->type->id == TYPE_BINARY; i++)
		;
	if (i > 1 && i < b->narg) {
		all.narg = i;
		if ((b->arg[i - 1] = bind_concat(&all)) == NULL)
			return NULL;
		b->arg += i - 1;
		b->narg -= i - 1;
		all = *b;
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
