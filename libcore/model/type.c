/* type.c - building, copying and comparing types. */
#include "model/type.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

size_t
type_width(enum type_id id)
{
	static const uint8_t width[TYPE_COUNT] = {
		[TYPE_TINYINT] = 1, [TYPE_SMALLINT] = 2, [TYPE_INT] = 4,
		[TYPE_BIGINT] = 8, [TYPE_FLOAT] = 4, [TYPE_DOUBLE] = 8,
		[TYPE_DECIMAL] = 16, [TYPE_DATE] = 4, [TYPE_TIMESTAMP] = 8,
		[TYPE_TIMESTAMP_NTZ] = 8
	};

	return width[id];
}

bool
type_is_integer(enum type_id id)
{
	return id >= TYPE_TINYINT && id <= TYPE_BIGINT;
}

bool
type_is_number(enum type_id id)
{
	return id >= TYPE_TINYINT && id <= TYPE_DECIMAL;
}

bool
type_is_bytes(enum type_id id)
{
	return id == TYPE_STRING || id == TYPE_BINARY;
}

bool
type_is_nested(enum type_id id)
{
	return id >= TYPE_ARRAY;
}

static bool
zone_equal(const char *a, const char *b)
{
	return strcmp(a == NULL ? "UTC" : a, b == NULL ? "UTC" : b) == 0;
}

bool
type_equal(const struct type *a, const struct type *b, bool strict)
{
	uint32_t i;

	if (a->id != b->id || a->nchild != b->nchild)
		return false;
	if (a->id == TYPE_DECIMAL && (a->precision != b->precision || a->scale != b->scale))
		return false;
	if (strict && a->id == TYPE_TIMESTAMP && !zone_equal(a->zone, b->zone))
		return false;
	for (i = 0; i < a->nchild; i++) {
		if (!type_equal(&a->child[i].type, &b->child[i].type, strict))
			return false;
		/* The names inside arrays and maps differ by producer and mean nothing. */
		if (a->id == TYPE_STRUCT && strcmp(a->child[i].name, b->child[i].name) != 0)
			return false;
		if (strict && a->child[i].nullable != b->child[i].nullable)
			return false;
	}
	return true;
}

int
type_copy(struct type *out, const struct type *in, struct err *e)
{
	uint32_t i;

	*out = *in;
	out->child = NULL;
	out->nchild = 0;
	out->zone = NULL;
	if (in->zone != NULL && (out->zone = mem_dup(in->zone, strlen(in->zone), e)) == NULL)
		return -1;
	if (in->nchild == 0)
		return 0;
	if ((out->child = mem_zero(in->nchild, sizeof(*out->child), e)) == NULL)
		goto fail;
	for (i = 0; i < in->nchild; i++) {
		if (field_copy(&out->child[i], &in->child[i], e) != 0)
			goto fail;
		out->nchild = i + 1;
	}
	return 0;
fail:
	type_release(out);
	return -1;
}

void
type_release(struct type *t)
{
	uint32_t i;

	for (i = 0; i < t->nchild; i++)
		field_release(&t->child[i]);
	free(t->child);
	free(t->zone);
	memset(t, 0, sizeof(*t));
}

int
field_init(struct field *f, const char *name, const struct type *type, bool nullable,
    struct err *e)
{
	memset(f, 0, sizeof(*f));
	f->nullable = nullable;
	if ((f->name = mem_dup(name, strlen(name), e)) == NULL)
		return -1;
	if (type_copy(&f->type, type, e) != 0) {
		free(f->name);
		f->name = NULL;
		return -1;
	}
	return 0;
}

int
field_copy(struct field *out, const struct field *in, struct err *e)
{
	if (field_init(out, in->name, &in->type, in->nullable, e) != 0)
		return -1;
	if (meta_copy(&out->meta, &in->meta, e) != 0) {
		field_release(out);
		return -1;
	}
	return 0;
}

void
field_release(struct field *f)
{
	free(f->name);
	f->name = NULL;
	type_release(&f->type);
	meta_release(&f->meta);
}

/* Appends a child field made of the parts to t. */
static int
add_child(struct type *t, const char *name, const struct type *type, bool nullable,
    struct err *e)
{
	struct field *child;

	child = realloc(t->child, (t->nchild + 1) * sizeof(*child));
	if (child == NULL)
		return err_nomem(e, (t->nchild + 1) * sizeof(*child));
	t->child = child;
	if (field_init(&child[t->nchild], name, type, nullable, e) != 0)
		return -1;
	t->nchild++;
	return 0;
}

int
type_array(struct type *t, const struct type *element, bool contains_null, struct err *e)
{
	memset(t, 0, sizeof(*t));
	t->id = TYPE_ARRAY;
	if (add_child(t, "element", element, contains_null, e) == 0)
		return 0;
	type_release(t);
	return -1;
}

int
type_map(struct type *t, const struct type *key, const struct type *value,
    bool value_contains_null, struct err *e)
{
	struct type entry = { .id = TYPE_STRUCT };
	int rc;

	memset(t, 0, sizeof(*t));
	t->id = TYPE_MAP;
	rc = add_child(&entry, "key", key, false, e) != 0 ||
	    add_child(&entry, "value", value, value_contains_null, e) != 0 ||
	    add_child(t, "entries", &entry, false, e) != 0;
	type_release(&entry);
	if (rc == 0)
		return 0;
	type_release(t);
	return -1;
}

int
type_struct_add(struct type *t, const struct field *f, struct err *e)
{
	if (add_child(t, f->name, &f->type, f->nullable, e) != 0)
		return -1;
	return meta_copy(&t->child[t->nchild - 1].meta, &f->meta, e);
}

int
meta_add(struct meta *m, const void *key, size_t keylen, const void *value,
    size_t vallen, struct err *e)
{
	struct meta_pair *pair;

	pair = realloc(m->pair, (m->n + 1) * sizeof(*pair));
	if (pair == NULL)
		return err_nomem(e, (m->n + 1) * sizeof(*pair));
	m->pair = pair;
	pair += m->n;
	pair->keylen = keylen;
	pair->vallen = vallen;
	if ((pair->key = mem_dup(key, keylen, e)) == NULL)
		return -1;
	if ((pair->value = mem_dup(value, vallen, e)) == NULL) {
		free(pair->key);
		return -1;
	}
	m->n++;
	return 0;
}

int
meta_copy(struct meta *out, const struct meta *in, struct err *e)
{
	size_t i;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < in->n; i++) {
		if (meta_add(out, in->pair[i].key, in->pair[i].keylen,
		    in->pair[i].value, in->pair[i].vallen, e) != 0) {
			meta_release(out);
			return -1;
		}
	}
	return 0;
}

const char *
meta_get(const struct meta *m, const char *key)
{
	size_t i, n = strlen(key);

	for (i = 0; i < m->n; i++) {
		if (m->pair[i].keylen == n && memcmp(m->pair[i].key, key, n) == 0)
			return m->pair[i].value;
	}
	return NULL;
}

void
meta_remove(struct meta *m, const char *key)
{
	size_t i, kept = 0, n = strlen(key);

	for (i = 0; i < m->n; i++) {
		if (m->pair[i].keylen == n && memcmp(m->pair[i].key, key, n) == 0) {
			free(m->pair[i].key);
			free(m->pair[i].value);
		} else {
			m->pair[kept++] = m->pair[i];
		}
	}
	m->n = kept;
}

void
meta_release(struct meta *m)
{
	size_t i;

	for (i = 0; i < m->n; i++) {
		free(m->pair[i].key);
		free(m->pair[i].value);
	}
	free(m->pair);
	memset(m, 0, sizeof(*m));
}
