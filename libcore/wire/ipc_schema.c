/* ipc_schema.c - a schema from message metadata. */
#include "wire/ipc.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "wire/arrow.h"
#include "wire/ipc_parse.h"
#include "wire/ipc_types.h"

#define DEPTH_MAX 64

/* What is read of a schema beside its fields. */
struct reading {
	struct fb f;
	struct ipc_foreign *all;	/* takes the dictionaries */
};

static int read_field(struct reading *r, const struct fb_table *t, const struct ipc_path *up,
    struct field *out, struct ipc_how *how);

/* Whether a child of how is not plain. */
static bool
any_foreign(const struct ipc_how *how)
{
	uint32_t i;

	for (i = 0; i < how->nchild; i++) {
		if (ipc_how_foreign(&how->child[i]))
			return true;
	}
	return false;
}

/*
 * Fills the fields of v into *field, which holds *n of them so far, on failure too, and how
 * they come into the children of how, which the caller clears on failure.
 */
static int
read_fields(struct reading *r, const struct fb_vec *v, const struct ipc_path *up,
    struct field **field, size_t *n, struct ipc_how *how)
{
	enum ipc_layout own = how->layout;
	struct fb *f = &r->f;
	struct fb_table t;

	*n = 0;
	/* Each field is a table, so what is allocated is bounded by the metadata. */
	if (v->n > f->tables)
		return fb_bad(f, v->at, "too many fields for its size");
	if (v->n == 0)
		return 0;
	if ((*field = mem_zero(v->n, sizeof(**field), f->e)) == NULL ||
	    (how->child = mem_zero(v->n, sizeof(*how->child), f->e)) == NULL)
		return -1;
	for (; *n < v->n; ++*n) {
		if (fb_vec_table(f, v, *n, &t) != 0 ||
		    read_field(r, &t, up, &(*field)[*n], &how->child[*n]) != 0)
			return -1;
		how->late |= how->child[*n].late;
		how->nchild++;
	}
	if (!any_foreign(how)) {
		ipc_how_clear(how);
		how->layout = own;
	}
	return 0;
}

/* The children of a nested type, as many as it must have. */
static int
read_children(struct reading *r, const struct fb_table *t, const struct ipc_path *p,
    struct type *out, struct ipc_how *how)
{
	struct fb *f = &r->f;
	struct field *entries;
	struct fb_vec v;
	size_t n = 0;
	int rc;

	if (fb_vec(f, t, FIELD_CHILDREN, 4, &v) < 0)
		return -1;
	if (!type_is_nested(out->id))
		return v.n == 0 ? 0 : ipc_path_wrong(f, p, "children where the type has none");
	rc = read_fields(r, &v, p, &out->child, &n, how);
	out->nchild = (uint32_t)n;
	if (rc != 0)
		return -1;
	if (out->id != TYPE_STRUCT && n != 1)
		return ipc_path_wrong(f, p, "an array or map without exactly one child");
	if (out->id != TYPE_MAP)
		return 0;
	entries = out->child;
	if (entries->type.id != TYPE_STRUCT || entries->type.nchild != 2)
		return ipc_path_wrong(f, p, "a map of something else than keys and values");
	/* By definition, whatever the flags say. */
	entries->nullable = false;
	entries->type.child[0].nullable = false;
	return 0;
}

static int
read_name(struct fb *f, const struct fb_table *t, struct field *out)
{
	char quoted[128];
	const char *name;
	size_t n;

	if (fb_str(f, t, FIELD_NAME, &name, &n) < 0)
		return -1;
	if (memchr(name, '\0', n) != NULL || utf8_valid_prefix(name, n) != n)
		return err_set(f->e, STATUS_DATA, "column name %s is no text",
		    err_quote(quoted, sizeof(quoted), name, n));
	return (out->name = mem_dup(name, n, f->e)) == NULL ? -1 : 0;
}

/* How the indices of a dictionary come, into how.  0 or -1. */
static int
read_index(struct fb *f, const struct ipc_path *p, const struct fb_table *encoding,
    struct ipc_how *how)
{
	static const enum type_id width[] = { TYPE_TINYINT, TYPE_SMALLINT, TYPE_INT, TYPE_BIGINT };
	int64_t bits = 32, sign = 1;
	struct fb_table t;
	int i, rc;

	if ((rc = fb_sub(f, encoding, ENCODING_INDEX, &t)) < 0)
		return -1;
	if (rc > 0 && (fb_int(f, &t, INT_BITS, 4, 0, &bits) != 0 ||
	    fb_int(f, &t, INT_SIGNED, 1, 0, &sign) != 0))
		return -1;
	for (i = 0; i < 4 && bits != 8 << i; i++)
		;
	if (i == 4)
		return ipc_path_wrong(f, p, "indices of unknown width");
	how->index = width[i];
	how->index_signed = sign != 0;
	return 0;
}

/* Makes how, that of the values in the field out, a dictionary's.  0 or -1. */
static int
read_encoding(struct reading *r, const struct ipc_path *p, const struct fb_table *t,
    const struct field *out, struct ipc_how *how)
{
	struct ipc_how own = { .layout = LAYOUT_DICTIONARY, .late = true };
	char name[256];
	int64_t id, kind;
	int rc;

	if (fb_int(&r->f, t, ENCODING_ID, 8, 0, &id) != 0 ||
	    fb_int(&r->f, t, ENCODING_KIND, 2, 0, &kind) != 0 ||
	    read_index(&r->f, p, t, &own) != 0)
		return -1;
	if (kind != 0)
		return ipc_path_wrong(&r->f, p, "a dictionary of unknown kind");
	ipc_path_name(p, name, sizeof(name));
	if ((rc = ipc_dict_add(r->all, id, out, name, how, &own.at, r->f.e)) == 0)
		return ipc_path_wrong(&r->f, p, "a dictionary that another column has with "
		    "another type");
	if (rc > 0)
		*how = own;
	return rc > 0 ? 0 : -1;
}

/* Reads one field, with its children; leaves out and how empty on failure. */
static int
read_field(struct reading *r, const struct fb_table *t, const struct ipc_path *up,
    struct field *out, struct ipc_how *how)
{
	struct ipc_path p = { .up = up, .depth = up == NULL ? 1 : up->depth + 1 };
	struct fb_table type, encoding;
	struct fb *f = &r->f;
	int64_t code, nullable;
	int rc;

	if (p.depth > DEPTH_MAX)
		return err_set(f->e, STATUS_DATA, "columns nested deeper than %d", DEPTH_MAX);
	if (read_name(f, t, out) != 0 ||
	    fb_int(f, t, FIELD_NULLABLE, 1, 0, &nullable) != 0 ||
	    fb_int(f, t, FIELD_CODE, 1, 0, &code) != 0 ||
	    (rc = fb_sub(f, t, FIELD_TYPE, &type)) < 0)
		goto fail;
	p.name = out->name;
	out->nullable = nullable != 0;
	if (rc == 0 && (ipc_path_wrong(f, &p, "no type"), true))
		goto fail;
	if (ipc_type_read(f, &p, (uint8_t)code, &type, &out->type, &how->layout) != 0)
		goto fail;
	how->late = how->layout == LAYOUT_VIEW;
	if (read_children(r, t, &p, &out->type, how) != 0 ||
	    ipc_pairs_read(f, t, FIELD_META, &out->meta) != 0 ||
	    (rc = fb_sub(f, t, FIELD_DICTIONARY, &encoding)) < 0 ||
	    (rc > 0 && read_encoding(r, &p, &encoding, out, how) != 0))
		goto fail;
	return 0;
fail:
	field_release(out);
	ipc_how_clear(how);
	return -1;
}

/* The schema in table t, and how its columns come. */
static struct schema *
read_schema(struct reading *r, const struct fb_table *t, struct ipc_foreign **how)
{
	struct err *e = r->f.e;
	struct schema *s;
	struct fb_vec v;
	int64_t endian;

	if (fb_int(&r->f, t, SCHEMA_ENDIAN, 2, 0, &endian) != 0 ||
	    fb_vec(&r->f, t, SCHEMA_FIELDS, 4, &v) < 0)
		return NULL;
	if (endian != 0) {
		err_set(e, STATUS_DATA, "a big-endian Arrow stream is not read");
		return NULL;
	}
	if ((r->all = mem_zero(1, sizeof(*r->all), e)) == NULL)
		return NULL;
	if ((s = schema_new(e)) == NULL ||
	    read_fields(r, &v, NULL, &s->field, &s->nfield, &r->all->rows.root) != 0 ||
	    ipc_pairs_read(&r->f, t, SCHEMA_META, &s->meta) != 0 ||
	    ipc_shape_finish(&r->all->rows, s, e) != 0) {
		schema_unref(s);
		s = NULL;
	}
	if (s != NULL && ipc_how_foreign(&r->all->rows.root))
		*how = r->all;
	else
		ipc_foreign_free(r->all);
	return s;
}

struct schema *
ipc_schema_read(const uint8_t *meta, size_t n, struct ipc_foreign **how, struct err *e)
{
	struct ipc_envelope m;
	struct reading r;

	*how = NULL;
	fb_init(&r.f, meta, n, e);
	if (ipc_envelope_read(&r.f, &m) != 0)
		return NULL;
	if (m.type != HEADER_SCHEMA) {
		err_set(e, STATUS_DATA, "the stream does not begin with a schema");
		return NULL;
	}
	return read_schema(&r, &m.header, how);
}

struct schema *
ipc_footer_schema(const uint8_t *footer, size_t n, struct ipc_foreign **how, struct err *e)
{
	struct fb_table root, t;
	struct reading r;
	int rc;

	*how = NULL;
	fb_init(&r.f, footer, n, e);
	if (fb_root(&r.f, &root) != 0 || (rc = fb_sub(&r.f, &root, FOOTER_SCHEMA, &t)) < 0)
		return NULL;
	if (rc == 0) {
		(void)fb_bad(&r.f, root.at, "a footer without a schema");
		return NULL;
	}
	return read_schema(&r, &t, how);
}
