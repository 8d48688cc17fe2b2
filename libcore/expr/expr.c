/* expr.c - select lists, added, dropped and renamed outputs, filters. */
#include "expr/expr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/near.h"
#include "base/utf8.h"
#include "expr/check.h"
#include "expr/coerce.h"
#include "expr/nested.h"
#include "expr/node_new.h"
#include "expr/resolve.h"

/* Characters of a long expression that are shown before and after the place. */
#define SHOWN_BEFORE 60
#define SHOWN_AFTER 40

/* Copies the scopes and tells the inputs theirs. */
static int
set_scopes(struct expr *x, const struct expr_scope *from, size_t n, struct err *e)
{
	size_t i, c;

	if (n == 0)
		return 0;
	if ((x->scope = arena_alloc(&x->arena, n * sizeof(*x->scope), e)) == NULL)
		return -1;
	for (i = 0; i < n; i++, from++) {
		if (from->first > x->in->nfield || from->n > x->in->nfield - from->first)
			return err_set(e, STATUS_USAGE, "%.100s has columns that are not there",
			    from->name);
		x->scope[i].name = arena_dup(&x->arena, from->name, strlen(from->name), e);
		if (x->scope[i].name == NULL)
			return -1;
		x->scope[i].star = true;
		for (c = from->first; c < from->first + from->n; c++)
			if (x->input[c].scope == NULL)
				x->input[c].scope = &x->scope[i];
	}
	x->nscope = n;
	return 0;
}

struct expr *
expr_new(struct schema *in, const struct expr_conf *conf, struct err *e)
{
	struct expr *x = mem_zero(1, sizeof(*x), e);
	struct check k = { .x = x, .e = e };
	size_t i;

	if (x == NULL)
		return NULL;
	x->in = schema_ref(in);
	x->zone = conf != NULL ? conf->zone : NULL;
	x->json_depth = conf != NULL ? conf->json_depth : 0;
	if (mem_grow(&x->output, &x->cap, in->nfield + 1, sizeof(*x->output), e) != 0 ||
	    (x->input = arena_alloc(&x->arena, in->nfield * sizeof(*x->input), e)) == NULL)
		goto fail;
	for (i = 0; i < in->nfield; i++) {
		x->input[i].name = in->field[i].name;
		x->input[i].field = &in->field[i];
		x->input[i].implied = field_is_implied(&in->field[i]);
		if ((x->input[i].node = node_column(&k, (int32_t)i)) == NULL)
			goto fail;
	}
	if (conf != NULL && set_scopes(x, conf->scope, conf->nscope, e) != 0)
		goto fail;
	for (i = 0; i < in->nfield; i++)
		x->output[x->noutput++] = x->input[i];
	x->out = schema_ref(in);
	x->star = true;
	return x;
fail:
	expr_free(x);
	return NULL;
}

void
expr_free(struct expr *x)
{
	if (x == NULL)
		return;
	arena_release(&x->arena);
	free(x->output);
	free(x->node);
	free(x->group);
	free(x->starred);
	schema_unref(x->in);
	schema_unref(x->out);
	free(x);
}

/* Moves a pointer over count characters, not past lo or hi. */
static size_t
step_chars(const char *text, size_t at, size_t limit, int count)
{
	for (; count > 0 && at < limit; count--) {
		at++;
		while (at < limit && ((unsigned char)text[at] & 0xc0) == 0x80)
			at++;
	}
	for (; count < 0 && at > 0; count++) {
		at--;
		while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80)
			at--;
	}
	return at;
}

/* Adds the expression around e->byte and a caret under that place to the message. */
static int
show_place(struct err *e, const char *text)
{
	size_t len = strlen(text), at, from, to, i, used = strlen(e->msg), columns;
	const char *before = "", *after = "";

	if (e->byte < 0 || e->status != STATUS_USAGE)
		return -1;
	at = (size_t)e->byte < len ? (size_t)e->byte : len;
	e->byte = -1;
	from = step_chars(text, at, len, -SHOWN_BEFORE);
	to = step_chars(text, at, len, SHOWN_AFTER);
	if (from > 0)
		before = "...";
	if (to < len)
		after = "...";
	columns = strlen(before) + utf8_count(text + from, at - from);
	/* Two line ends, both texts, the caret: else the words alone must do. */
	if (used + (to - from) + columns + 16 > sizeof(e->msg))
		return -1;
	e->place = used;
	used += (size_t)snprintf(e->msg + used, sizeof(e->msg) - used, "\n%s%.*s%s\n", before,
	    (int)(to - from), text + from, after);
	for (i = used - (to - from) - strlen(after) - 1; i < used - 1; i++) {
		/* Whatever the shell let through, it is one line. */
		if ((unsigned char)e->msg[i] < ' ' || e->msg[i] == 0x7f)
			e->msg[i] = ' ';
	}
	memset(e->msg + used, ' ', columns);
	memcpy(e->msg + used + columns, "^", 2);
	return -1;
}

/* One text being compiled; e is never NULL. */
struct step {
	struct check k;
	struct parser p;
	struct err own;
};

static int
step_start(struct step *s, struct expr *x, const char *text, bool where, struct err *e)
{
	size_t len = strlen(text);
	struct err *to = e != NULL ? e : &s->own;

	memset(s, 0, sizeof(*s));
	err_clear(to);
	s->k = (struct check){ .x = x, .where = where, .e = to };
	if (len > EXPR_MAX_TEXT)
		return err_set(to, STATUS_USAGE, "an expression of %zu bytes is over the limit of %d",
		    len, EXPR_MAX_TEXT);
	if ((s->k.text = arena_dup(&x->arena, text, len, to)) == NULL)
		return -1;
	return parse_start(&s->p, &x->arena, s->k.text, len, to) != 0 ?
	    show_place(to, text) : 0;
}

static int
step_fail(struct step *s)
{
	return show_place(s->k.e, s->k.text);
}

/* The input column whose values decide this node, if it is one; else -1. */
static int32_t
only_column(const struct node *n)
{
	int32_t one = n->column, other;
	size_t i;

	for (i = 0; i < n->narg; i++) {
		if (node_is_literal(n->arg[i]))
			continue;
		other = only_column(n->arg[i]);
		if (other < 0 || (one >= 0 && one != other))
			return -1;
		one = other;
	}
	return one;
}

/* Messages call the nodes from first on by the name, or by the column they come from. */
static void
label_nodes(struct expr *x, size_t first, const char *name)
{
	size_t i;
	int32_t column;

	for (i = first; i < x->nnode; i++) {
		struct node *n = x->node[i];

		if (n->label != NULL || n->eval == NULL)
			continue;
		if (name != NULL)
			n->label = name;
		else if (n->narg < 8 && (column = only_column(n)) >= 0)
			n->label = resolve_label(x, column);
	}
}

static const struct expr_output *
find_output(const struct expr_output *list, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (strcmp(list[i].name, name) == 0)
			return &list[i];
	}
	return NULL;
}

/* The expression as an output; given is its name, NULL for the implied one. */
static int
make_output(struct check *k, struct ast *a, const char *given, struct expr_output *out)
{
	size_t first = k->x->nnode;

	memset(out, 0, sizeof(*out));
	out->given = given != NULL;
	if (a->kind == AST_NAME)
		out->node = a->node = check_name(k, a, out);
	else
		out->node = check_expr(k, a);
	if (out->node == NULL)
		return -1;
	if (out->given)
		out->scope = NULL;
	out->name = given != NULL ? given : check_implied_name(k, a);
	if (out->name == NULL)
		return -1;
	label_nodes(k->x, first, out->name);
	return 0;
}

struct output_list {
	struct expr_output *v;
	size_t n, cap;
};

/* Takes the outputs of that name (NULL: of any) away that are implied; returns how many stay. */
static size_t
drop_implied(struct expr_output *v, size_t n, const char *name)
{
	size_t i, kept = 0;

	for (i = 0; i < n; i++)
		if (!v[i].implied || (name != NULL && strcmp(v[i].name, name) != 0))
			v[kept++] = v[i];
	return kept;
}

/*
 * Whether out may not be one more of its name.  Two columns of one name can come in;
 * only what is written here is refused.
 */
static bool
is_second(const struct output_list *l, const struct expr_output *out)
{
	bool column = !out->given && out->field != NULL && out->field->name == out->name;
	size_t i;

	for (i = 0; i < l->n; i++) {
		if (strcmp(l->v[i].name, out->name) == 0 &&
		    (!column || l->v[i].node == out->node))
			return true;
	}
	return false;
}

static int
add_output(struct check *k, struct output_list *l, const struct expr_output *out, size_t at)
{
	char quoted[160];

	/* What is named goes before what only came along. */
	if (out->implied && find_output(l->v, l->n, out->name) != NULL)
		return 0;
	if (!out->implied)
		l->n = drop_implied(l->v, l->n, out->name);
	if (is_second(l, out))
		return expr_fail(k->e, at, "two results are named %s: give one another name with AS",
		    err_quote(quoted, sizeof(quoted), out->name, strlen(out->name)));
	if (mem_grow(&l->v, &l->cap, l->n + 1, sizeof(*l->v), k->e) != 0)
		return -1;
	l->v[l->n++] = *out;
	return 0;
}

/* Adds every output so far that has the qualifier (NULL: that there is); counts them. */
static int
expand_outputs(struct check *k, const struct ast *a, const char *scope, struct output_list *l,
    size_t *count)
{
	struct expr *x = k->x;
	size_t i;

	for (i = *count = 0; i < x->noutput; i++) {
		if (scope != NULL && !resolve_in_scope(&x->output[i], scope))
			continue;
		if (add_output(k, l, &x->output[i], a->at) != 0)
			return -1;
		++*count;
	}
	for (i = 0; i < x->nscope; i++)
		if (scope == NULL || strcmp(x->scope[i].name, scope) == 0)
			x->scope[i].star_now = true;
	return 0;
}

/* * is every output so far; q.* those of a scope, s.* every field of a struct. */
static int
expand_star(struct check *k, struct ast *a, struct output_list *l)
{
	struct expr *x = k->x;
	const struct node *n;
	struct expr_output out;
	char type[128];
	size_t i;

	if (a->npart <= 1) {
		if (expand_outputs(k, a, a->npart == 0 ? NULL : a->part[0].text, l, &i) != 0)
			return -1;
		if (a->npart == 0 || i > 0)
			return 0;
	}
	if ((n = check_name(k, a, NULL)) == NULL)
		return -1;
	if (n->type->id != TYPE_STRUCT)
		return expr_fail(k->e, a->at, ".* needs a struct, not %s",
		    type_upper(n->type, type));
	if (mem_grow(&x->starred, &x->capstarred, x->nstarred + 1, sizeof(*x->starred), k->e) != 0)
		return -1;
	x->starred[x->nstarred++] = n;
	for (i = 0; i < n->type->nchild; i++) {
		memset(&out, 0, sizeof(out));
		out.name = n->type->child[i].name;
		if ((out.node = check_field(k, n, out.name, a->at)) == NULL ||
		    add_output(k, l, &out, a->at) != 0)
			return -1;
	}
	return 0;
}

/* The outputs decide the schema. */
static int
set_schema(struct expr *x, struct err *e)
{
	struct schema *s = schema_new(e);
	struct field *f;
	size_t i, k;

	if (s == NULL)
		return -1;
	if (meta_copy(&s->meta, &x->in->meta, e) != 0)
		goto fail;
	for (i = 0; i < x->noutput; i++) {
		const struct expr_output *o = &x->output[i];

		f = schema_add(s, o->name, o->node->type, o->node->nullable, e);
		if (f == NULL)
			goto fail;
		for (k = 0; o->field != NULL && k < o->field->meta.n; k++) {
			const struct meta_pair *m = &o->field->meta.pair[k];

			if (meta_add(&f->meta, m->key, m->keylen, m->value, m->vallen, e) != 0)
				goto fail;
		}
		if (!o->implied)
			meta_remove(&f->meta, FIELD_IMPLIED);
	}
	schema_unref(x->out);
	x->out = s;
	return 0;
fail:
	schema_unref(s);
	return -1;
}

/* Takes the list's outputs for those of x. */
static int
set_outputs(struct expr *x, struct output_list *l, struct err *e)
{
	free(x->output);
	x->output = l->v;
	x->noutput = l->n;
	x->cap = l->cap;
	return set_schema(x, e);
}

int
expr_select(struct expr *x, const char *list, struct err *e)
{
	struct output_list l = { 0 };
	struct ast_item *item;
	struct expr_output out;
	struct step s;
	bool star = false;
	size_t i, n;

	if (step_start(&s, x, list, false, e) != 0)
		return -1;
	if (parse_list(&s.p, &item, &n, s.k.e) != 0)
		return step_fail(&s);
	for (i = 0; i < x->nscope; i++)
		x->scope[i].star_now = false;
	for (i = 0; i < n; i++) {
		struct ast *a = item[i].expr;

		star |= a->kind == AST_STAR && a->npart == 0;
		if ((a->kind == AST_STAR ? expand_star(&s.k, a, &l) :
		    make_output(&s.k, a, item[i].alias, &out) != 0 ? -1 :
		    add_output(&s.k, &l, &out, a->at)) != 0) {
			free(l.v);
			return step_fail(&s);
		}
	}
	for (i = 0; i < x->nscope; i++) {
		x->scope[i].star = x->scope[i].star && x->scope[i].star_now;
		star |= x->scope[i].star;
	}
	x->star = x->star && star;
	return set_outputs(x, &l, s.k.e);
}

/* No output of that name to drop, rename or replace. */
static int
unknown_output(struct step *s, const char *name, size_t at)
{
	const struct expr *x = s->k.x;
	const char **names = mem_zero(x->noutput + 1, sizeof(*names), s->k.e);
	char quoted[160], hint[400];
	size_t i;

	if (names == NULL)
		return -1;
	for (i = 0; i < x->noutput; i++)
		names[i] = x->output[i].name;
	err_quote(quoted, sizeof(quoted), name, strlen(name));
	expr_fail(s->k.e, at, "no column %s%s", quoted,
	    near_hint(hint, sizeof(hint), name, names, x->noutput));
	free(names);
	return -1;
}

int
expr_with(struct expr *x, const char *text, struct err *e)
{
	struct expr_output out, *old;
	const char *name;
	struct step s;
	struct ast *a;
	size_t at;
	bool equals;

	if (step_start(&s, x, text, false, e) != 0)
		return -1;
	if (parse_output(&s.p, &name, &at, s.k.e) != 0 ||
	    parse_op(&s.p, "=", &equals, s.k.e) != 0)
		return step_fail(&s);
	if (!equals) {
		expr_fail(s.k.e, s.p.tok.from, "expected name = expression");
		return step_fail(&s);
	}
	if (parse_whole(&s.p, &a, s.k.e) != 0 || make_output(&s.k, a, name, &out) != 0)
		return step_fail(&s);
	old = (struct expr_output *)(uintptr_t)find_output(x->output, x->noutput, name);
	if (old == NULL) {
		if (mem_grow(&x->output, &x->cap, x->noutput + 1, sizeof(*x->output),
		    s.k.e) != 0)
			return -1;
		old = &x->output[x->noutput++];
	}
	*old = out;
	return set_schema(x, s.k.e);
}

int
expr_drop(struct expr *x, const char *names, struct err *e)
{
	struct step s;
	const char *name;
	size_t at, i, kept;
	bool comma = true;

	if (step_start(&s, x, names, false, e) != 0)
		return -1;
	while (comma) {
		if (parse_output(&s.p, &name, &at, s.k.e) != 0)
			return step_fail(&s);
		for (i = kept = 0; i < x->noutput; i++) {
			if (strcmp(x->output[i].name, name) != 0)
				x->output[kept++] = x->output[i];
		}
		if (kept == x->noutput && unknown_output(&s, name, at) != 0)
			return step_fail(&s);
		x->noutput = kept;
		if (parse_op(&s.p, ",", &comma, s.k.e) != 0)
			return step_fail(&s);
	}
	if (!parse_at_end(&s.p)) {
		expr_fail(s.k.e, s.p.tok.from, "expected a comma or the end");
		return step_fail(&s);
	}
	return set_schema(x, s.k.e);
}

int
expr_drop_implied(struct expr *x, struct err *e)
{
	size_t n = drop_implied(x->output, x->noutput, NULL);

	if (n == x->noutput)
		return 0;
	x->noutput = n;
	return set_schema(x, e);
}

/* One a=b; the next token is a. */
static int
rename_one(struct step *s)
{
	struct expr *x = s->k.x;
	const struct expr_output *old;
	const char *from, *to;
	char quoted[160];
	size_t at, to_at, i, hit = x->noutput;
	bool equals;

	if (parse_output(&s->p, &from, &at, s->k.e) != 0 ||
	    parse_op(&s->p, "=", &equals, s->k.e) != 0)
		return -1;
	if (!equals)
		return expr_fail(s->k.e, s->p.tok.from, "expected old=new");
	if (parse_output(&s->p, &to, &to_at, s->k.e) != 0)
		return -1;
	for (i = 0; i < x->noutput; i++) {
		err_quote(quoted, sizeof(quoted), from, strlen(from));
		if (strcmp(x->output[i].name, from) != 0)
			continue;
		if (hit < x->noutput)
			return expr_fail(s->k.e, at, "there are several columns %s", quoted);
		hit = i;
	}
	if (hit == x->noutput)
		return unknown_output(s, from, at);
	x->output[hit].implied = false;
	if (strcmp(from, to) != 0 && (old = find_output(x->output, x->noutput, to)) != NULL &&
	    old->implied) {
		hit -= old < &x->output[hit];
		x->noutput = drop_implied(x->output, x->noutput, to);
	}
	if (strcmp(from, to) != 0 && find_output(x->output, x->noutput, to) != NULL)
		return expr_fail(s->k.e, to_at, "two results are named %s",
		    err_quote(quoted, sizeof(quoted), to, strlen(to)));
	x->output[hit].name = to;
	x->output[hit].given = true;
	x->output[hit].scope = NULL;
	return 0;
}

int
expr_rename(struct expr *x, const char *pairs, struct err *e)
{
	struct step s;
	bool comma = true;

	if (step_start(&s, x, pairs, false, e) != 0)
		return -1;
	while (comma) {
		if (rename_one(&s) != 0 || parse_op(&s.p, ",", &comma, s.k.e) != 0)
			return step_fail(&s);
	}
	if (!parse_at_end(&s.p)) {
		expr_fail(s.k.e, s.p.tok.from, "expected a comma or the end");
		return step_fail(&s);
	}
	return set_schema(x, s.k.e);
}

int
expr_where(struct expr *x, const char *text, struct err *e)
{
	const struct node *n, *both[2];
	struct node proto = { .eval = eval_and, .arg = both, .narg = 2, .column = -1,
		.total = true };
	struct step s;
	struct ast *a;
	char type[128];
	size_t first = x->nnode;

	if (step_start(&s, x, text, true, e) != 0)
		return -1;
	if (parse_whole(&s.p, &a, s.k.e) != 0 || (n = check_expr(&s.k, a)) == NULL)
		return step_fail(&s);
	if (n->type->id != TYPE_BOOLEAN && n->type->id != TYPE_VOID) {
		expr_fail(s.k.e, a->at, "a filter needs a condition, not %s",
		    type_upper(n->type, type));
		return step_fail(&s);
	}
	if ((n = node_cast(&s.k, n, type_plain(TYPE_BOOLEAN), false, a->at)) == NULL)
		return step_fail(&s);
	label_nodes(x, first, NULL);
	if (x->where != NULL) {
		both[0] = x->where;
		both[1] = n;
		proto.type = n->type;
		if ((n = node_make(&s.k, &proto)) == NULL)
			return step_fail(&s);
	}
	x->where = n;
	return 0;
}

struct schema *
expr_schema(const struct expr *x)
{
	return x->out;
}

bool
expr_has_where(const struct expr *x)
{
	return x->where != NULL;
}

bool
expr_is_identity(const struct expr *x)
{
	size_t i;

	if (x->where != NULL || x->noutput != x->in->nfield)
		return false;
	for (i = 0; i < x->noutput; i++) {
		if (x->output[i].node->column != (int32_t)i ||
		    strcmp(x->output[i].name, x->input[i].name) != 0)
			return false;
	}
	return true;
}
