/* frames_implied.c - implied columns that are NULL in every row of a stream. */
#include "format/frames_implied.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Gives f another type and another mark; takes t. */
static int
remake(struct field *f, struct type *t, const char *mark, size_t n, struct err *e)
{
	type_release(&f->type);
	f->type = *t;
	meta_remove(&f->meta, FIELD_IMPLIED);
	return meta_add(&f->meta, FIELD_IMPLIED, strlen(FIELD_IMPLIED), mark, n, e);
}

int
frames_implied_pack(struct schema *s, struct err *e)
{
	struct buf name = BUF_INIT;
	struct type none = { .id = TYPE_VOID };
	int rc = 0;
	size_t i;

	for (i = 0; i < s->nfield && rc == 0; i++) {
		struct field *f = &s->field[i];

		/* A list of NULLs costs the same whatever is in it: so does giving it back. */
		if (!field_is_none(f) || f->type.id != TYPE_ARRAY)
			continue;
		name.len = 0;
		rc = type_format(&f->type, &name, e);
		if (rc == 0)
			rc = remake(f, &none, (const char *)name.data, name.len, e);
	}
	buf_release(&name);
	return rc;
}

struct column *
frames_implied_columns(const struct batch *b, const struct schema *wire, struct err *e)
{
	struct column *col = mem_zero(wire->nfield, sizeof(*col), e);
	size_t i;

	for (i = 0; col != NULL && i < wire->nfield; i++) {
		if (wire->field[i].type.id != TYPE_VOID ||
		    b->schema->field[i].type.id == TYPE_VOID) {
			col[i] = b->col[i];
		} else if (b->col[i].nulls == b->rows) {
			col[i].rows = col[i].nulls = b->rows;
		} else {
			err_set(e, STATUS_SYSTEM, "column %s has values, against what the schema "
			    "says", wire->field[i].name);
			free(col);
			return NULL;
		}
	}
	return col;
}

/* The type that a null column stands for; false where it is a column of its own. */
static bool
type_meant(const struct field *f, struct type *t)
{
	const char *mark = meta_get(&f->meta, FIELD_IMPLIED);
	bool whole;

	if (f->type.id != TYPE_VOID || mark == NULL || type_parse(&mark, t, NULL) != 0)
		return false;
	whole = *mark == '\0' && t->id == TYPE_ARRAY;
	if (!whole)
		type_release(t);
	return whole;
}

/* Gives field i of s its type t, which is taken. */
static int
unpack_field(struct frames_implied *u, struct schema *s, size_t i, struct type *t, struct err *e)
{
	if (remake(&s->field[i], t, "none", 4, e) != 0)
		return -1;
	if (u->nulls == NULL &&
	    (u->nulls = mem_zero(s->nfield, sizeof(*u->nulls), e)) == NULL)
		return -1;
	return column_nulls(&u->nulls[i], &s->field[i].type, BATCH_ROWS, e);
}

int
frames_implied_init(struct frames_implied *u, struct schema *wire, struct schema **schema,
    struct err *e)
{
	struct schema *s = NULL;
	struct type t;
	size_t i;
	int rc = 0;

	*u = (struct frames_implied){ wire, NULL };
	*schema = NULL;
	for (i = 0; i < wire->nfield && rc == 0; i++) {
		if (!type_meant(&wire->field[i], &t))
			continue;
		if (s == NULL && (s = schema_copy(wire, e)) == NULL) {
			type_release(&t);
			return -1;
		}
		rc = unpack_field(u, s, i, &t, e);
	}
	if (rc != 0)
		schema_unref(s);
	else
		*schema = s != NULL ? s : schema_ref(wire);
	return rc;
}

void
frames_implied_release(struct frames_implied *u)
{
	size_t i;

	for (i = 0; u->nulls != NULL && i < u->wire->nfield; i++)
		column_release(&u->nulls[i]);
	free(u->nulls);
	schema_unref(u->wire);
	*u = (struct frames_implied){ NULL, NULL };
}

int
frames_implied_unpack(const struct frames_implied *u, struct schema *schema, struct batch *b,
    struct err *e)
{
	size_t i;

	if (u->nulls == NULL)
		return 0;
	schema_unref(b->schema);
	b->schema = schema_ref(schema);
	for (i = 0; i < schema->nfield; i++) {
		const struct column *many = &u->nulls[i];
		int rc;

		if (many->rows == 0)
			continue;
		column_release(&b->col[i]);
		rc = b->rows <= many->rows ?
		    column_slice(&b->col[i], &schema->field[i].type, many, 0, b->rows, e) :
		    column_nulls(&b->col[i], &schema->field[i].type, b->rows, e);
		if (rc != 0)
			return -1;
	}
	return 0;
}
