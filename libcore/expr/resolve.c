/* resolve.c - which column a written name means, and what is said where it is none or several. */
#include "expr/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/near.h"
#include "expr/names.h"

/* Bytes of a list of columns or qualifiers that a message shows. */
#define SHOWN_LIST 300

/* The outputs that a name is looked up in. */
struct among {
	const struct expr_output *list;
	size_t n;
	bool given;			/* only those whose name was given */
	const char *scope;		/* only those of this qualifier; NULL: any */
};

/* What a path means among some outputs. */
struct search {
	struct among in;
	const struct expr_output *output;
	size_t from, parts;		/* of the path that are the column's name */
	size_t ways;
	size_t several;			/* the parts that name several outputs; 0: none do */
	/* The longest column that fits, though the fields after it do not. */
	const struct expr_output *near;
	size_t near_parts;
};

bool
resolve_in_scope(const struct expr_output *o, const char *qualifier)
{
	return o->scope != NULL && strcmp(o->scope->name, qualifier) == 0;
}

int
resolve_join(const struct ast *a, size_t from, size_t to, struct buf *out, struct err *e)
{
	size_t i;

	out->len = 0;
	for (i = from; i < to; i++) {
		if ((i > from && buf_add(out, ".", 1, e) != 0) ||
		    buf_add(out, a->part[i].text, strlen(a->part[i].text), e) != 0)
			return -1;
	}
	return buf_add(out, "", 1, e);
}

static bool
fields_fit(const struct type *t, const struct ast *a, size_t from)
{
	for (; t != NULL && from < a->npart; from++)
		t = check_field_type(t, a->part[from].text);
	return t != NULL;
}

static bool
is_candidate(const struct among *in, const struct expr_output *o, const char *name)
{
	return (!in->given || o->given) && strcmp(o->name, name) == 0 &&
	    (in->scope == NULL || resolve_in_scope(o, in->scope));
}

/* Looks for the path from that part on. */
static int
search(const struct among *in, const struct ast *a, size_t from, struct search *f, struct err *e)
{
	struct buf name = BUF_INIT;
	size_t parts, i, same, last = a->part[from].quoted ? from + 1 : a->npart;
	int rc = 0;

	memset(f, 0, sizeof(*f));
	f->in = *in;
	f->from = from;
	for (parts = from + 1; parts <= last; parts++) {
		const struct expr_output *hit = NULL;

		if ((rc = resolve_join(a, from, parts, &name, e)) != 0)
			break;
		for (i = same = 0; i < in->n; i++) {
			if (is_candidate(in, &in->list[i], (const char *)name.data)) {
				hit = &in->list[i];
				same++;
			}
		}
		if (hit == NULL)
			continue;
		if (same > 1)
			f->several = parts;
		f->near = hit;
		f->near_parts = parts;
		if (fields_fit(hit->node->type, a, parts)) {
			f->output = hit;
			f->parts = parts;
			f->ways++;
		}
	}
	buf_release(&name);
	return rc;
}

/* The list for a message: cut if it is long, and in one line. */
static const char *
shown(const struct buf *list, char out[SHOWN_LIST + 4])
{
	size_t n = list->len > SHOWN_LIST ? SHOWN_LIST : list->len, i;

	if (n > 0)
		memcpy(out, list->data, n);
	while (n < list->len && n > 0 && (list->data[n] & 0xc0) == 0x80)
		n--;
	for (i = 0; i < n; i++) {
		if ((unsigned char)out[i] < ' ' || out[i] == 0x7f)
			out[i] = ' ';
	}
	memcpy(out + n, "...", 4);
	if (n == list->len)
		out[n] = '\0';
	return out;
}

static bool
is_scope(const struct expr *x, const char *name)
{
	size_t i;

	for (i = 0; i < x->nscope; i++) {
		if (strcmp(x->scope[i].name, name) == 0)
			return true;
	}
	return false;
}

/* The names of outputs for a message; with scopes each once. */
static const char **
names_of(const struct check *k, const struct among *in, size_t *count)
{
	const char **names = mem_zero(in->n + 1, sizeof(*names), k->e);
	size_t i, j, n = 0;

	for (i = 0; names != NULL && i < in->n; i++) {
		if (in->scope != NULL && !resolve_in_scope(&in->list[i], in->scope))
			continue;
		for (j = 0; k->x->nscope > 0 && j < n; j++) {
			if (strcmp(names[j], in->list[i].name) == 0)
				break;
		}
		if (k->x->nscope == 0 || j == n)
			names[n++] = in->list[i].name;
	}
	*count = n;
	return names;
}

/* The qualifiers, as they are written, after a comma each but the first. */
static int
add_qualifiers(const struct check *k, struct buf *out)
{
	size_t i;

	for (i = 0; i < k->x->nscope; i++) {
		if ((i > 0 && buf_add(out, ", ", 2, k->e) != 0) ||
		    expr_name_text(k->x->scope[i].name, true, out, k->e) != 0)
			return -1;
	}
	return 0;
}

/* A path that begins with no qualifier and no column. */
static int
unknown_qualifier(struct check *k, const struct ast *a, const char *quoted)
{
	struct buf all = BUF_INIT;
	char list[SHOWN_LIST + 4];

	if (add_qualifiers(k, &all) == 0)
		expr_fail(k->e, a->at, "no column %s; qualifiers are: %s", quoted,
		    shown(&all, list));
	buf_release(&all);
	return -1;
}

/* A qualifier that has no such column, or (q.*) none at all. */
static int
unknown_in_scope(struct check *k, const struct ast *a, const struct among *in)
{
	char scope[160], quoted[160], hint[400];
	struct among own = *in;
	struct buf name = BUF_INIT;
	const char **names;
	size_t n;

	own.scope = a->part[0].text;
	err_quote(scope, sizeof(scope), own.scope, strlen(own.scope));
	if (a->npart == 1)
		return expr_fail(k->e, a->at, "no column of %s is left", scope);
	if ((names = names_of(k, &own, &n)) != NULL &&
	    resolve_join(a, 1, a->npart, &name, k->e) == 0) {
		err_quote(quoted, sizeof(quoted), name.data, name.len - 1);
		expr_fail(k->e, a->part[1].at, "no column %s in %s%s", quoted, scope,
		    near_hint(hint, sizeof(hint), (const char *)name.data, names, n));
	}
	free(names);
	buf_release(&name);
	return -1;
}

/* No column of that name: says which ones are near. */
static int
unknown_column(struct check *k, const struct ast *a, const struct among *in)
{
	char quoted[160], hint[400];
	struct buf name = BUF_INIT;
	const char **names;
	size_t i, n;
	bool implied = false, dotted = a->npart > 1 || a->kind == AST_STAR;

	if (dotted && is_scope(k->x, a->part[0].text))
		return unknown_in_scope(k, a, in);
	if (resolve_join(a, 0, a->npart, &name, k->e) != 0 ||
	    (names = names_of(k, in, &n)) == NULL) {
		buf_release(&name);
		return -1;
	}
	for (i = 0; k->where && i < k->x->noutput; i++)
		implied = implied || strcmp(k->x->output[i].name, (const char *)name.data) == 0;
	err_quote(quoted, sizeof(quoted), name.data, name.len - 1);
	if (implied)
		expr_fail(k->e, a->at, "no column %s; here only names given with AS count "
		    "besides those of the input", quoted);
	else if (dotted && k->x->nscope > 0)
		unknown_qualifier(k, a, quoted);
	else
		expr_fail(k->e, a->at, "no column %s%s", quoted,
		    near_hint(hint, sizeof(hint), (const char *)name.data, names, n));
	free(names);
	buf_release(&name);
	return -1;
}

/* q.name, or the name of a column without a qualifier. */
static int
add_column(const struct expr_output *o, struct buf *out, struct err *e)
{
	if (o->scope != NULL && (expr_name_text(o->scope->name, true, out, e) != 0 ||
	    buf_add(out, ".", 1, e) != 0))
		return -1;
	return expr_name_text(o->name, o->scope == NULL, out, e);
}

/* Whether one of the outputs before i has that qualifier and name, too. */
static bool
is_shown(const struct among *in, size_t i, const char *name)
{
	const struct scope *s = in->list[i].scope;
	size_t j;

	for (j = 0; j < i; j++) {
		const struct scope *t = in->list[j].scope;

		if (is_candidate(in, &in->list[j], name) && (s == t ||
		    (s != NULL && t != NULL && strcmp(s->name, t->name) == 0)))
			return true;
	}
	return false;
}

/* The columns of that name, each qualifier once; returns how many they are, or -1. */
static int
add_candidates(const struct among *in, const char *name, struct buf *out, struct err *e)
{
	size_t i;
	int count = 0;

	for (i = 0; i < in->n; i++) {
		if (!is_candidate(in, &in->list[i], name) || is_shown(in, i, name))
			continue;
		if (count++ > 0 && buf_add(out, ", ", 2, e) != 0)
			return -1;
		if (out->len > SHOWN_LIST)
			break;
		if (add_column(&in->list[i], out, e) != 0)
			return -1;
	}
	return count;
}

/* Several columns of the name are meant: says which, if qualifiers tell them apart. */
static int
ambiguous(struct check *k, const struct ast *a, const struct search *f)
{
	char quoted[160], list[SHOWN_LIST + 4];
	struct buf name = BUF_INIT, all = BUF_INIT;
	size_t parts = k->x->nscope > 0 ? f->several : f->parts > 0 ? f->parts : a->npart;
	int n = 0;

	if (resolve_join(a, f->from, parts, &name, k->e) == 0 && (k->x->nscope == 0 ||
	    (n = add_candidates(&f->in, (const char *)name.data, &all, k->e)) >= 0)) {
		err_quote(quoted, sizeof(quoted), name.data, name.len - 1);
		if (n > 1)
			expr_fail(k->e, a->at, "several columns are named %s: %s", quoted,
			    shown(&all, list));
		else if (n == 1)
			expr_fail(k->e, a->at, "there are several columns %s", shown(&all, list));
		else
			expr_fail(k->e, a->at, "there are several columns %s", quoted);
	}
	buf_release(&name);
	buf_release(&all);
	return -1;
}

/* Checks what search() found; fails with the reason. */
static int
judge(struct check *k, const struct ast *a, const struct search *f)
{
	char quoted[160];
	struct buf name = BUF_INIT, scope = BUF_INIT;
	const char *q = "";

	if (f->several > 0)
		return ambiguous(k, a, f);
	if (f->ways <= 1)
		return 0;
	if (resolve_join(a, f->from, f->parts, &name, k->e) == 0 && (f->from == 0 ||
	    (expr_name_text(a->part[0].text, true, &scope, k->e) == 0 &&
	    buf_add(&scope, ".", 2, k->e) == 0))) {
		err_quote(quoted, sizeof(quoted), name.data, name.len - 1);
		if (scope.len > 0)
			q = (const char *)scope.data;
		expr_fail(k->e, a->at, "this is both column %s and a field of a struct: write "
		    "%.100s`%.100s` for the column, %.100s`%.100s`.%.100s for the field", quoted,
		    q, (const char *)name.data, q, a->part[f->from].text,
		    a->part[f->from + 1].text);
	}
	buf_release(&name);
	buf_release(&scope);
	return -1;
}

/* A column of a qualifier, else any column. */
static int
search_inputs(struct check *k, struct among *in, const struct ast *a, struct search *f)
{
	if (a->npart > 1 && is_scope(k->x, a->part[0].text)) {
		struct among own = *in;

		own.scope = a->part[0].text;
		if (search(&own, a, 1, f, k->e) != 0)
			return -1;
		if (f->near != NULL)
			return 0;
	}
	return search(in, a, 0, f, k->e);
}

int
resolve_name(struct check *k, const struct ast *a, struct found *out)
{
	struct expr *x = k->x;
	struct among in = { .list = k->where ? x->input : x->output,
		.n = k->where ? x->in->nfield : x->noutput };
	const struct among named = { .list = x->output, .n = x->noutput, .given = true };
	struct search f, given = { 0 };
	char quoted[160];

	if (search_inputs(k, &in, a, &f) != 0)
		return -1;
	if (k->where && f.from == 0) {
		if (search(&named, a, 0, &given, k->e) != 0)
			return -1;
		if (f.ways > 0 && given.ways > 0 && (f.output->node != given.output->node ||
		    f.parts != given.parts)) {
			err_quote(quoted, sizeof(quoted), given.output->name,
			    strlen(given.output->name));
			return expr_fail(k->e, a->at, "%s is a column of the input and another "
			    "name given with AS: give another name", quoted);
		}
		if (f.ways == 0 && (given.ways > 0 || f.near == NULL))
			f = given;
	}
	if (f.near == NULL)
		return unknown_column(k, a, &in);
	if (judge(k, a, &f) != 0)
		return -1;
	*out = (struct found){ .output = f.output, .from = f.from, .parts = f.parts };
	if (f.output == NULL) {
		out->output = f.near;
		out->parts = f.near_parts;
	}
	return 0;
}

/* Whether other inputs have that one's name. */
static bool
is_repeated(const struct expr *x, size_t column)
{
	size_t i;

	for (i = 0; i < x->in->nfield; i++) {
		if (i != column && strcmp(x->input[i].name, x->input[column].name) == 0)
			return true;
	}
	return false;
}

const char *
resolve_label(struct expr *x, int32_t column)
{
	const struct expr_output *o = &x->input[column];
	const char *label = o->name;
	struct buf text = BUF_INIT;

	if (o->scope != NULL && is_repeated(x, (size_t)column) &&
	    add_column(o, &text, NULL) == 0) {
		label = arena_dup(&x->arena, text.data, text.len, NULL);
		label = label == NULL ? o->name : label;
	}
	buf_release(&text);
	return label;
}
