/* ipc_shape.c - how the rows of a schema come. */
#include <stdlib.h>

#include "base/mem.h"
#include "wire/ipc.h"
#include "wire/ipc_foreign.h"

/* They are looked for one by one. */
#define DICTIONARIES_MAX 65536

const struct ipc_how ipc_plain = { .layout = LAYOUT_PLAIN };

void
ipc_how_clear(struct ipc_how *how)
{
	uint32_t i;

	for (i = 0; i < how->nchild; i++)
		ipc_how_clear(&how->child[i]);
	free(how->child);
	*how = ipc_plain;
}

/* Gives t, of what comes as how, the type as which it is stored, and numbers the views. */
static void
store_type(struct ipc_shape *shape, struct ipc_how *how, struct type *t)
{
	uint32_t i;

	if (how->layout == LAYOUT_VIEW) {
		how->at = shape->nview++;
		*t = (struct type){ .id = TYPE_DECIMAL, .precision = 38 };
	} else if (how->layout == LAYOUT_DICTIONARY) {
		type_release(t);
		*t = (struct type){ .id = how->index };
	}
	for (i = 0; i < how->nchild; i++) {
		if (how->child[i].late)
			store_type(shape, &how->child[i], &t->child[i].type);
	}
}

int
ipc_shape_finish(struct ipc_shape *shape, const struct schema *s, struct err *e)
{
	struct ipc_how *how;
	uint32_t i;

	if (!shape->root.late)
		return 0;
	if ((shape->stored = schema_copy(s, e)) == NULL)
		return -1;
	for (i = 0; i < shape->root.nchild; i++) {
		how = &shape->root.child[i];
		if (how->late)
			store_type(shape, how, &shape->stored->field[i].type);
	}
	return 0;
}

void
ipc_shape_release(struct ipc_shape *shape)
{
	ipc_how_clear(&shape->root);
	schema_unref(shape->stored);
	shape->stored = NULL;
}

void
ipc_foreign_free(struct ipc_foreign *f)
{
	uint32_t i;

	if (f == NULL)
		return;
	ipc_shape_release(&f->rows);
	for (i = 0; i < f->ndict; i++) {
		schema_unref(f->dict[i].values);
		ipc_shape_release(&f->dict[i].shape);
	}
	free(f->dict);
	free(f);
}

static void
truncate_ns(struct ipc_how *how)
{
	uint32_t i;

	if (how->layout == LAYOUT_NANO)
		how->layout = LAYOUT_NANO_CUT;
	for (i = 0; i < how->nchild; i++)
		truncate_ns(&how->child[i]);
}

void
ipc_foreign_truncate(struct ipc_foreign *f)
{
	uint32_t i;

	if (f == NULL)
		return;
	truncate_ns(&f->rows.root);
	for (i = 0; i < f->ndict; i++)
		truncate_ns(&f->dict[i].shape.root);
}

bool
ipc_foreign_indexed(const struct ipc_foreign *f)
{
	return f != NULL && f->ndict > 0;
}

int64_t
ipc_dict_find(const struct ipc_foreign *f, int64_t id)
{
	uint32_t i;

	/* Writers number them from 0. */
	if (id >= 0 && id < f->ndict && f->dict[id].id == id)
		return id;
	for (i = 0; i < f->ndict; i++) {
		if (f->dict[i].id == id)
			return i;
	}
	return -1;
}

static bool
same_how(const struct ipc_how *a, const struct ipc_how *b)
{
	uint32_t i;

	if (a->layout != b->layout || a->nchild != b->nchild ||
	    (a->layout == LAYOUT_DICTIONARY && (a->at != b->at || a->index != b->index ||
	    a->index_signed != b->index_signed)))
		return false;
	for (i = 0; i < a->nchild; i++) {
		if (!same_how(&a->child[i], &b->child[i]))
			return false;
	}
	return true;
}

/* Makes the root of shape one of a single field that comes as how, which is taken. */
static int
shape_one(struct ipc_shape *shape, struct ipc_how *how, struct err *e)
{
	if (!ipc_how_foreign(how))
		return 0;
	if ((shape->root.child = mem_zero(1, sizeof(*how), e)) == NULL)
		return -1;
	shape->root.nchild = 1;
	shape->root.late = how->late;
	shape->root.child[0] = *how;
	*how = ipc_plain;
	return 0;
}

int
ipc_dict_add(struct ipc_foreign *f, int64_t id, const struct field *field, const char *name,
    struct ipc_how *how, uint32_t *at, struct err *e)
{
	int64_t known = ipc_dict_find(f, id);
	struct ipc_dict_type *d;

	if (known >= 0) {
		d = &f->dict[known];
		*at = (uint32_t)known;
		known = type_equal(&d->values->field[0].type, &field->type, true) &&
		    same_how(ipc_child(&d->shape.root, 0), how);
		ipc_how_clear(how);
		return (int)known;
	}
	if (f->ndict == DICTIONARIES_MAX)
		return err_set(e, STATUS_DATA, "more than %d dictionaries", DICTIONARIES_MAX);
	if (mem_grow(&f->dict, &f->capdict, f->ndict + 1, sizeof(*f->dict), e) != 0)
		return -1;
	d = &f->dict[f->ndict];
	*d = (struct ipc_dict_type){ .id = id, .values = schema_new(e) };
	if (d->values == NULL)
		return -1;
	*at = f->ndict++;
	if (schema_add(d->values, name, &field->type, true, e) == NULL ||
	    shape_one(&d->shape, how, e) != 0)
		return -1;
	return ipc_shape_finish(&d->shape, d->values, e) == 0 ? 1 : -1;
}
