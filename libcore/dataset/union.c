/* union.c - the schemas of several inputs as one. */
#include "dataset/union.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dataset/widen.h"

#define PIPE " (the columns of a pipe are known in its turn only: name it first, or give " \
	"--union-by-name)"

/* A union that is being made: in the place of the one that is there once all fit. */
struct adding {
	struct schemas *u;
	struct schema *all;
	const struct schema *s;
	const char *name;
	bool *found;		/* by column of all; those beyond u->all are new */
	bool *changed;		/* by column of u->all */
};

static const char *
quote(const char *name, char out[100])
{
	return err_quote(out, 100, name, strlen(name));
}

static int
refuse_types(const struct adding *a, size_t i, const struct field *f, const char *why,
    struct err *e)
{
	char was[200], is[200];
	const struct field *old = &a->u->all->field[i];

	return err_set(e, STATUS_DATA, "%s: column %s is %s, in %s it is %s%s", a->name, f->name,
	    type_string(&f->type, is, sizeof(is)), a->u->from[i],
	    type_string(&old->type, was, sizeof(was)), why);
}

/* Column f of the new input belongs to column i of all. */
static int
merge(struct adding *a, size_t i, const struct field *f, struct err *e)
{
	struct field *to = &a->all->field[i];
	const struct field *old = &a->u->all->field[i];
	char q[100];
	int rc;

	if (a->found[i])
		return err_set(e, STATUS_DATA, "%s: column %s occurs twice", a->name,
		    quote(f->name, q));
	a->found[i] = true;
	if ((rc = widen_type(&to->type, &f->type, a->u->conf.missing, e)) != 1)
		return rc != 0 ? -1 : refuse_types(a, i, f, "", e);
	to->nullable = to->nullable || f->nullable || f->type.id == TYPE_VOID;
	a->changed[i] = !type_equal(&to->type, &old->type, true);
	if (a->u->closed && a->changed[i])
		return refuse_types(a, i, f, PIPE, e);
	if (a->u->closed && to->nullable && !old->nullable)
		return err_set(e, STATUS_DATA, "%s: column %s may be NULL, which it may not in "
		    "%s" PIPE, a->name, quote(f->name, q), a->u->from[i]);
	return a->u->conf.same == NULL ? 0 :
	    a->u->conf.same(old, a->u->from[i], f, a->name, e);
}

static int
add_new(struct adding *a, const struct field *f, struct err *e)
{
	struct field *to;
	char q[100];

	if (!a->u->conf.missing || a->u->closed)
		return err_set(e, STATUS_DATA, "%s: column %s is not in %s%s", a->name,
		    quote(f->name, q), a->u->all->nfield > 0 ? a->u->from[0] : "the one before",
		    a->u->conf.missing ? PIPE : " (--union-by-name takes the columns of all)");
	if ((to = schema_add_field(a->all, f, e)) == NULL)
		return -1;
	to->nullable = true;
	return 0;
}

static int
add_columns(struct adding *a, struct err *e)
{
	const size_t old = a->u->all->nfield;
	char q[100];

	for (size_t k = 0; k < a->s->nfield; k++) {
		const struct field *f = &a->s->field[k];
		int i = widen_find(a->u->all->field, old, f->name);

		if (i == -2)
			return err_set(e, STATUS_DATA, "%s: column %s may be several of those in "
			    "%s", a->name, quote(f->name, q), a->u->from[0]);
		if (i == -1 ? add_new(a, f, e) != 0 : merge(a, (size_t)i, f, e) != 0)
			return -1;
	}
	for (size_t i = 0; i < old; i++) {
		if (a->found[i])
			continue;
		if (!a->u->conf.missing)
			return err_set(e, STATUS_DATA, "%s: no column %s, which %s has "
			    "(--union-by-name makes it NULL)", a->name,
			    quote(a->u->all->field[i].name, q), a->u->from[i]);
		a->all->field[i].nullable = true;
	}
	return 0;
}

/* Which input the types of all columns come from. */
static int
name_inputs(struct adding *a, size_t old, struct err *e)
{
	struct schemas *u = a->u;
	char **from = mem_zero(a->all->nfield + 1, sizeof(*from), e);

	if (from == NULL)
		return -1;
	for (size_t i = 0; i < a->all->nfield; i++) {
		bool is_new = i >= old || a->changed[i];
		const char *name = is_new ? a->name : u->from[i];

		if ((from[i] = mem_dup(name, strlen(name), e)) == NULL) {
			while (i-- > 0)
				free(from[i]);
			free(from);
			return -1;
		}
	}
	for (size_t i = 0; i < old; i++)
		free(u->from[i]);
	free(u->from);
	u->from = from;
	return 0;
}

static int
add_first(struct schemas *u, const struct schema *s, const char *name, struct err *e)
{
	struct adding a = { .u = u, .name = name };

	if ((a.all = schema_copy(s, e)) == NULL)
		return -1;
	if (name_inputs(&a, 0, e) != 0) {
		schema_unref(a.all);
		return -1;
	}
	u->all = a.all;
	return 0;
}

static int
same_fields(const struct schemas *u, const struct schema *s, const char *name, struct err *e)
{
	for (size_t i = 0; u->conf.same != NULL && i < s->nfield; i++)
		if (u->conf.same(&u->all->field[i], u->from[i], &s->field[i], name, e) != 0)
			return -1;
	return 0;
}

int
union_add(struct schemas *u, const struct schema *s, const char *name, struct err *e)
{
	struct adding a = { .u = u, .s = s, .name = name };
	int rc = -1;

	if (u->all == NULL)
		return add_first(u, s, name, e);
	if (schema_equal(u->all, s))
		return same_fields(u, s, name, e);
	if ((a.all = schema_copy(u->all, e)) != NULL &&
	    (a.found = mem_zero(u->all->nfield + 1, sizeof(bool), e)) != NULL &&
	    (a.changed = mem_zero(u->all->nfield + 1, sizeof(bool), e)) != NULL &&
	    add_columns(&a, e) == 0)
		rc = 0;
	if (rc == 0 && !u->closed && (rc = name_inputs(&a, u->all->nfield, e)) == 0) {
		schema_unref(u->all);
		u->all = a.all;
		a.all = NULL;
	}
	schema_unref(a.all);
	free(a.found);
	free(a.changed);
	return rc;
}

void
union_release(struct schemas *u)
{
	for (size_t i = 0; u->all != NULL && i < u->all->nfield; i++)
		free(u->from[i]);
	free(u->from);
	schema_unref(u->all);
	memset(u, 0, sizeof(*u));
}

/* -- rows -- */

int *
union_places(const struct schema *all, const struct schema *s, bool *same, struct err *e)
{
	int *place = NULL;

	*same = schema_equal(all, s);
	if (*same || (place = mem_zero(all->nfield + 1, sizeof(*place), e)) == NULL)
		return NULL;
	for (size_t i = 0; i < all->nfield; i++)
		place[i] = -1;
	for (size_t k = 0; k < s->nfield; k++) {
		int i = widen_find(all->field, all->nfield, s->field[k].name);

		if (i >= 0)
			place[i] = (int)k;
	}
	return place;
}

/* Column i of all from b: moved where it is of that type. */
static int
take_column(struct column *out, const struct type *to, int at, bool used, struct batch *b,
    struct err *e)
{
	const struct type *from;

	if (at < 0 && used)
		return column_nulls(out, to, b->rows, e);
	if (at < 0) {
		column_absent(out, b->rows);
		return 0;
	}
	from = &b->schema->field[at].type;
	if (!type_equal(to, from, false))
		return widen_column(out, to, &b->col[at], from, e);
	*out = b->col[at];
	memset(&b->col[at], 0, sizeof(*out));
	return 0;
}

struct batch *
union_batch(struct schema *all, const int *place, const bool *used, struct batch *b,
    struct err *e)
{
	struct batch *out = batch_new(all, b->rows, e);

	for (size_t i = 0; out != NULL && i < all->nfield; i++)
		if (take_column(&out->col[i], &all->field[i].type, place[i],
		    used == NULL || used[i], b, e) != 0) {
			batch_free(out);
			out = NULL;
		}
	if (out != NULL)
		batch_inherit(out, b);
	batch_free(b);
	return out;
}
