/* sortkey.c - keys made of the rows of a batch. */
#include "model/sortkey.h"

#include <string.h>

#include "model/sortkey_impl.h"

/* -- one value -- */

static uint8_t *
put_be(uint8_t *out, uint64_t v, size_t width)
{
	v = htobe64(v);
	memcpy(out, (const uint8_t *)&v + 8 - width, width);
	return out + width;
}

static uint64_t
order_double(double d)
{
	uint64_t bits = 0x7ff8000000000000u;

	if (d == 0)
		d = 0;
	if (d == d)
		memcpy(&bits, &d, sizeof(bits));
	return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static uint32_t
order_float(float d)
{
	uint32_t bits = 0x7fc00000u;

	if (d == 0)
		d = 0;
	if (d == d)
		memcpy(&bits, &d, sizeof(bits));
	return bits >> 31 ? ~bits : bits | UINT32_C(1) << 31;
}

/* What orders value i of a fixed width that is no struct. */
static inline uint8_t *
put_fixed(enum type_id id, const void *v, int64_t i, uint8_t *out)
{
	switch (id) {
	case TYPE_VOID:
		return out;
	case TYPE_BOOLEAN:
		*out = column_bit(v, i);
		return out + 1;
	case TYPE_TINYINT:
		*out = ((const uint8_t *)v)[i] ^ 0x80;
		return out + 1;
	case TYPE_SMALLINT:
		return put_be(out, ((const uint16_t *)v)[i] ^ 0x8000u, 2);
	case TYPE_INT:
	case TYPE_DATE:
		return put_be(out, ((const uint32_t *)v)[i] ^ 0x80000000u, 4);
	case TYPE_FLOAT:
		return put_be(out, order_float(((const float *)v)[i]), 4);
	case TYPE_DOUBLE:
		return put_be(out, order_double(((const double *)v)[i]), 8);
	case TYPE_DECIMAL:
		out = put_be(out, ((const uint64_t *)v)[2 * i + 1] ^ UINT64_C(1) << 63, 8);
		return put_be(out, ((const uint64_t *)v)[2 * i], 8);
	default:
		return put_be(out, ((const uint64_t *)v)[i] ^ UINT64_C(1) << 63, 8);
	}
}

/* Bytes of text in a key, its end included. */
static size_t
text_size(const uint8_t *p, size_t n)
{
	size_t size = n + 2;

	for (const uint8_t *end = p + n; p < end && (p = memchr(p, 0, (size_t)(end - p))); p++)
		size++;
	return size;
}

static uint8_t *
put_text(const uint8_t *p, size_t n, uint8_t *out)
{
	const uint8_t *end = p + n, *zero;

	while (p < end && (zero = memchr(p, 0, (size_t)(end - p))) != NULL) {
		memcpy(out, p, (size_t)(zero - p) + 1);
		out += zero - p + 1;
		*out++ = SORTKEY_ZERO;
		p = zero + 1;
	}
	if (p < end)
		memcpy(out, p, (size_t)(end - p));
	out += end - p;
	*out++ = 0;
	*out++ = 0;
	return out;
}

/* Bytes of value i with all that is in it, the first one included. */
static uint64_t
value_size(const struct type *t, const struct column *c, int64_t i)
{
	int width = sortkey_width(t);
	uint64_t size = 1;
	size_t n;

	if (width >= 0)
		return size + (uint64_t)width;
	if (column_is_null(c, i))
		return size;
	if (type_is_bytes(t->id)) {
		const char *p = column_bytes(c, i, &n);

		return size + text_size((const uint8_t *)p, n);
	}
	if (t->id == TYPE_STRUCT) {
		for (uint32_t k = 0; k < t->nchild; k++)
			size += value_size(&t->child[k].type, &c->child[k], i);
		return size;
	}
	for (int64_t k = c->offsets[i]; k < c->offsets[i + 1]; k++)
		size += 1 + value_size(&t->child[0].type, &c->child[0], k);
	return size + 1;
}

static uint8_t *
put_value(const struct type *t, const struct column *c, int64_t i, uint8_t null, uint8_t *out)
{
	size_t n;
	int width;

	if (column_is_null(c, i) || t->id == TYPE_VOID) {
		*out++ = null;
		if ((width = sortkey_width(t)) <= 0)
			return out;
		memset(out, 0, (size_t)width);
		return out + width;
	}
	*out++ = SORTKEY_VALUE;
	if (type_is_bytes(t->id)) {
		const char *p = column_bytes(c, i, &n);

		return put_text((const uint8_t *)p, n, out);
	}
	if (t->id == TYPE_STRUCT) {
		for (uint32_t k = 0; k < t->nchild; k++)
			out = put_value(&t->child[k].type, &c->child[k], i, SORTKEY_NULL_FIRST, out);
		return out;
	}
	if (!type_is_nested(t->id))
		return put_fixed(t->id, c->values, i, out);
	for (int64_t k = c->offsets[i]; k < c->offsets[i + 1]; k++) {
		*out++ = SORTKEY_MORE;
		out = put_value(&t->child[0].type, &c->child[0], k, SORTKEY_NULL_FIRST, out);
	}
	*out++ = SORTKEY_END;
	return out;
}

static uint8_t
null_byte(const struct sort_term *t)
{
	return t->nulls_last ? SORTKEY_NULL_LAST : SORTKEY_NULL_FIRST;
}

static void
invert(uint8_t *p, const uint8_t *end)
{
	while (p < end)
		*p++ ^= 0xff;
}

/* -- all rows -- */

size_t
sortkey_fixed(const struct schema *s, const struct sort_term *t, size_t n)
{
	size_t sum = 0;
	int w;

	for (size_t i = 0; i < n; i++) {
		if ((w = sortkey_width(&s->field[t[i].column].type)) < 0)
			return 0;
		sum += 1 + (size_t)w;
	}
	return sum;
}

/* A term whose values all take the same: at out, out + stride, ... */
static void
put_fixed_term(const struct sort_term *t, const struct type *type, const struct column *c,
    int64_t rows, uint8_t *out, size_t stride)
{
	bool plain = c->valid == NULL && type->id != TYPE_STRUCT && type->id != TYPE_VOID;
	uint8_t *end = out;

	for (int64_t i = 0; i < rows; i++, out += stride) {
		if (plain) {
			*out = SORTKEY_VALUE;
			end = put_fixed(type->id, c->values, i, out + 1);
		} else {
			end = put_value(type, c, i, null_byte(t), out);
		}
		if (t->desc)
			invert(out + 1, end);
	}
}

static int
make_fixed(struct sort_keys *k, const struct batch *b, const struct sort_term *t, size_t n,
    struct err *e)
{
	size_t from = 0;

	k->text.len = 0;
	if (buf_reserve(&k->text, k->fixed * (size_t)b->rows, e) != 0)
		return -1;
	for (size_t j = 0; j < n; j++) {
		const struct type *type = &b->schema->field[t[j].column].type;

		put_fixed_term(&t[j], type, &b->col[t[j].column], b->rows, k->text.data + from,
		    k->fixed);
		from += 1 + (size_t)sortkey_width(type);
	}
	return 0;
}

/* k->at becomes where each key begins. */
static int
measure(struct sort_keys *k, const struct batch *b, const struct sort_term *t, size_t n,
    struct err *e)
{
	uint64_t sum = 0;

	for (int64_t i = 0; i < b->rows; i++) {
		k->at[i] = (uint32_t)sum;
		for (size_t j = 0; j < n; j++)
			sum += value_size(&b->schema->field[t[j].column].type,
			    &b->col[t[j].column], i);
		if (sum > UINT32_MAX)
			return err_set(e, STATUS_DATA, "the keys of a batch take more than 4 GiB");
	}
	k->at[b->rows] = (uint32_t)sum;
	return 0;
}

static void
put_rows(struct sort_keys *k, const struct batch *b, const struct sort_term *t, size_t n)
{
	uint8_t *out = k->text.data, *from;

	for (int64_t i = 0; i < b->rows; i++) {
		for (size_t j = 0; j < n; j++) {
			from = out;
			out = put_value(&b->schema->field[t[j].column].type,
			    &b->col[t[j].column], i, null_byte(&t[j]), out);
			if (t[j].desc)
				invert(from + 1, out);
		}
	}
}

int
sortkey_make(struct sort_keys *k, const struct batch *b, const struct sort_term *t, size_t n,
    struct err *e)
{
	k->rows = b->rows;
	k->fixed = sortkey_fixed(b->schema, t, n);
	if (k->fixed > 0) {
		if (make_fixed(k, b, t, n, e) != 0)
			return -1;
		k->bytes = k->text.data;
		return 0;
	}
	k->offsets.len = k->text.len = 0;
	if (buf_reserve(&k->offsets, ((size_t)b->rows + 1) * sizeof(*k->at), e) != 0)
		return -1;
	k->at = (uint32_t *)(void *)k->offsets.data;
	if (measure(k, b, t, n, e) != 0 || buf_reserve(&k->text, k->at[b->rows] + 1, e) != 0)
		return -1;
	put_rows(k, b, t, n);
	k->bytes = k->text.data;
	return 0;
}

void
sort_keys_release(struct sort_keys *k)
{
	buf_release(&k->offsets);
	buf_release(&k->text);
	*k = (struct sort_keys){ 0 };
}
