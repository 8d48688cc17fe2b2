/* schema.c - shared schemas and their tree. */
#include "model/schema.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/near.h"
#include "base/term.h"

struct schema *
schema_new(struct err *e)
{
	struct schema *s = mem_zero(1, sizeof(*s), e);

	if (s != NULL)
		atomic_init(&s->refs, 1);
	return s;
}

struct field *
schema_add(struct schema *s, const char *name, const struct type *type, bool nullable,
    struct err *e)
{
	struct field *f;

	f = realloc(s->field, (s->nfield + 1) * sizeof(*f));
	if (f == NULL) {
		err_nomem(e, (s->nfield + 1) * sizeof(*f));
		return NULL;
	}
	s->field = f;
	f += s->nfield;
	if (field_init(f, name, type, nullable, e) != 0)
		return NULL;
	s->nfield++;
	return f;
}

struct field *
schema_add_id(struct schema *s, const char *name, enum type_id id, bool nullable,
    struct err *e)
{
	const struct type t = { .id = id };

	return schema_add(s, name, &t, nullable, e);
}

struct field *
schema_add_field(struct schema *s, const struct field *f, struct err *e)
{
	struct field *new = schema_add(s, f->name, &f->type, f->nullable, e);

	if (new == NULL || meta_copy(&new->meta, &f->meta, e) != 0)
		return NULL;
	return new;
}

/* Whether the mark of f is that word. */
static bool
is_marked(const struct field *f, const char *word)
{
	const char *mark = meta_get(&f->meta, FIELD_IMPLIED);

	return mark != NULL && strcmp(mark, word) == 0;
}

bool
field_is_none(const struct field *f)
{
	return is_marked(f, "none");
}

bool
field_is_implied(const struct field *f)
{
	return is_marked(f, "1") || field_is_none(f);
}

int
field_imply(struct field *f, bool none, struct err *e)
{
	const char *word = none ? "none" : "1";

	meta_remove(&f->meta, FIELD_IMPLIED);
	return meta_add(&f->meta, FIELD_IMPLIED, strlen(FIELD_IMPLIED), word, strlen(word), e);
}

/* s, with or without its implied fields. */
static struct schema *
copy(const struct schema *s, bool implied, struct err *e)
{
	struct schema *out = schema_new(e);
	size_t i;

	if (out == NULL || meta_copy(&out->meta, &s->meta, e) != 0)
		goto fail;
	for (i = 0; i < s->nfield; i++)
		if ((implied || !field_is_implied(&s->field[i])) &&
		    schema_add_field(out, &s->field[i], e) == NULL)
			goto fail;
	return out;
fail:
	schema_unref(out);
	return NULL;
}

struct schema *
schema_copy(const struct schema *s, struct err *e)
{
	return copy(s, true, e);
}

struct schema *
schema_visible(struct schema *s, struct err *e)
{
	size_t i;

	for (i = 0; i < s->nfield && !field_is_implied(&s->field[i]); i++)
		;
	return i == s->nfield ? schema_ref(s) : copy(s, false, e);
}

struct schema *
schema_ref(struct schema *s)
{
	if (s != NULL)
		atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
	return s;
}

void
schema_unref(struct schema *s)
{
	size_t i;

	if (s == NULL)
		return;
	if (atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1)
		return;
	for (i = 0; i < s->nfield; i++)
		field_release(&s->field[i]);
	free(s->field);
	meta_release(&s->meta);
	free(s);
}

int
schema_find(const struct schema *s, const char *name)
{
	int found = -1;
	size_t i;

	for (i = 0; i < s->nfield; i++) {
		if (strcmp(s->field[i].name, name) != 0)
			continue;
		if (found >= 0)
			return -2;
		found = (int)i;
	}
	return found;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp((*(const struct field *const *)a)->name,
	    (*(const struct field *const *)b)->name);
}

const char *
fields_twice(const struct field *f, size_t n)
{
	const struct field **v = n < 2 ? NULL : mem_zero(n, sizeof(*v), NULL);
	const char *name = NULL;

	for (size_t i = 0; v != NULL && i < n; i++)
		v[i] = &f[i];
	if (v != NULL)
		qsort(v, n, sizeof(*v), by_name);
	for (size_t i = 1; v != NULL && i < n && name == NULL; i++)
		if (strcmp(v[i - 1]->name, v[i]->name) == 0)
			name = v[i]->name;
	free(v);
	return name;
}

bool
schema_equal(const struct schema *a, const struct schema *b)
{
	size_t i;

	if (a == b)
		return true;
	if (a->nfield != b->nfield)
		return false;
	for (i = 0; i < a->nfield; i++) {
		if (strcmp(a->field[i].name, b->field[i].name) != 0 ||
		    a->field[i].nullable != b->field[i].nullable ||
		    !type_equal(&a->field[i].type, &b->field[i].type, true))
			return false;
	}
	return true;
}

static int tree_field(const struct field *f, int depth, struct buf *out, struct err *e);

static int
tree_indent(int depth, struct buf *out, struct err *e)
{
	for (; depth > 0; depth--) {
		if (buf_printf(out, e, " |   ") != 0)
			return -1;
	}
	return buf_printf(out, e, " |-- ");
}

/* The lines below a field of a nested type. */
static int
tree_children(const struct type *t, int depth, struct buf *out, struct err *e)
{
	const struct type *child;
	const char *flag;
	char text[32];
	uint32_t i, n;
	const struct field *f;

	if (!type_is_nested(t->id))
		return 0;
	if (t->id == TYPE_STRUCT) {
		for (i = 0; i < t->nchild; i++) {
			if (tree_field(&t->child[i], depth, out, e) != 0)
				return -1;
		}
		return 0;
	}
	f = t->id == TYPE_MAP ? t->child[0].type.child : t->child;
	n = t->id == TYPE_MAP ? 2 : 1;
	for (i = 0; i < n; i++) {
		child = &f[i].type;
		if (tree_indent(depth, out, e) != 0)
			return -1;
		flag = f[i].nullable ? "true" : "false";
		if (t->id == TYPE_ARRAY ?
		    buf_printf(out, e, "element: %s (containsNull = %s)\n",
		    type_tree_name(child, text), flag) != 0 : i == 0 ?
		    buf_printf(out, e, "key: %s\n", type_tree_name(child, text)) != 0 :
		    buf_printf(out, e, "value: %s (valueContainsNull = %s)\n",
		    type_tree_name(child, text), flag) != 0)
			return -1;
		if (tree_children(child, depth + 1, out, e) != 0)
			return -1;
	}
	return 0;
}

static int
tree_field(const struct field *f, int depth, struct buf *out, struct err *e)
{
	char text[32];

	/* A line is a field, whatever its name. */
	if (tree_indent(depth, out, e) != 0 ||
	    term_escape(out, f->name, strlen(f->name), 0, e) != 0 ||
	    buf_printf(out, e, ": %s (nullable = %s)\n",
	    type_tree_name(&f->type, text), f->nullable ? "true" : "false") != 0)
		return -1;
	return tree_children(&f->type, depth + 1, out, e);
}

int
schema_tree(const struct schema *s, struct buf *out, struct err *e)
{
	size_t i;

	if (buf_printf(out, e, "root\n") != 0)
		return -1;
	for (i = 0; i < s->nfield; i++) {
		if (tree_field(&s->field[i], 0, out, e) != 0)
			return -1;
	}
	return 0;
}

const char *
schema_hint(const struct schema *s, const char *name, char *out, size_t outsz)
{
	const char **names;
	size_t i;

	out[0] = '\0';
	if ((names = mem_zero(s->nfield + 1, sizeof(*names), NULL)) == NULL)
		return out;
	for (i = 0; i < s->nfield; i++)
		names[i] = s->field[i].name;
	(void)near_hint(out, outsz, name, names, s->nfield);
	free(names);
	return out;
}
