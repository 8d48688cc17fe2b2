/* ipc_schema.c - a schema from message metadata. */
#include "wire/ipc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "wire/arrow.h"
#include "wire/ipc_parse.h"

#define DEPTH_MAX 64

/* The field being read, and those around it, for messages. */
struct path {
	const struct path *up;
	const char *name;
	int depth;
};

/* Appends the dotted name of p, outermost first, as far as it fits. */
static void
path_name(const struct path *p, char *out, size_t outsz)
{
	size_t n;

	if (p->up != NULL) {
		path_name(p->up, out, outsz);
		n = strlen(out);
		if (n + 2 < outsz)
			memcpy(out + n, ".", 2);
	} else {
		out[0] = '\0';
	}
	n = strlen(out);
	if (n + 1 < outsz) {
		size_t len = strlen(p->name);

		if (len > outsz - n - 1)
			len = outsz - n - 1;
		memcpy(out + n, p->name, len);
		out[n + len] = '\0';
	}
}

/* Says that the type what of this field is not read.  Returns -1. */
static int
refuse(struct fb *f, const struct path *p, const char *what)
{
	char name[256], quoted[300];

	path_name(p, name, sizeof(name));
	return err_set(f->e, STATUS_DATA, "column %s: Arrow type %s is not read yet",
	    err_quote(quoted, sizeof(quoted), name, strlen(name)), what);
}

/* Says that the schema contradicts itself about this field.  Returns -1. */
static int
wrong(struct fb *f, const struct path *p, const char *what)
{
	char name[256], quoted[300];

	path_name(p, name, sizeof(name));
	return err_set(f->e, STATUS_DATA, "damaged metadata: column %s: %s",
	    err_quote(quoted, sizeof(quoted), name, strlen(name)), what);
}

static int
read_int(struct fb *f, const struct path *p, const struct fb_table *t, struct type *out)
{
	char what[32];
	int64_t bits, sign;

	if (fb_int(f, t, INT_BITS, 4, 0, &bits) != 0 ||
	    fb_int(f, t, INT_SIGNED, 1, 0, &sign) != 0)
		return -1;
	switch (bits) {
	case 8:
		out->id = TYPE_TINYINT;
		break;
	case 16:
		out->id = TYPE_SMALLINT;
		break;
	case 32:
		out->id = TYPE_INT;
		break;
	case 64:
		out->id = TYPE_BIGINT;
		break;
	default:
		return wrong(f, p, "an integer of unknown width");
	}
	if (sign != 0)
		return 0;
	(void)snprintf(what, sizeof(what), "UInt%d", (int)bits);
	return refuse(f, p, what);
}

static int
read_float(struct fb *f, const struct path *p, const struct fb_table *t, struct type *out)
{
	int64_t precision;

	if (fb_int(f, t, FLOAT_PRECISION, 2, FLOAT_HALF, &precision) != 0)
		return -1;
	if (precision == FLOAT_HALF)
		return refuse(f, p, "Float16");
	if (precision != FLOAT_SINGLE && precision != FLOAT_DOUBLE)
		return wrong(f, p, "a floating point number of unknown precision");
	out->id = precision == FLOAT_SINGLE ? TYPE_FLOAT : TYPE_DOUBLE;
	return 0;
}

static int
read_decimal(struct fb *f, const struct path *p, const struct fb_table *t,
    struct type *out)
{
	int64_t precision, scale, bits;
	char what[64];

	if (fb_int(f, t, DECIMAL_PRECISION, 4, 0, &precision) != 0 ||
	    fb_int(f, t, DECIMAL_SCALE, 4, 0, &scale) != 0 ||
	    fb_int(f, t, DECIMAL_BITS, 4, 128, &bits) != 0)
		return -1;
	if (bits != 32 && bits != 64 && bits != 128 && bits != 256)
		return wrong(f, p, "a decimal of unknown width");
	(void)snprintf(what, sizeof(what), "Decimal%d(%" PRId64 ", %" PRId64 ")",
	    (int)bits, precision, scale);
	if (bits != 128)
		return refuse(f, p, what);
	if (precision < 1 || precision > 38)
		return wrong(f, p, "a decimal of impossible precision");
	if (scale < 0 || scale > precision)
		return refuse(f, p, what);
	out->id = TYPE_DECIMAL;
	out->precision = (uint8_t)precision;
	out->scale = (uint8_t)scale;
	return 0;
}

static int
read_date(struct fb *f, const struct path *p, const struct fb_table *t, struct type *out)
{
	int64_t unit;

	if (fb_int(f, t, DATE_UNIT, 2, DATE_MILLI, &unit) != 0)
		return -1;
	if (unit == DATE_MILLI)
		return refuse(f, p, "Date64");
	if (unit != DATE_DAY)
		return wrong(f, p, "a date of unknown unit");
	out->id = TYPE_DATE;
	return 0;
}

static int
read_timestamp(struct fb *f, const struct path *p, const struct fb_table *t,
    struct type *out)
{
	static const char *const name[] = {
		"Timestamp(second)", "Timestamp(millisecond)", "Timestamp(microsecond)",
		"Timestamp(nanosecond)"
	};
	const char *zone;
	size_t n;
	int64_t unit;

	if (fb_int(f, t, TIMESTAMP_UNIT, 2, UNIT_SECOND, &unit) != 0 ||
	    fb_str(f, t, TIMESTAMP_ZONE, &zone, &n) < 0)
		return -1;
	if (unit < UNIT_SECOND || unit > UNIT_NANO)
		return wrong(f, p, "a timestamp of unknown unit");
	if (unit != UNIT_MICRO)
		return refuse(f, p, name[unit]);
	out->id = n > 0 ? TYPE_TIMESTAMP : TYPE_TIMESTAMP_NTZ;
	/* No zone means UTC in our types, and none at all in Arrow's. */
	if (n == 0 || (n == 3 && memcmp(zone, "UTC", 3) == 0))
		return 0;
	if (memchr(zone, '\0', n) != NULL || utf8_valid_prefix(zone, n) != n)
		return wrong(f, p, "a time zone that is no text");
	return (out->zone = mem_dup(zone, n, f->e)) == NULL ? -1 : 0;
}

static int read_field(struct fb *f, const struct fb_table *t, const struct path *up,
    struct field *out);

/* Fills the fields of v into *field, which holds *n of them so far, on failure too. */
static int
read_fields(struct fb *f, const struct fb_vec *v, const struct path *up,
    struct field **field, size_t *n)
{
	struct fb_table t;

	*n = 0;
	/* Each field is a table, so what is allocated is bounded by the metadata. */
	if (v->n > f->tables)
		return fb_bad(f, v->at, "too many fields for its size");
	if (v->n == 0)
		return 0;
	if ((*field = mem_zero(v->n, sizeof(**field), f->e)) == NULL)
		return -1;
	for (; *n < v->n; ++*n) {
		if (fb_vec_table(f, v, *n, &t) != 0 ||
		    read_field(f, &t, up, &(*field)[*n]) != 0)
			return -1;
	}
	return 0;
}

/* The children of a nested type, as many as it must have. */
static int
read_children(struct fb *f, const struct fb_table *t, const struct path *p,
    struct type *out)
{
	struct field *entries;
	struct fb_vec v;
	size_t n = 0;
	int rc;

	if (fb_vec(f, t, FIELD_CHILDREN, 4, &v) < 0)
		return -1;
	if (!type_is_nested(out->id))
		return v.n == 0 ? 0 : wrong(f, p, "children where the type has none");
	rc = read_fields(f, &v, p, &out->child, &n);
	out->nchild = (uint32_t)n;
	if (rc != 0)
		return -1;
	if (out->id != TYPE_STRUCT && n != 1)
		return wrong(f, p, "an array or map without exactly one child");
	if (out->id != TYPE_MAP)
		return 0;
	entries = out->child;
	if (entries->type.id != TYPE_STRUCT || entries->type.nchild != 2)
		return wrong(f, p, "a map of something else than keys and values");
	/* By definition, whatever the flags say. */
	entries->nullable = false;
	entries->type.child[0].nullable = false;
	return 0;
}

/* The type of a field, without children.  New types of foreign producers come in here. */
static int
read_type(struct fb *f, const struct path *p, int code, const struct fb_table *t,
    struct type *out)
{
	static const char *const later[ARROW_TYPES] = {
		[ARROW_TIME] = "Time", [ARROW_INTERVAL] = "Interval",
		[ARROW_UNION] = "Union", [ARROW_FIXED_BINARY] = "FixedSizeBinary",
		[ARROW_FIXED_LIST] = "FixedSizeList", [ARROW_DURATION] = "Duration",
		[ARROW_LARGE_BINARY] = "LargeBinary", [ARROW_LARGE_UTF8] = "LargeUtf8",
		[ARROW_LARGE_LIST] = "LargeList", [ARROW_RUN_END] = "RunEndEncoded",
		[ARROW_BINARY_VIEW] = "BinaryView", [ARROW_UTF8_VIEW] = "Utf8View",
		[ARROW_LIST_VIEW] = "ListView", [ARROW_LARGE_LIST_VIEW] = "LargeListView"
	};
	static const uint8_t plain[ARROW_TYPES] = {
		[ARROW_NULL] = TYPE_VOID, [ARROW_BINARY] = TYPE_BINARY,
		[ARROW_UTF8] = TYPE_STRING, [ARROW_BOOL] = TYPE_BOOLEAN,
		[ARROW_LIST] = TYPE_ARRAY, [ARROW_STRUCT] = TYPE_STRUCT
	};
	int64_t sorted;

	if (code <= 0 || code >= ARROW_TYPES)
		return wrong(f, p, "an unknown type");
	if (later[code] != NULL)
		return refuse(f, p, later[code]);
	switch (code) {
	case ARROW_INT:
		return read_int(f, p, t, out);
	case ARROW_FLOAT:
		return read_float(f, p, t, out);
	case ARROW_DECIMAL:
		return read_decimal(f, p, t, out);
	case ARROW_DATE:
		return read_date(f, p, t, out);
	case ARROW_TIMESTAMP:
		return read_timestamp(f, p, t, out);
	case ARROW_MAP:
		if (fb_int(f, t, MAP_SORTED, 1, 0, &sorted) != 0)
			return -1;
		out->id = TYPE_MAP;
		out->keys_sorted = sorted != 0;
		return 0;
	default:
		out->id = (enum type_id)plain[code];
		return 0;
	}
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

/* Reads one field, with its children; leaves out empty on failure. */
static int
read_field(struct fb *f, const struct fb_table *t, const struct path *up,
    struct field *out)
{
	struct path p = { .up = up, .depth = up == NULL ? 1 : up->depth + 1 };
	struct fb_table type, dictionary;
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
	if (rc == 0 && (wrong(f, &p, "no type"), true))
		goto fail;
	if ((rc = fb_sub(f, t, FIELD_DICTIONARY, &dictionary)) != 0) {
		if (rc > 0)
			refuse(f, &p, "Dictionary");
		goto fail;
	}
	if (read_type(f, &p, (uint8_t)code, &type, &out->type) != 0 ||
	    read_children(f, t, &p, &out->type) != 0 ||
	    ipc_pairs_read(f, t, FIELD_META, &out->meta) != 0)
		goto fail;
	return 0;
fail:
	field_release(out);
	return -1;
}

struct schema *
ipc_schema_read(const uint8_t *meta, size_t n, struct err *e)
{
	struct ipc_envelope m;
	struct schema *s;
	struct fb_vec v;
	struct fb f;
	int64_t endian;

	fb_init(&f, meta, n, e);
	if (ipc_envelope_read(&f, &m) != 0)
		return NULL;
	if (m.type != HEADER_SCHEMA) {
		err_set(e, STATUS_DATA, "the stream does not begin with a schema");
		return NULL;
	}
	if (fb_int(&f, &m.header, SCHEMA_ENDIAN, 2, 0, &endian) != 0 ||
	    fb_vec(&f, &m.header, SCHEMA_FIELDS, 4, &v) < 0)
		return NULL;
	if (endian != 0) {
		err_set(e, STATUS_DATA, "a big-endian Arrow stream is not read");
		return NULL;
	}
	if ((s = schema_new(e)) == NULL)
		return NULL;
	if (read_fields(&f, &v, NULL, &s->field, &s->nfield) != 0 ||
	    ipc_pairs_read(&f, &m.header, SCHEMA_META, &s->meta) != 0) {
		schema_unref(s);
		return NULL;
	}
	return s;
}
