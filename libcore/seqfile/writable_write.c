/* writable_write.c - columns into serialized items. */
#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "seqfile/vint.h"
#include "seqfile/writable_impl.h"

/* -- which class -- */

/* Whether items of w can hold values of type t; that each value fits is seen later. */
static bool
fits(const struct writable *w, const struct type *t)
{
	if (t->id == TYPE_VOID || w->id == WRITABLE_NULL)
		return true;
	if (!writable_known(w))
		return w->id == WRITABLE_RAW ? type_is_bytes(t->id) : t->id == TYPE_BINARY;
	switch (w->id) {
	case WRITABLE_BOOLEAN:
		return t->id == TYPE_BOOLEAN;
	case WRITABLE_FLOAT:
		return t->id == TYPE_FLOAT;
	case WRITABLE_DOUBLE:
		return t->id == TYPE_FLOAT || t->id == TYPE_DOUBLE;
	case WRITABLE_TEXT:
	case WRITABLE_BYTES:
	case WRITABLE_UTF8:
		return type_is_bytes(t->id);
	case WRITABLE_MD5:
		return t->id == TYPE_BINARY;
	case WRITABLE_ARRAY_PRIMITIVE:
		return t->id == TYPE_ARRAY && *writable_word(w->child[0].id) != '\0' &&
		    fits(&w->child[0], &t->child[0].type);
	case WRITABLE_ARRAY:
		return t->id == TYPE_ARRAY && fits(&w->child[0], &t->child[0].type);
	case WRITABLE_ARRAY_2D:
		return t->id == TYPE_ARRAY && t->child[0].type.id == TYPE_ARRAY &&
		    fits(&w->child[0], &t->child[0].type.child[0].type);
	case WRITABLE_MAP:
	case WRITABLE_SORTED_MAP:
		return t->id == TYPE_MAP &&
		    fits(&w->child[0], &t->child[0].type.child[0].type) &&
		    fits(&w->child[1], &t->child[0].type.child[1].type);
	default:
		return type_is_integer(t->id);
	}
}

/* The class of values that have no class of their own; WRITABLE_RAW: none. */
static enum writable_id
by_type(enum type_id id)
{
	switch (id) {
	case TYPE_VOID:
		return WRITABLE_NULL;
	case TYPE_BOOLEAN:
		return WRITABLE_BOOLEAN;
	case TYPE_TINYINT:
		return WRITABLE_BYTE;
	case TYPE_SMALLINT:
		return WRITABLE_SHORT;
	case TYPE_INT:
		return WRITABLE_INT;
	case TYPE_BIGINT:
		return WRITABLE_LONG;
	case TYPE_FLOAT:
		return WRITABLE_FLOAT;
	case TYPE_DOUBLE:
		return WRITABLE_DOUBLE;
	case TYPE_STRING:
		return WRITABLE_TEXT;
	case TYPE_BINARY:
		return WRITABLE_BYTES;
	case TYPE_MAP:
		return WRITABLE_MAP;
	case TYPE_ARRAY:
		return WRITABLE_ARRAY;
	default:
		return WRITABLE_RAW;
	}
}

/* Sets w, which is empty, to the class by type; *bad becomes a type that has none. */
static int
choose(struct writable *w, const struct type *t, const struct type **bad, struct err *e)
{
	const struct type *inner;

	w->id = by_type(t->id);
	if (w->id == WRITABLE_RAW) {
		*bad = t;
		return 0;
	}
	if (!type_is_nested(t->id))
		return 0;
	if (writable_children(w, e) != 0)
		return -1;
	inner = &t->child[0].type;
	if (t->id == TYPE_MAP)
		return choose(&w->child[0], &inner->child[0].type, bad, e) != 0 ||
		    choose(&w->child[1], &inner->child[1].type, bad, e) != 0 ? -1 : 0;
	if (inner->id >= TYPE_BOOLEAN && inner->id <= TYPE_DOUBLE)
		w->id = WRITABLE_ARRAY_PRIMITIVE;
	/* ArrayWritable of NullWritable would tell its length and nothing else. */
	if (inner->id == TYPE_VOID)
		*bad = t;
	return choose(&w->child[0], inner, bad, e);
}

/*
 * Adds what the name of a class left open as the type of the column has it: elements,
 * keys and values; a class that nobody knows is taken for an ArrayWritable of its own.
 */
static int
complete(struct writable *w, const struct type *t, const struct type **bad, struct err *e)
{
	struct writable by = { .id = WRITABLE_RAW };

	if (writable_known(w) || w->child != NULL ||
	    (t->id != TYPE_ARRAY && t->id != TYPE_MAP))
		return 0;
	if (w->id == WRITABLE_RAW && t->id == TYPE_ARRAY)
		w->id = WRITABLE_ARRAY;
	if (choose(&by, t, bad, e) != 0) {
		writable_release(&by);
		return -1;
	}
	if (w->id != WRITABLE_ARRAY_2D && w->id != WRITABLE_RAW) {
		w->child = by.child;
		by.child = NULL;
	}
	writable_release(&by);
	return 0;
}

/* Sets w to the class of that name: 1 when it fits, 0 when not, -1. */
static int
take_hint(struct writable *w, const struct type *t, const char *hint, struct err *e)
{
	const size_t raw = strlen(WRITABLE_META_RAW);
	const struct type *bad = NULL;
	char *name;

	if (strncmp(hint, WRITABLE_META_RAW, raw) == 0) {
		if (t->id != TYPE_BINARY)
			return 0;
		if ((name = mem_dup(hint + raw, strcspn(hint + raw, "<"), e)) == NULL)
			return -1;
		w->name = name;
		return 1;
	}
	if (writable_parse(w, hint, e) != 0)
		return -1;
	if (complete(w, t, &bad, e) == 0 && bad == NULL && fits(w, t))
		return 1;
	writable_release(w);
	return 0;
}

int
writable_for(struct writable *w, const struct field *f, const char *hint, bool must,
    struct err *e)
{
	const struct type *bad = NULL;
	char a[100], b[100];
	int rc;

	memset(w, 0, sizeof(*w));
	if (hint != NULL) {
		if ((rc = take_hint(w, &f->type, hint, must ? e : NULL)) == 1)
			return 0;
		if (must)
			return rc < 0 ? -1 : err_set(e, STATUS_USAGE, "column %s is %s, which %s "
			    "cannot hold", f->name, type_string(&f->type, a, sizeof(a)), hint);
	}
	if (choose(w, &f->type, &bad, e) != 0) {
		writable_release(w);
		return -1;
	}
	if (bad == NULL)
		return 0;
	writable_release(w);
	if (bad == &f->type)
		return err_set(e, STATUS_USAGE, "column %s is %s, for which Hadoop has no "
		    "Writable: cast it", f->name, type_string(bad, a, sizeof(a)));
	return err_set(e, STATUS_USAGE, "column %s is %s: Hadoop has no Writable for %s: cast it",
	    f->name, type_string(&f->type, a, sizeof(a)), type_string(bad, b, sizeof(b)));
}

/* -- values -- */

static int put(const struct writable *w, const struct type *t, const struct column *c,
    int64_t row, struct buf *out, struct err *e);

static int
no_null(const struct writable *w, struct err *e)
{
	return err_set(e, STATUS_DATA, "NULL, which %s cannot hold", writable_short(w));
}

/* Appends the low size bytes of v, big-endian. */
static int
put_fixed(int64_t v, size_t size, struct buf *out, struct err *e)
{
	uint8_t b[8];

	seq_put_i64(b, v);
	return buf_add(out, b + 8 - size, size, e);
}

static int
put_integer(const struct writable *w, int64_t v, struct buf *out, struct err *e)
{
	static const struct { int64_t least, most; } range[WRITABLE_COUNT] = {
		[WRITABLE_BOOLEAN] = { 0, 1 }, [WRITABLE_CHAR] = { 0, UINT16_MAX },
		[WRITABLE_BYTE] = { INT8_MIN, INT8_MAX },
		[WRITABLE_SHORT] = { INT16_MIN, INT16_MAX },
		[WRITABLE_INT] = { INT32_MIN, INT32_MAX },
		[WRITABLE_VINT] = { INT32_MIN, INT32_MAX },
		[WRITABLE_LONG] = { INT64_MIN, INT64_MAX },
		[WRITABLE_VLONG] = { INT64_MIN, INT64_MAX },
	};
	uint8_t b[VLONG_MAX];

	if (v < range[w->id].least || v > range[w->id].most)
		return err_set(e, STATUS_DATA, "%" PRId64 " is out of the range of %s", v,
		    writable_short(w));
	if (w->id == WRITABLE_VINT || w->id == WRITABLE_VLONG)
		return buf_add(out, b, vlong_put(b, v), e);
	return put_fixed(v, writable_class(w->id)->size, out, e);
}

static int
put_float(const struct writable *w, const struct type *t, const struct column *c,
    int64_t row, struct buf *out, struct err *e)
{
	double d = t->id == TYPE_FLOAT ? (double)((const float *)c->values)[row] :
	    ((const double *)c->values)[row];
	float f = (float)d;
	int32_t low;
	int64_t bits;

	if (w->id == WRITABLE_FLOAT) {
		memcpy(&low, &f, sizeof(low));
		return put_fixed(low, sizeof(low), out, e);
	}
	memcpy(&bits, &d, sizeof(bits));
	return put_fixed(bits, sizeof(bits), out, e);
}

/* Appends UTF-8 as UTF8 has it: a character past the first 65536 as two surrogates. */
static int
put_utf8(const uint8_t *p, size_t n, struct buf *out, struct err *e)
{
	size_t at = out->len;
	uint32_t cp, high, low;

	if (n <= UINT16_MAX) {
		if (buf_reserve(out, 2 + n + n / 2, e) != 0)
			return -1;
		out->len += 2;
		for (size_t i = 0; i < n; i++) {
			if (p[i] < 0xf0) {
				buf_put(out, p[i]);
				continue;
			}
			i += utf8_decode(p + i, &cp) - 1;
			high = (cp - 0x10000) >> 10;
			low = (cp - 0x10000) & 0x3ff;
			buf_put_bytes(out, (const uint8_t[]){ 0xed, (uint8_t)(0xa0 | high >> 6),
			    (uint8_t)(0x80 | (high & 63)), 0xed, (uint8_t)(0xb0 | low >> 6),
			    (uint8_t)(0x80 | (low & 63)) }, 6);
		}
	}
	if (n > UINT16_MAX || out->len - at - 2 > UINT16_MAX)
		return err_set(e, STATUS_DATA, "%zu bytes are too long for UTF8, which holds 65535",
		    n);
	out->data[at] = (uint8_t)((out->len - at - 2) >> 8);
	out->data[at + 1] = (uint8_t)(out->len - at - 2);
	return 0;
}

/* Strings and bytes; those of a binary column are the content as it is. */
static int
put_bytes(const struct writable *w, const struct type *t, const struct column *c,
    int64_t row, struct buf *out, struct err *e)
{
	uint8_t size[VLONG_MAX];
	size_t n, head = 0;
	const char *p = column_bytes(c, row, &n);

	if (w->id == WRITABLE_UTF8 && (t->id == TYPE_STRING || n > UINT16_MAX))
		return put_utf8((const uint8_t *)p, n, out, e);
	if (w->id == WRITABLE_MD5 && n != writable_class(WRITABLE_MD5)->size)
		return err_set(e, STATUS_DATA, "%zu bytes, where MD5Hash has 16", n);
	if (w->id == WRITABLE_TEXT) {
		head = vlong_put(size, (int64_t)n);
	} else if (w->id == WRITABLE_UTF8) {
		size[0] = (uint8_t)(n >> 8);
		size[1] = (uint8_t)n;
		head = 2;
	} else if (w->id == WRITABLE_BYTES) {
		seq_put_i32(size, (int32_t)n);	/* columns hold less than 2 GiB */
		head = 4;
	}
	if (buf_reserve(out, head + n, e) != 0)
		return -1;
	buf_put_bytes(out, size, head);
	buf_put_bytes(out, p, n);
	return 0;
}

/* Bytes that are a whole item already; where it says itself what is in it, they are checked. */
static int
put_item(const struct writable *w, const struct type *t, const struct column *c,
    int64_t row, struct buf *out, struct err *e)
{
	size_t n, at = out->len;
	const char *p = column_bytes(c, row, &n);

	if (writable_text(w, (const uint8_t *)p, n, out, e) != 0)
		return -1;
	out->len = at;
	return put_bytes(w, t, c, row, out, e);
}

static int
put_elements(const struct writable *w, const struct type *t, const struct column *c,
    int64_t from, int64_t to, struct buf *out, struct err *e)
{
	for (int64_t i = from; i < to; i++)
		if (put(w, t, c, i, out, e) != 0)
			return -1;
	return 0;
}

/* Number of elements of row. */
static int32_t
count(const struct column *c, int64_t row)
{
	return c->offsets[row + 1] - c->offsets[row];
}

static int
put_array(const struct writable *w, const struct type *t, const struct column *c,
    int64_t row, struct buf *out, struct err *e)
{
	const char *word = writable_word(w->child[0].id);
	size_t n = strlen(word);

	if (w->id == WRITABLE_ARRAY_PRIMITIVE &&
	    (put_fixed((int64_t)n, 2, out, e) != 0 || buf_add(out, word, n, e) != 0))
		return -1;
	if (put_fixed(count(c, row), 4, out, e) != 0)
		return -1;
	return put_elements(&w->child[0], &t->child[0].type, &c->child[0], c->offsets[row],
	    c->offsets[row + 1], out, e);
}

static int
put_matrix(const struct writable *w, const struct type *t, const struct column *c,
    int64_t row, struct buf *out, struct err *e)
{
	const struct type *inner = &t->child[0].type;
	const struct column *rows = &c->child[0];
	int32_t from = c->offsets[row], to = c->offsets[row + 1];

	if (put_fixed(to - from, 4, out, e) != 0)
		return -1;
	for (int32_t i = from; i < to; i++) {
		if (column_is_null(rows, i))
			return no_null(w, e);
		if (put_fixed(count(rows, i), 4, out, e) != 0)
			return -1;
	}
	for (int32_t i = from; i < to; i++)
		if (put_elements(&w->child[0], &inner->child[0].type, &rows->child[0],
		    rows->offsets[i], rows->offsets[i + 1], out, e) != 0)
			return -1;
	return 0;
}

/* The ids of the classes of keys and values, after the table of those that need one. */
static int
put_classes(const struct writable *w, int8_t id[2], struct buf *out, struct err *e)
{
	size_t at = out->len;
	uint8_t own = 0;
	const char *name;

	if (buf_zero(out, 1, e) != 0)
		return -1;
	for (int i = 0; i < 2; i++) {
		id[i] = writable_class(w->child[i].id)->map_id;
		if (id[i] == 0 && i == 1 && w->child[1].id == w->child[0].id)
			id[i] = id[0];
		if (id[i] != 0)
			continue;
		id[i] = (int8_t)++own;
		name = writable_name(&w->child[i]);
		if (put_fixed(id[i], 1, out, e) != 0 ||
		    put_fixed((int64_t)strlen(name), 2, out, e) != 0 ||
		    buf_add(out, name, strlen(name), e) != 0)
			return -1;
	}
	out->data[at] = own;
	return 0;
}

static int
put_map(const struct writable *w, const struct type *t, const struct column *c, int64_t row,
    struct buf *out, struct err *e)
{
	const struct field *pair = t->child[0].type.child;
	const struct column *entry = &c->child[0];
	int8_t id[2];

	if (put_classes(w, id, out, e) != 0 || put_fixed(count(c, row), 4, out, e) != 0)
		return -1;
	for (int32_t i = c->offsets[row]; i < c->offsets[row + 1]; i++) {
		bool null = column_is_null(&entry->child[1], i) || pair[1].type.id == TYPE_VOID;

		if (put_fixed(id[0], 1, out, e) != 0 ||
		    put(&w->child[0], &pair[0].type, &entry->child[0], i, out, e) != 0)
			return -1;
		/* NullWritable has no bytes. */
		if (put_fixed(null ? writable_class(WRITABLE_NULL)->map_id : id[1], 1, out, e) != 0)
			return -1;
		if (!null && put(&w->child[1], &pair[1].type, &entry->child[1], i, out, e) != 0)
			return -1;
	}
	return 0;
}

static int
put(const struct writable *w, const struct type *t, const struct column *c, int64_t row,
    struct buf *out, struct err *e)
{
	bool null = t->id == TYPE_VOID || column_is_null(c, row);

	if (w->id == WRITABLE_NULL)
		return null ? 0 : err_set(e, STATUS_DATA, "a value, which NullWritable cannot hold");
	if (null)
		return no_null(w, e);
	switch (w->id) {
	case WRITABLE_FLOAT:
	case WRITABLE_DOUBLE:
		return put_float(w, t, c, row, out, e);
	case WRITABLE_RAW:
	case WRITABLE_TEXT:
	case WRITABLE_BYTES:
	case WRITABLE_MD5:
	case WRITABLE_UTF8:
		return put_bytes(w, t, c, row, out, e);
	case WRITABLE_ARRAY:
	case WRITABLE_ARRAY_PRIMITIVE:
		return writable_known(w) ? put_array(w, t, c, row, out, e) :
		    put_item(w, t, c, row, out, e);
	case WRITABLE_ARRAY_2D:
		return writable_known(w) ? put_matrix(w, t, c, row, out, e) :
		    put_item(w, t, c, row, out, e);
	case WRITABLE_MAP:
	case WRITABLE_SORTED_MAP:
		return writable_known(w) ? put_map(w, t, c, row, out, e) :
		    put_item(w, t, c, row, out, e);
	default:
		return put_integer(w, column_i64(t->id, c->values, row), out, e);
	}
}

int
writable_put(const struct writable *w, const struct type *t, const struct column *c,
    int64_t row, struct buf *out, struct err *e)
{
	size_t before = out->len;

	if (put(w, t, c, row, out, e) == 0)
		return 0;
	out->len = before;
	if (e != NULL)
		e->row = row;
	return -1;
}
