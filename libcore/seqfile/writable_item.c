/* writable_item.c - taking one thing after the other off a serialized item. */
#include <string.h>

#include "base/utf8.h"
#include "seqfile/vint.h"
#include "seqfile/writable_impl.h"

static int
cut(enum writable_id id, struct err *e)
{
	err_set(e, STATUS_DATA, "the bytes end inside %s", writable_id_short(id));
	return -1;
}

static size_t
left(const struct cursor *c)
{
	return (size_t)(c->limit - c->p);
}

int
cursor_bytes(struct cursor *c, enum writable_id id, size_t n, const uint8_t **out,
    struct err *e)
{
	if (left(c) < n)
		return cut(id, e);
	*out = c->p;
	c->p += n;
	return 0;
}

int
cursor_end(const struct cursor *c, const struct writable *w, const uint8_t *p,
    struct err *e)
{
	if (c->p == c->limit)
		return 0;
	return err_byte(e, (size_t)(c->p - p), "%s has %zu bytes, but its item %zu",
	    writable_short(w), (size_t)(c->p - p), (size_t)(c->limit - p));
}

int
cursor_u8(struct cursor *c, enum writable_id id, uint8_t *out, struct err *e)
{
	if (c->p == c->limit)
		return cut(id, e);
	*out = *c->p++;
	return 0;
}

int
cursor_u16(struct cursor *c, enum writable_id id, uint16_t *out, struct err *e)
{
	const uint8_t *p;

	if (cursor_bytes(c, id, 2, &p, e) != 0)
		return -1;
	*out = (uint16_t)(p[0] << 8 | p[1]);
	return 0;
}

int
cursor_i32(struct cursor *c, enum writable_id id, int32_t *out, struct err *e)
{
	const uint8_t *p;

	if (cursor_bytes(c, id, 4, &p, e) != 0)
		return -1;
	*out = seq_get_i32(p);
	return 0;
}

static int
negative(enum writable_id id, int64_t n, struct err *e)
{
	err_set(e, STATUS_DATA, "%s has the size %lld", writable_id_short(id), (long long)n);
	return -1;
}

int
cursor_count(struct cursor *c, enum writable_id id, size_t least, int32_t *out,
    struct err *e)
{
	if (cursor_i32(c, id, out, e) != 0)
		return -1;
	if (*out < 0)
		return negative(id, *out, e);
	if ((uint32_t)*out > left(c) / least)
		return err_set(e, STATUS_DATA, "%s says it has %d elements, but %zu bytes follow",
		    writable_id_short(id), (int)*out, left(c));
	return 0;
}

/* A VInt or VLong. */
static int
variable(struct cursor *c, enum writable_id id, int64_t *out, struct err *e)
{
	int32_t narrow = 0;
	int n;

	if (id == WRITABLE_VLONG) {
		n = vlong_get(c->p, left(c), out);
	} else {
		n = vint_get(c->p, left(c), &narrow);
		*out = narrow;
	}
	if (n == VINT_CUT)
		return cut(id, e);
	if (n == VINT_BAD)
		return err_set(e, STATUS_DATA, "a number in %s is out of range",
		    writable_id_short(id));
	c->p += n;
	return 0;
}

/* Bytes after their size. */
static int
sized(struct cursor *c, enum writable_id id, struct scalar *out, struct err *e)
{
	uint16_t u16 = 0;
	int32_t i32 = 0;
	int64_t n;

	if (id == WRITABLE_TEXT) {
		if (variable(c, id, &n, e) != 0)
			return -1;
	} else if (id == WRITABLE_UTF8) {
		if (cursor_u16(c, id, &u16, e) != 0)
			return -1;
		n = u16;
	} else if (id == WRITABLE_BYTES) {
		if (cursor_i32(c, id, &i32, e) != 0)
			return -1;
		n = i32;
	} else {
		n = writable_class(WRITABLE_MD5)->size;
	}
	if (n < 0)
		return negative(id, n, e);
	out->n = (size_t)n;
	return cursor_bytes(c, id, out->n, &out->bytes, e);
}

/* Big-endian, size bytes, signed. */
static int64_t
fixed(const uint8_t *p, size_t size)
{
	switch (size) {
	case 1:
		return (int8_t)p[0];
	case 2:
		return (int16_t)(p[0] << 8 | p[1]);
	case 4:
		return seq_get_i32(p);
	default:
		return seq_get_i64(p);
	}
}

int
cursor_scalar(struct cursor *c, enum writable_id id, struct scalar *out, struct err *e)
{
	const uint8_t *p;
	size_t size;
	int32_t bits;
	float f;

	if (id >= WRITABLE_TEXT && id <= WRITABLE_UTF8)
		return sized(c, id, out, e);
	if (id == WRITABLE_VINT || id == WRITABLE_VLONG)
		return variable(c, id, &out->i, e);
	size = writable_class(id)->size;
	if (cursor_bytes(c, id, size, &p, e) != 0)
		return -1;
	out->i = fixed(p, size);
	if (id == WRITABLE_BOOLEAN) {
		out->i = out->i != 0;
	} else if (id == WRITABLE_CHAR) {
		out->i = (uint16_t)out->i;
	} else if (id == WRITABLE_FLOAT) {
		bits = (int32_t)out->i;
		memcpy(&f, &bits, sizeof(f));
		out->f = f;
	} else if (id == WRITABLE_DOUBLE) {
		memcpy(&out->f, &out->i, sizeof(out->f));
	}
	return 0;
}

size_t
writable_least(const struct writable *w)
{
	switch (w->id) {
	case WRITABLE_UTF8:
		return 2;
	case WRITABLE_BYTES:
	case WRITABLE_ARRAY:
	case WRITABLE_ARRAY_2D:
		return 4;
	case WRITABLE_MAP:
	case WRITABLE_SORTED_MAP:
		return 5;
	case WRITABLE_ARRAY_PRIMITIVE:
		return 9;
	default:
		return writable_class(w->id)->size > 0 ? writable_class(w->id)->size : 1;
	}
}

int
cursor_primitive(struct cursor *c, enum writable_id *out, struct err *e)
{
	const uint8_t *p;
	uint16_t n;
	char q[80];

	if (cursor_u16(c, WRITABLE_ARRAY_PRIMITIVE, &n, e) != 0 ||
	    cursor_bytes(c, WRITABLE_ARRAY_PRIMITIVE, n, &p, e) != 0)
		return -1;
	*out = writable_primitive((const char *)p, n);
	if (*out == WRITABLE_RAW)
		return err_set(e, STATUS_DATA, "ArrayPrimitiveWritable of %s",
		    err_quote(q, sizeof(q), p, n));
	return 0;
}

/* -- maps -- */

/* The ids that every map knows. */
static void
known_ids(struct class_table *t)
{
	memset(t->id, UINT8_MAX, sizeof(t->id));
	for (int i = WRITABLE_NULL; i < WRITABLE_CHAR; i++)
		if (writable_class((enum writable_id)i)->map_id != 0)
			t->id[(uint8_t)writable_class((enum writable_id)i)->map_id] = (uint8_t)i;
	t->id[(uint8_t)-118] = WRITABLE_RAW;	/* ObjectWritable */
	t->nown = 0;
}

int
cursor_map(struct cursor *c, enum writable_id id, struct class_table *t, int32_t *entries,
    struct err *e)
{
	uint8_t n, own;

	known_ids(t);
	if (cursor_u8(c, id, &n, e) != 0)
		return -1;
	if ((int8_t)n < 0)
		return negative(id, (int8_t)n, e);
	for (; t->nown < n; t->nown++) {
		if (cursor_u8(c, id, &own, e) != 0 ||
		    cursor_u16(c, id, &t->own[t->nown].n, e) != 0 ||
		    cursor_bytes(c, id, t->own[t->nown].n, &t->own[t->nown].name, e) != 0)
			return -1;
		if (t->id[own] != UINT8_MAX)
			return err_set(e, STATUS_DATA, "%s gives the class id %d twice",
			    writable_id_short(id), (int8_t)own);
		t->own[t->nown].id = own;
		t->id[own] = (uint8_t)writable_find((const char *)t->own[t->nown].name,
		    t->own[t->nown].n);
	}
	return cursor_count(c, id, 2, entries, e);
}

static int
unknown_class(const struct class_table *t, uint8_t id, struct err *e)
{
	char q[200];

	for (int i = 0; i < t->nown; i++)
		if (t->own[i].id == id)
			return err_set(e, STATUS_DATA, "a map holds the class %s, whose end "
			    "cannot be told", err_quote(q, sizeof(q), t->own[i].name,
			    t->own[i].n));
	return err_set(e, STATUS_DATA, "a map holds ObjectWritable, whose end cannot be told");
}

int
cursor_class(struct cursor *c, const struct class_table *t, enum writable_id *out,
    struct err *e)
{
	uint8_t id;

	if (cursor_u8(c, WRITABLE_MAP, &id, e) != 0)
		return -1;
	if (t->id[id] == UINT8_MAX)
		return err_set(e, STATUS_DATA, "a map holds the class id %d, which stands for "
		    "nothing", (int8_t)id);
	*out = (enum writable_id)t->id[id];
	return *out == WRITABLE_RAW ? unknown_class(t, id, e) : 0;
}

/* -- UTF8 -- */

/* A surrogate of 3 bytes at p. */
static bool
surrogate(const uint8_t *p, size_t n, uint8_t second)
{
	return n >= 3 && p[0] == 0xed && (p[1] & 0xf0) == second && (p[2] & 0xc0) == 0x80;
}

int
writable_utf8(const struct scalar *s, struct buf *out, struct err *e)
{
	const uint8_t *p = s->bytes, *end = p + s->n;
	uint32_t high, low;
	size_t n;

	while (p < end) {
		n = utf8_valid_prefix(p, (size_t)(end - p));
		buf_put_bytes(out, p, n);
		p += n;
		if (p == end)
			return 0;
		if (!surrogate(p, (size_t)(end - p), 0xa0) ||
		    !surrogate(p + 3, (size_t)(end - p - 3), 0xb0))
			return err_set(e, STATUS_DATA, "not text as UTF8 writes it");
		high = (uint32_t)(p[1] & 0x0f) << 6 | (p[2] & 0x3f);
		low = (uint32_t)(p[4] & 0x0f) << 6 | (p[5] & 0x3f);
		out->len += utf8_encode(out->data + out->len, 0x10000 + (high << 10 | low));
		p += 6;
	}
	return 0;
}
