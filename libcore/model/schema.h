/* schema.h - the fields of a stream: shared, immutable once it is in use. */
#ifndef SLUICE_MODEL_SCHEMA_H
#define SLUICE_MODEL_SCHEMA_H

#include <stdatomic.h>

#include "model/type.h"

struct schema {
	atomic_int refs;
	size_t nfield;
	struct field *field;
	struct meta meta;
};

/* An empty schema with one reference, to be filled before it is shared. */
struct schema *schema_new(struct err *e);

/* Appends a field with a copy of type; returns it (valid until the next add) or NULL. */
struct field *schema_add(struct schema *s, const char *name, const struct type *type,
    bool nullable, struct err *e);

/* As schema_add for a type without parameters. */
struct field *schema_add_id(struct schema *s, const char *name, enum type_id id,
    bool nullable, struct err *e);

/* Appends a copy of f, metadata included. */
struct field *schema_add_field(struct schema *s, const struct field *f, struct err *e);

/*
 * A field that came along although nobody asked for it, such as the headers of records:
 * all that stands for every column passes it on as such, and what is shown or kept in a
 * file leaves it out.  Named it is a field as any other.  The mark is its metadata,
 * FIELD_IMPLIED=1 (sluice-frames(5)), or FIELD_IMPLIED=none where it is NULL in every row.
 */
#define FIELD_IMPLIED "sluice.implied"
bool field_is_implied(const struct field *f);
bool field_is_none(const struct field *f);
int field_imply(struct field *f, bool none, struct err *e);

/* A copy of s with one reference, to be changed before it is shared, or NULL. */
struct schema *schema_copy(const struct schema *s, struct err *e);

/* s without its implied fields: a reference to s itself where it has none, or NULL. */
struct schema *schema_visible(struct schema *s, struct err *e);

struct schema *schema_ref(struct schema *s);
void schema_unref(struct schema *s);

/* Index of the only field of that exact name; -1 none, -2 several. */
int schema_find(const struct schema *s, const char *name);

/* A name that two of the n fields at f have (exactly), or NULL. */
const char *fields_twice(const struct field *f, size_t n);

/* Same field names, types and nullability, in order; metadata never counts. */
bool schema_equal(const struct schema *a, const struct schema *b);

/* Appends Spark's printSchema text: "root\n |-- key: binary (nullable = true)\n". */
int schema_tree(const struct schema *s, struct buf *out, struct err *e);

/* near_hint() of the names of the fields. */
const char *schema_hint(const struct schema *s, const char *name, char *out, size_t outsz);

#endif
