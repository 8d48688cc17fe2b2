/* writable_read.c - serialized items into columns. */
#include <string.h>

#include "base/utf8.h"
#include "seqfile/vint.h"
#include "seqfile/writable_impl.h"

static int add(const struct writable *w, enum writable_view v, struct cursor *c,
    struct builder *b, struct err *e);

static int
add_utf8(const struct scalar *s, struct builder *b, struct err *e)
{
	/* At most 64 KiB: the size is a u16. */
	struct buf text = BUF_INIT;
	int rc = -1;

	if (utf8_valid_prefix(s->bytes, s->n) == s->n)
		return builder_bytes(b, s->bytes, s->n, e);
	if (buf_reserve(&text, s->n + 4, e) == 0 && writable_utf8(s, &text, e) == 0)
		rc = builder_bytes(b, text.data, text.len, e);
	buf_release(&text);
	return rc;
}

static int
add_scalar(const struct writable *w, enum writable_view v, struct cursor *c,
    struct builder *b, struct err *e)
{
	struct scalar s;

	if (cursor_scalar(c, w->id, &s, e) != 0)
		return -1;
	if (w->id == WRITABLE_FLOAT || w->id == WRITABLE_DOUBLE)
		return builder_f64(b, s.f, e);
	if (w->id < WRITABLE_TEXT || w->id == WRITABLE_CHAR)
		return builder_i64(b, s.i, e);
	if (w->id == WRITABLE_UTF8 && v == WRITABLE_AS_TYPES)
		return add_utf8(&s, b, e);
	return builder_bytes(b, s.bytes, s.n, e);
}

/* n elements, and their row. */
static int
add_elements(const struct writable *w, enum writable_view v, int32_t n, struct cursor *c,
    struct builder *b, struct err *e)
{
	for (int32_t i = 0; i < n; i++)
		if (add(&w->child[0], v, c, &b->child[0], e) != 0)
			return -1;
	return builder_row(b, e);
}

static int
add_array(const struct writable *w, enum writable_view v, struct cursor *c,
    struct builder *b, struct err *e)
{
	enum writable_id component;
	int32_t n;

	if (w->id == WRITABLE_ARRAY_PRIMITIVE) {
		if (cursor_primitive(c, &component, e) != 0)
			return -1;
		if (component != w->child[0].id)
			return err_set(e, STATUS_DATA, "ArrayPrimitiveWritable of %s where the "
			    "first has %s: a column has one type", writable_id_short(component),
			    writable_id_short(w->child[0].id));
	}
	if (cursor_count(c, w->id, writable_least(&w->child[0]), &n, e) != 0)
		return -1;
	return add_elements(w, v, n, c, b, e);
}

/* The numbers of elements of all rows, then the elements. */
static int
add_matrix(const struct writable *w, enum writable_view v, struct cursor *c,
    struct builder *b, struct err *e)
{
	struct cursor sizes;
	int32_t rows, n;

	if (cursor_count(c, w->id, 4, &rows, e) != 0)
		return -1;
	sizes = *c;
	c->p += (size_t)rows * 4;
	for (int32_t i = 0; i < rows; i++) {
		(void)cursor_i32(&sizes, w->id, &n, NULL);
		if (n < 0)
			return err_set(e, STATUS_DATA, "TwoDArrayWritable has a row of %d "
			    "elements", (int)n);
		if (add_elements(w, v, n, c, &b->child[0], e) != 0)
			return -1;
	}
	return builder_row(b, e);
}

static int
other_class(const char *what, enum writable_id is, enum writable_id was, struct err *e)
{
	return err_set(e, STATUS_DATA, "a map has a %s of class %s where the first has %s: a "
	    "column has one type", what, writable_id_short(is), writable_id_short(was));
}

static int
add_entry(const struct writable *w, enum writable_view v, const struct class_table *t,
    struct cursor *c, struct builder *b, struct err *e)
{
	const struct writable *key = &w->child[0], *value = &w->child[1];
	enum writable_id id;

	if (cursor_class(c, t, &id, e) != 0)
		return -1;
	if (id != key->id)
		return other_class("key", id, key->id, e);
	if (add(key, v, c, &b->child[0], e) != 0 || cursor_class(c, t, &id, e) != 0)
		return -1;
	if (id == WRITABLE_NULL)
		return builder_null(&b->child[1], e) != 0 ? -1 : builder_row(b, e);
	if (id != value->id)
		return other_class("value", id, value->id, e);
	return add(value, v, c, &b->child[1], e) != 0 ? -1 : builder_row(b, e);
}

static int
add_map(const struct writable *w, enum writable_view v, struct cursor *c,
    struct builder *b, struct err *e)
{
	struct class_table t;
	int32_t n;

	if (cursor_map(c, w->id, &t, &n, e) != 0)
		return -1;
	for (int32_t i = 0; i < n; i++)
		if (add_entry(w, v, &t, c, &b->child[0], e) != 0)
			return -1;
	return builder_row(b, e);
}

static int
add(const struct writable *w, enum writable_view v, struct cursor *c, struct builder *b,
    struct err *e)
{
	switch (w->id) {
	case WRITABLE_NULL:
		return builder_null(b, e);
	case WRITABLE_ARRAY:
	case WRITABLE_ARRAY_PRIMITIVE:
		return add_array(w, v, c, b, e);
	case WRITABLE_ARRAY_2D:
		return add_matrix(w, v, c, b, e);
	case WRITABLE_MAP:
	case WRITABLE_SORTED_MAP:
		return add_map(w, v, c, b, e);
	default:
		return add_scalar(w, v, c, b, e);
	}
}

/* Room for so many bytes more, without growing. */
static inline bool
room(const struct buf *b, size_t n)
{
	return b->cap - b->len >= n;
}

/* As builder_bytes() where there is room and no NULL before: the usual case. */
static inline bool
bytes_fast(struct builder *b, const uint8_t *p, size_t n)
{
	int32_t end;

	if (b->nulls != 0 || !room(&b->values, n) || !room(&b->offsets, sizeof(end)) ||
	    b->values.len + n > INT32_MAX)
		return false;
	if (n > 0)
		memcpy(b->values.data + b->values.len, p, n);
	b->values.len += n;
	end = (int32_t)b->values.len;
	memcpy(b->offsets.data + b->offsets.len, &end, sizeof(end));
	b->offsets.len += sizeof(end);
	b->rows++;
	return true;
}

/* The same of a value of fixed width. */
static inline bool
fixed_fast(struct builder *b, const void *p, size_t n)
{
	if (b->nulls != 0 || !room(&b->values, n))
		return false;
	memcpy(b->values.data + b->values.len, p, n);
	b->values.len += n;
	b->rows++;
	return true;
}

/* Adds a sound item of the classes that most files have; false: the long way is to go. */
static inline bool
add_fast(const struct writable *w, const uint8_t *p, size_t n, struct builder *b)
{
	int32_t i32;
	int64_t i64;
	int size;

	switch (w->id) {
	case WRITABLE_TEXT:
		size = vint_get(p, n, &i32);
		return size > 0 && i32 >= 0 && (size_t)i32 == n - (size_t)size &&
		    bytes_fast(b, p + size, (size_t)i32);
	case WRITABLE_BYTES:
		return n >= 4 && n - 4 <= INT32_MAX && seq_get_i32(p) == (int32_t)(n - 4) &&
		    bytes_fast(b, p + 4, n - 4);
	case WRITABLE_INT:
	case WRITABLE_FLOAT:
		if (n != sizeof(i32))
			return false;
		i32 = seq_get_i32(p);
		return fixed_fast(b, &i32, sizeof(i32));
	case WRITABLE_LONG:
	case WRITABLE_DOUBLE:
		if (n != sizeof(i64))
			return false;
		i64 = seq_get_i64(p);
		return fixed_fast(b, &i64, sizeof(i64));
	default:
		return false;
	}
}

/* The text of an item, put together where it is to stay. */
static int
add_text(const struct writable *w, const uint8_t *p, size_t n, struct builder *b,
    struct err *e)
{
	size_t before = b->values.len;
	int32_t end;

	if (writable_text(w, p, n, &b->values, e) != 0)
		return -1;
	if (b->values.len > INT32_MAX) {
		b->values.len = before;
		return err_set(e, STATUS_DATA, "its text would take the column past 2 GiB");
	}
	end = (int32_t)b->values.len;
	if (buf_add(&b->offsets, &end, sizeof(end), e) != 0)
		return -1;
	b->rows++;
	return 0;
}

int
writable_add(const struct writable *w, enum writable_view v, const uint8_t *p, size_t n,
    struct builder *b, struct err *e)
{
	struct cursor c = { p, p + n };

	if (v == WRITABLE_AS_TEXT)
		return add_text(w, p, n, b, e);
	if (v == WRITABLE_AS_RAW ? bytes_fast(b, p, n) : add_fast(w, p, n, b))
		return 0;
	if (v == WRITABLE_AS_RAW || !writable_known(w))
		return builder_bytes(b, p, n, e);
	if (add(w, v, &c, b, e) == 0)
		return cursor_end(&c, w, p, e);
	if (e != NULL)
		e->byte = c.p - p;
	return -1;
}

/* -- UTF-8 -- */

/* As writable_valid(), of strings. */
static int64_t
valid_strings(const struct builder *b, int64_t from)
{
	const int32_t *offsets = (const int32_t *)(const void *)b->offsets.data;
	size_t start = (size_t)offsets[from], n = b->values.len - start;
	size_t good = utf8_valid_prefix(b->values.data + start, n);
	int64_t i;

	/* What is valid as one may still be cut inside a character. */
	for (i = from + 1; i < b->rows && (size_t)offsets[i] < start + good; i++)
		if ((b->values.data[offsets[i]] & 0xc0) == 0x80)
			return i - 1;
	return good == n ? b->rows : column_row_of(offsets, from, b->rows, (int64_t)(start + good));
}

int64_t
writable_valid(const struct builder *b, int64_t from)
{
	const int32_t *offsets = (const int32_t *)(const void *)b->offsets.data;
	int64_t least = b->rows, start = from, bad;

	if (b->type->id == TYPE_STRING)
		return from == b->rows ? from : valid_strings(b, from);
	if (from == b->rows)
		return least;
	if (b->type->id == TYPE_ARRAY || b->type->id == TYPE_MAP)
		start = offsets[from];
	for (uint32_t i = 0; i < b->nchild; i++) {
		bad = writable_valid(&b->child[i], start);
		if (bad == b->child[i].rows)
			continue;
		if (b->type->id != TYPE_STRUCT)
			bad = column_row_of(offsets, from, b->rows, bad);
		if (bad < least)
			least = bad;
	}
	return least;
}
