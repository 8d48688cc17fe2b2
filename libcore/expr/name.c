/* name.c - columns by name with their fields, and the names of results. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/near.h"
#include "expr/bind.h"
#include "expr/check.h"
#include "expr/coerce.h"
#include "expr/nested.h"
#include "expr/node_new.h"
#include "expr/resolve.h"
#include "model/text.h"

/* Longest name that is made up. */
#define NAME_MAX_BYTES 4096

/* Arrays of structs have the fields of those. */
static bool
is_struct_array(const struct type *t)
{
	return t->id == TYPE_ARRAY && t->child[0].type.id == TYPE_STRUCT;
}

const struct type *
check_field_type(const struct type *t, const char *name)
{
	uint32_t i;

	if (is_struct_array(t))
		t = &t->child[0].type;
	if (t->id == TYPE_MAP && t->child[0].type.child[0].type.id == TYPE_STRING)
		return &t->child[0].type.child[1].type;
	for (i = 0; t->id == TYPE_STRUCT && i < t->nchild; i++) {
		if (strcmp(t->child[i].name, name) == 0)
			return &t->child[i].type;
	}
	return NULL;
}

/* The number of a struct's field. */
static int
find_field(struct check *k, const struct type *t, const char *name, size_t at, uint32_t *out)
{
	char quoted[160], near[300], type[128];
	const char **names;
	uint32_t i;

	for (i = 0; i < t->nchild; i++) {
		if (strcmp(t->child[i].name, name) == 0) {
			*out = i;
			return 0;
		}
	}
	if ((names = mem_zero(t->nchild + 1, sizeof(*names), k->e)) == NULL)
		return -1;
	for (i = 0; i < t->nchild; i++)
		names[i] = t->child[i].name;
	err_quote(quoted, sizeof(quoted), name, strlen(name));
	if (near_names(near, sizeof(near), name, names, t->nchild) > 0)
		expr_fail(k->e, at, "no field %s; near: %s", quoted, near);
	else
		expr_fail(k->e, at, "no field %s in %s", quoted, type_string(t, type, sizeof(type)));
	free(names);
	return -1;
}

/* m.k is m['k']. */
static const struct node *
entry_node(struct check *k, const struct node *n, const char *name)
{
	const struct node *arg[2] = { n, node_bytes(k, TYPE_STRING, name, strlen(name)) };
	const struct node proto = { .eval = eval_entry, .arg = arg, .narg = 2, .column = -1,
		.type = &n->type->child[0].type.child[1].type, .nullable = true, .total = true };

	return arg[1] == NULL ? NULL : node_make(k, &proto);
}

const struct node *
check_field(struct check *k, const struct node *n, const char *name, size_t at)
{
	const struct type *t = n->type;
	bool list = is_struct_array(t);
	const struct field *f;
	char quoted[160], type[128];
	uint32_t *data;
	struct node proto = { .eval = list ? eval_fields : eval_field, .arg = &n, .narg = 1,
		.column = -1, .nullable = n->nullable, .total = true };

	if (t->id == TYPE_MAP && t->child[0].type.child[0].type.id == TYPE_STRING)
		return entry_node(k, n, name);
	if (list)
		t = &t->child[0].type;
	if (t->id != TYPE_STRUCT) {
		expr_fail(k->e, at, "no field %s in a value of type %s",
		    err_quote(quoted, sizeof(quoted), name, strlen(name)), type_upper(t, type));
		return NULL;
	}
	if ((data = arena_alloc(&k->x->arena, sizeof(*data), k->e)) == NULL ||
	    find_field(k, t, name, at, data) != 0)
		return NULL;
	f = &t->child[*data];
	proto.type = list ? type_array_of(k, &f->type, f->nullable || n->type->child[0].nullable) :
	    &f->type;
	if (proto.type == NULL)
		return NULL;
	proto.nullable = proto.nullable || (!list && f->nullable);
	proto.data = data;
	proto.key = data;
	proto.keylen = sizeof(*data);
	return node_make(k, &proto);
}

/* value.a.b of text or binary: shows the path into JSON that was meant. */
static void
text_has_no_field(struct check *k, const struct ast *a, size_t from, size_t parts)
{
	struct buf column = BUF_INIT, path = BUF_INIT;
	char quoted[160];
	size_t i;

	if (resolve_join(a, from, parts, &column, k->e) == 0) {
		for (i = parts; i < a->npart; i++)
			(void)buf_printf(&path, NULL, "%s%s", i > parts ? "." : "", a->part[i].text);
		err_quote(quoted, sizeof(quoted), column.data, column.len - 1);
		expr_fail(k->e, a->part[parts].at, "column %s is no struct: %.200s:%.*s reaches into "
		    "JSON text", quoted, (const char *)column.data,
		    path.len > 400 ? 400 : (int)path.len, (const char *)path.data);
	}
	buf_release(&column);
	buf_release(&path);
}

const struct node *
check_name(struct check *k, struct ast *a, struct expr_output *item)
{
	const struct node *n;
	struct found f;
	size_t i;

	if (resolve_name(k, a, &f) != 0)
		return NULL;
	a->qualified = f.from > 0;
	n = f.output->node;
	if (f.parts < a->npart && type_is_bytes(n->type->id)) {
		text_has_no_field(k, a, f.from, f.parts);
		return NULL;
	}
	for (i = f.parts; n != NULL && i < a->npart; i++)
		n = check_field(k, n, a->part[i].text, a->part[i].at);
	if (n == NULL)
		return NULL;
	if (item != NULL) {
		bool whole = f.parts == a->npart;

		item->name = whole ? f.output->name : a->part[a->npart - 1].text;
		item->field = whole ? f.output->field : NULL;
		item->scope = whole ? f.output->scope : NULL;
	}
	if (n == f.output->node)
		/* One more place refers to it: its result is worth keeping. */
		k->x->node[n->id]->uses++;
	return n;
}

/* ---- Spark's text of an expression ---- */

static int show(struct check *k, const struct ast *a, struct buf *out);

static int
put(struct check *k, struct buf *out, const char *text)
{
	if (out->len > NAME_MAX_BYTES)
		return err_set(k->e, STATUS_USAGE, "a result needs a name: write AS name after it");
	return buf_add(out, text, strlen(text), k->e);
}

static int
show_args(struct check *k, const struct ast *a, size_t from, const char *between,
    struct buf *out)
{
	size_t i;

	for (i = from; i < a->narg; i++) {
		if ((i > from && put(k, out, between) != 0) || show(k, a->arg[i], out) != 0)
			return -1;
	}
	return 0;
}

/* (a AND b), and so ((a AND b) AND c). */
static int
show_infix(struct check *k, const struct ast *a, const char *op, struct buf *out)
{
	char between[24];
	size_t i;

	(void)snprintf(between, sizeof(between), " %s ", op);
	for (i = 1; i < a->narg; i++) {
		if (put(k, out, "(") != 0)
			return -1;
	}
	if (show(k, a->arg[0], out) != 0)
		return -1;
	for (i = 1; i < a->narg; i++) {
		if (put(k, out, between) != 0 || show(k, a->arg[i], out) != 0 ||
		    put(k, out, ")") != 0)
			return -1;
	}
	return 0;
}

static int
show_between(struct check *k, const char *before, const struct ast *a, const char *after,
    struct buf *out)
{
	return put(k, out, before) != 0 || show(k, a, out) != 0 || put(k, out, after) != 0 ?
	    -1 : 0;
}

static int
show_trim(struct check *k, const struct ast *a, const char *side, struct buf *out)
{
	return put(k, out, side) != 0 || show(k, a->arg[1], out) != 0 ||
	    put(k, out, " FROM ") != 0 || show(k, a->arg[0], out) != 0 ||
	    put(k, out, ")") != 0 ? -1 : 0;
}

/* a || b || c: to Spark concat(concat(a, b), c). */
static int
show_joined(struct check *k, const struct ast *a, struct buf *out)
{
	size_t i;

	for (i = 1; i < a->narg; i++) {
		if (put(k, out, "concat(") != 0)
			return -1;
	}
	if (show(k, a->arg[0], out) != 0)
		return -1;
	for (i = 1; i < a->narg; i++) {
		if (put(k, out, ", ") != 0 || show(k, a->arg[i], out) != 0 ||
		    put(k, out, ")") != 0)
			return -1;
	}
	return 0;
}

/* The calls that Spark does not write as name(arguments). */
static int
show_special(struct check *k, const struct ast *a, struct buf *out, bool *done)
{
	static const struct {
		const char *name, *before, *after;
	} around[] = {
		{ "isnull", "(", " IS NULL)" }, { "isnotnull", "(", " IS NOT NULL)" },
		{ "is true", "(", " <=> true)" }, { "is false", "(", " <=> false)" },
		{ "is not true", "(NOT (", " <=> true))" },
		{ "is not false", "(NOT (", " <=> false))" }, { "~", "~", "" },
		{ "not", "(NOT ", ")" }
	};
	static const char *const sides[] = { "trim both", "trim leading", "trim trailing" };
	static const char *const shown[] = { "TRIM(BOTH ", "TRIM(LEADING ", "TRIM(TRAILING " };
	size_t i;

	*done = true;
	for (i = 0; i < sizeof(around) / sizeof(around[0]); i++) {
		if (strcmp(a->text, around[i].name) == 0)
			return show_between(k, around[i].before, a->arg[0], around[i].after, out);
	}
	for (i = 0; i < 3; i++) {
		if (strcmp(a->text, sides[i]) == 0)
			return show_trim(k, a, shown[i], out);
	}
	if (strcmp(a->text, "!=") == 0)
		return put(k, out, "(NOT ") != 0 || show_infix(k, a, "=", out) != 0 ?
		    -1 : put(k, out, ")");
	if (strcmp(a->text, "in") == 0)
		return show_between(k, "(", a->arg[0], " IN (", out) != 0 ||
		    show_args(k, a, 1, ", ", out) != 0 ? -1 : put(k, out, "))");
	if (strcmp(a->text, "[]") == 0)
		return show_between(k, "", a->arg[0], "[", out) != 0 ||
		    show(k, a->arg[1], out) != 0 ? -1 : put(k, out, "]");
	if (strcmp(a->text, "like") == 0)
		return show_between(k, "", a->arg[0], " LIKE ", out) != 0 ? -1 :
		    show(k, a->arg[1], out);
	if (strcmp(a->text, "||") == 0)
		return show_joined(k, a, out);
	if (strcmp(a->text, "if") == 0)
		return put(k, out, "(IF(") != 0 || show_args(k, a, 0, ", ", out) != 0 ?
		    -1 : put(k, out, "))");
	*done = false;
	return 0;
}

static int
show_call(struct check *k, const struct ast *a, struct buf *out)
{
	const struct func *f = func_find(a->text);
	const char *name = f != NULL ? func_shown(f) : a->text;
	bool done;

	if (a->narg == 2 && strncmp(a->text, "substr", 6) == 0) {
		/* Spark shows the length that it fills in. */
		return put(k, out, name) != 0 || show_between(k, "(", a->arg[0], ", ", out) != 0 ?
		    -1 : show_between(k, "", a->arg[1], ", 2147483647)", out);
	}
	if (strcmp(name, "round") == 0 && a->narg == 1)
		return show_between(k, "round(", a->arg[0], ", 0)", out);
	if (strcmp(name, "replace") == 0 && a->narg == 2)
		return show_between(k, "replace(", a->arg[0], ", ", out) != 0 ? -1 :
		    show_between(k, "", a->arg[1], ", )", out);
	/* Spark has functions for dates and days. */
	if (a->node->type->id == TYPE_DATE && (*name == '+' || *name == '-'))
		name = *name == '+' ? "date_add" : "date_sub";
	else if (show_special(k, a, out, &done) != 0 || done)
		return done ? 0 : -1;
	if (f != NULL && f->pretty == PRETTY_INFIX && name == func_shown(f))
		return show_infix(k, a, name, out);
	if (f != NULL && f->pretty == PRETTY_PREFIX)
		return put(k, out, "(") != 0 || put(k, out, name) != 0 ||
		    show_between(k, " ", a->arg[0], ")", out) != 0 ? -1 : 0;
	return put(k, out, name) != 0 || put(k, out, "(") != 0 ||
	    show_args(k, a, 0, ", ", out) != 0 ? -1 : put(k, out, ")");
}

static int
show_case(struct check *k, const struct ast *a, struct buf *out)
{
	size_t i;

	if (put(k, out, "CASE") != 0)
		return -1;
	for (i = 0; i + 1 < a->narg; i += 2) {
		if (show_between(k, " WHEN ", a->arg[i], " THEN ", out) != 0 ||
		    show(k, a->arg[i + 1], out) != 0)
			return -1;
	}
	if (a->narg % 2 == 1 && show_between(k, " ELSE ", a->arg[a->narg - 1], "", out) != 0)
		return -1;
	return put(k, out, " END");
}

/* The value itself; text without its quotes. */
static int
show_literal(struct check *k, const struct ast *a, struct buf *out)
{
	const struct text_conf conf = { .null = "NULL", .zone = k->x->zone };
	const struct type *t = a->node->type;
	size_t i;

	if (a->kind == AST_BYTES) {
		if (put(k, out, "X'") != 0)
			return -1;
		for (i = 0; i < a->len; i++) {
			if (buf_printf(out, k->e, "%02X", (unsigned)(unsigned char)a->text[i]) != 0)
				return -1;
		}
		return put(k, out, "'");
	}
	if (a->kind == AST_TYPED && (put(k, out, t->id == TYPE_DATE ? "DATE '" :
	    t->id == TYPE_TIMESTAMP ? "TIMESTAMP '" : "TIMESTAMP_NTZ '") != 0))
		return -1;
	if (text_value(t, a->node->data, 0, &conf, out, k->e) != 0)
		return -1;
	return a->kind == AST_TYPED ? put(k, out, "'") : 0;
}

static int
show(struct check *k, const struct ast *a, struct buf *out)
{
	char type[128];
	size_t i;

	switch (a->kind) {
	case AST_NAME:
		for (i = a->qualified; i < a->npart; i++) {
			if (put(k, out, a->part[i].text) != 0 ||
			    (i + 1 < a->npart && put(k, out, ".") != 0))
				return -1;
		}
		return 0;
	case AST_CALL:
		return show_call(k, a, out);
	case AST_CASE:
		return show_case(k, a, out);
	case AST_CAST:
		if (a->quiet)
			return show(k, a->arg[0], out);
		type_upper(a->type, type);
		return show_between(k, a->try ? "TRY_CAST(" : "CAST(", a->arg[0], " AS ", out) != 0 ||
		    put(k, out, type) != 0 ? -1 : put(k, out, ")");
	case AST_FIELD:
		return show_between(k, "", a->arg[0], ".", out) != 0 ? -1 : put(k, out, a->text);
	case AST_JSON:
		return show_between(k, "", a->arg[0], ":", out) != 0 ? -1 : put(k, out, a->text);
	default:
		return show_literal(k, a, out);
	}
}

const char *
check_implied_name(struct check *k, struct ast *a)
{
	struct ast *inner = a;
	struct expr_output item;
	struct buf text = BUF_INIT;
	const char *name;

	/* A cast keeps the name of what it casts, if that has one. */
	while (inner->kind == AST_CAST || (inner->kind == AST_JSON && inner->name == NULL))
		inner = inner->arg[0];
	if (inner->kind == AST_NAME)
		return check_name(k, inner, &item) == NULL ? NULL : item.name;
	if (inner->kind == AST_JSON)
		return inner->name;
	if (inner->kind == AST_FIELD)
		return inner->text;
	name = show(k, a, &text) != 0 ? NULL :
	    arena_dup(&k->x->arena, text.data, text.len, k->e);
	buf_release(&text);
	return name;
}
