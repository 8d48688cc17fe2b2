/* writable_text.c - items as Hadoop prints them. */
#include <string.h>

#include "base/num.h"
#include "base/utf8.h"
#include "seqfile/writable_impl.h"

/* What the functions below return besides 0 and -1: nobody can tell where the item ends. */
#define OPAQUE 1

static int text(const struct writable *w, struct cursor *c, int depth, struct buf *out,
    struct err *e);

/* Two digits a byte, with between between them ('\0': nothing). */
static int
hex(const uint8_t *p, size_t n, bool spaced, struct buf *out, struct err *e)
{
	static const char digit[] = "0123456789abcdef";

	if (buf_reserve(out, n > SIZE_MAX / 3 ? SIZE_MAX : 3 * n, e) != 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (spaced && i > 0)
			buf_put(out, ' ');
		buf_put(out, (uint8_t)digit[p[i] >> 4]);
		buf_put(out, (uint8_t)digit[p[i] & 15]);
	}
	return 0;
}

static int
word(struct buf *out, const char *s, struct err *e)
{
	return buf_add(out, s, strlen(s), e);
}

/* A char of Java, which may be half of a character: then a question mark, as Java has it. */
static int
utf16(uint32_t c, struct buf *out, struct err *e)
{
	uint8_t b[4];

	return buf_add(out, b, utf8_encode(b, c >= 0xd800 && c <= 0xdfff ? '?' : c), e);
}

static int
scalar(enum writable_id id, struct cursor *c, struct buf *out, struct err *e)
{
	struct scalar s;
	char number[NUM_MAX];

	if (cursor_scalar(c, id, &s, e) != 0)
		return -1;
	switch (id) {
	case WRITABLE_BOOLEAN:
		return word(out, s.i != 0 ? "true" : "false", e);
	case WRITABLE_FLOAT:
		return buf_add(out, number, num_format_f32(number, (float)s.f), e);
	case WRITABLE_DOUBLE:
		return buf_add(out, number, num_format_f64(number, s.f), e);
	case WRITABLE_TEXT:
		return buf_add(out, s.bytes, s.n, e);
	case WRITABLE_UTF8:
		return buf_reserve(out, s.n + 4, e) != 0 ? -1 : writable_utf8(&s, out, e);
	case WRITABLE_BYTES:
	case WRITABLE_MD5:
		return hex(s.bytes, s.n, id == WRITABLE_BYTES, out, e);
	case WRITABLE_CHAR:
		return utf16((uint32_t)s.i, out, e);
	default:
		return buf_add(out, number, num_format_i64(number, s.i), e);
	}
}

/* [a, b, c] */
static int
list(const struct writable *element, int32_t n, struct cursor *c, int depth,
    struct buf *out, struct err *e)
{
	int rc = word(out, "[", e);

	for (int32_t i = 0; i < n && rc == 0; i++) {
		if (i > 0 && word(out, ", ", e) != 0)
			return -1;
		rc = text(element, c, depth, out, e);
	}
	return rc != 0 ? rc : word(out, "]", e);
}

static int
array(const struct writable *w, struct cursor *c, int depth, struct buf *out, struct err *e)
{
	const struct writable *element = &w->child[0];
	int32_t n;
	int rc;

	if (cursor_count(c, w->id, writable_least(element), &n, e) != 0)
		return -1;
	if (buf_printf(out, e, "ArrayWritable [valueClass=class %s, values=",
	    writable_name(element)) != 0)
		return -1;
	rc = list(element, n, c, depth, out, e);
	return rc != 0 ? rc : word(out, "]", e);
}

static int
primitives(struct cursor *c, int depth, struct buf *out, struct err *e)
{
	struct writable element = { .id = WRITABLE_RAW };
	int32_t n;

	if (cursor_primitive(c, &element.id, e) != 0 ||
	    cursor_count(c, WRITABLE_ARRAY_PRIMITIVE, writable_least(&element), &n, e) != 0)
		return -1;
	return list(&element, n, c, depth, out, e);
}

static int
matrix(const struct writable *w, struct cursor *c, int depth, struct buf *out, struct err *e)
{
	struct cursor sizes;
	int32_t rows, n;
	int rc = 0;

	if (cursor_count(c, w->id, 4, &rows, e) != 0 || word(out, "[", e) != 0)
		return -1;
	sizes = *c;
	c->p += (size_t)rows * 4;
	for (int32_t i = 0; i < rows && rc == 0; i++) {
		(void)cursor_i32(&sizes, w->id, &n, NULL);
		if (n < 0)
			return err_set(e, STATUS_DATA, "TwoDArrayWritable has a row of %d "
			    "elements", (int)n);
		if (i > 0 && word(out, ", ", e) != 0)
			return -1;
		rc = list(&w->child[0], n, c, depth, out, e);
	}
	return rc != 0 ? rc : word(out, "]", e);
}

/* A key or a value of a map, of the class it names. */
static int
half(const struct writable *child, const struct class_table *t, struct cursor *c, int depth,
    struct buf *out, struct err *e)
{
	struct writable any = { .id = WRITABLE_RAW };

	if (c->p < c->limit && t->id[*c->p] == WRITABLE_RAW)
		return OPAQUE;
	if (cursor_class(c, t, &any.id, e) != 0)
		return -1;
	return text(child != NULL && child->id == any.id ? child : &any, c, depth, out, e);
}

static int
map(const struct writable *w, struct cursor *c, int depth, struct buf *out, struct err *e)
{
	struct class_table t;
	int32_t n;
	int rc = 0;

	if (cursor_map(c, w->id, &t, &n, e) != 0 || word(out, "{", e) != 0)
		return -1;
	for (int32_t i = 0; i < n && rc == 0; i++) {
		if (i > 0 && word(out, ", ", e) != 0)
			return -1;
		if ((rc = half(w->child, &t, c, depth, out, e)) != 0)
			return rc;
		if (word(out, "=", e) != 0)
			return -1;
		rc = half(w->child == NULL ? NULL : w->child + 1, &t, c, depth, out, e);
	}
	return rc != 0 ? rc : word(out, "}", e);
}

static int
text(const struct writable *w, struct cursor *c, int depth, struct buf *out, struct err *e)
{
	if (++depth > WRITABLE_DEPTH)
		return err_set(e, STATUS_DATA, "maps and arrays inside each other over %d "
		    "deep", WRITABLE_DEPTH);
	switch (w->id) {
	case WRITABLE_RAW:
		return OPAQUE;
	case WRITABLE_NULL:
		return word(out, "(null)", e);
	case WRITABLE_ARRAY:
	case WRITABLE_ARRAY_2D:
		if (w->child == NULL)
			return OPAQUE;
		return w->id == WRITABLE_ARRAY ? array(w, c, depth, out, e) :
		    matrix(w, c, depth, out, e);
	case WRITABLE_ARRAY_PRIMITIVE:
		return primitives(c, depth, out, e);
	case WRITABLE_MAP:
	case WRITABLE_SORTED_MAP:
		return map(w, c, depth, out, e);
	default:
		return scalar(w->id, c, out, e);
	}
}

int
writable_text(const struct writable *w, const uint8_t *p, size_t n, struct buf *out,
    struct err *e)
{
	struct cursor c = { p, p + n };
	size_t before = out->len;
	int rc = text(w, &c, 0, out, e);

	if (rc == 0 && cursor_end(&c, w, p, e) == 0)
		return 0;
	out->len = before;
	if (rc == OPAQUE)
		return hex(p, n, true, out, e);
	if (rc < 0 && e != NULL)
		e->byte = c.p - p;
	return -1;
}
