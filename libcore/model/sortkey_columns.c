/* sortkey_columns.c - values made of keys again. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/builder.h"
#include "model/sortkey_impl.h"

/* Where the next byte of a key is, and what turns it into what was written. */
struct reading {
	const uint8_t *p;
	uint8_t flip;			/* 0xff in a descending term */
	struct buf *text;		/* at hand */
};

static uint64_t
get_be(struct reading *r, size_t width)
{
	uint64_t v = 0;

	for (size_t i = 0; i < width; i++)
		v = v << 8 | (uint8_t)(*r->p++ ^ r->flip);
	return v;
}

static double
get_double(struct reading *r)
{
	uint64_t bits = get_be(r, 8);
	double d;

	bits = bits >> 63 ? bits ^ UINT64_C(1) << 63 : ~bits;
	memcpy(&d, &bits, sizeof(d));
	return d;
}

static double
get_float(struct reading *r)
{
	uint32_t bits = (uint32_t)get_be(r, 4);
	float d;

	bits = bits >> 31 ? bits ^ UINT32_C(1) << 31 : ~bits;
	memcpy(&d, &bits, sizeof(d));
	return (double)d;
}

static int
get_text(struct reading *r, struct builder *out, struct err *e)
{
	r->text->len = 0;
	for (;;) {
		uint8_t c = *r->p++ ^ r->flip;

		if (c == 0 && (uint8_t)(*r->p++ ^ r->flip) != SORTKEY_ZERO)
			return builder_bytes(out, r->text->data, r->text->len, e);
		if (buf_room(r->text, 1, e) != 0)
			return -1;
		buf_put(r->text, c);
	}
}

static int get_value(struct reading *r, const struct type *t, bool top, struct builder *out,
    struct err *e);

static int
get_array(struct reading *r, const struct type *t, struct builder *out, struct err *e)
{
	while ((uint8_t)(*r->p++ ^ r->flip) == SORTKEY_MORE)
		if (get_value(r, &t->child[0].type, false, &out->child[0], e) != 0)
			return -1;
	return builder_row(out, e);
}

static int
get_struct(struct reading *r, const struct type *t, struct builder *out, struct err *e)
{
	for (uint32_t i = 0; i < t->nchild; i++)
		if (get_value(r, &t->child[i].type, false, &out->child[i], e) != 0)
			return -1;
	return builder_row(out, e);
}

/* Appends the value that comes next; the first byte of a term (top) is never inverted. */
static int
get_value(struct reading *r, const struct type *t, bool top, struct builder *out,
    struct err *e)
{
	uint8_t first = *r->p++ ^ (top ? 0 : r->flip);
	int width = sortkey_width(t);
	uint64_t high;

	if (first != SORTKEY_VALUE) {
		r->p += width > 0 ? width : 0;
		return builder_null(out, e);
	}
	switch (t->id) {
	case TYPE_BOOLEAN:
		return builder_i64(out, (int64_t)get_be(r, 1), e);
	case TYPE_TINYINT:
		return builder_i64(out, (int8_t)(get_be(r, 1) ^ 0x80), e);
	case TYPE_SMALLINT:
		return builder_i64(out, (int16_t)(get_be(r, 2) ^ 0x8000), e);
	case TYPE_INT:
	case TYPE_DATE:
		return builder_i64(out, (int32_t)(get_be(r, 4) ^ 0x80000000u), e);
	case TYPE_FLOAT:
		return builder_f64(out, get_float(r), e);
	case TYPE_DOUBLE:
		return builder_f64(out, get_double(r), e);
	case TYPE_DECIMAL:
		high = get_be(r, 8) ^ UINT64_C(1) << 63;
		return builder_decimal(out, (int128_t)((uint128_t)high << 64 | get_be(r, 8)), e);
	case TYPE_STRING:
	case TYPE_BINARY:
		return get_text(r, out, e);
	case TYPE_STRUCT:
		return get_struct(r, t, out, e);
	case TYPE_ARRAY:
	case TYPE_MAP:
		return get_array(r, t, out, e);
	default:
		return builder_i64(out, (int64_t)(get_be(r, 8) ^ UINT64_C(1) << 63), e);
	}
}

/* One term of all keys, which p, moved on, points into. */
static int
get_column(struct column *out, const struct type *t, const struct sort_term *term,
    const uint8_t **p, int64_t rows, struct buf *text, struct err *e)
{
	struct reading r = { NULL, term->desc ? 0xff : 0, text };
	struct builder b;
	int rc = builder_init(&b, t, e);

	for (int64_t i = 0; rc == 0 && i < rows; i++) {
		r.p = p[i];
		rc = get_value(&r, t, true, &b, e);
		p[i] = r.p;
	}
	if (rc == 0)
		rc = builder_finish(&b, out, e);
	builder_release(&b);
	return rc;
}

int
sortkey_columns(struct column *out, const struct schema *s, const struct sort_term *t,
    size_t n, const uint8_t *const *key, int64_t rows, struct err *e)
{
	const uint8_t **p = mem_zero((size_t)rows + 1, sizeof(*p), e);
	struct buf text = BUF_INIT;
	size_t done = 0;
	int rc = p == NULL ? -1 : 0;

	memset(out, 0, n * sizeof(*out));
	if (rc == 0 && rows > 0)
		memcpy(p, key, (size_t)rows * sizeof(*p));
	for (; rc == 0 && done < n; done++)
		rc = get_column(&out[done], &s->field[t[done].column].type, &t[done], p, rows,
		    &text, e);
	while (rc != 0 && done > 0)
		column_release(&out[--done]);
	buf_release(&text);
	free(p);
	return rc;
}
