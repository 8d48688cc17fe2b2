/* fb_read.c - verified access to FlatBuffers. */
#include "wire/fb_read.h"

#include <inttypes.h>
#include <string.h>

/* No real table is smaller, counting its share of strings and references. */
#define TABLE_BYTES 8

/* Real writers share strings seldom. */
#define SHARED_STRINGS 8

void
fb_init(struct fb *f, const void *p, size_t n, struct err *e)
{
	f->p = p;
	f->n = n;
	f->tables = n / TABLE_BYTES;
	f->bytes = (uint64_t)n * SHARED_STRINGS;
	f->e = e;
}

int
fb_bad(struct fb *f, uint64_t at, const char *what)
{
	err_set(f->e, STATUS_DATA, "damaged metadata: %s", what);
	if (f->e != NULL)
		f->e->byte = (int64_t)at;
	return -1;
}

static uint16_t
u16_at(const struct fb *f, uint64_t at)
{
	uint16_t v;

	memcpy(&v, f->p + at, sizeof(v));
	return v;
}

static uint32_t
u32_at(const struct fb *f, uint64_t at)
{
	uint32_t v;

	memcpy(&v, f->p + at, sizeof(v));
	return v;
}

int64_t
fb_i64_at(const struct fb *f, uint64_t at)
{
	int64_t v;

	memcpy(&v, f->p + at, sizeof(v));
	return v;
}

/* Verifies the table at at. */
static int
table_at(struct fb *f, uint64_t at, struct fb_table *t)
{
	int64_t vtable;
	unsigned vsize;

	if (f->tables == 0)
		return fb_bad(f, at, "too many tables for its size");
	f->tables--;
	if (f->n < 4 || at > f->n - 4)
		return fb_bad(f, at, "a table begins past the end");
	vtable = (int64_t)at - (int32_t)u32_at(f, at);
	if (vtable < 0 || (uint64_t)vtable > f->n - 4 || vtable % 2 != 0)
		return fb_bad(f, at, "a vtable out of bounds");
	vsize = u16_at(f, (uint64_t)vtable);
	t->size = u16_at(f, (uint64_t)vtable + 2);
	if (vsize < 4 || vsize % 2 != 0 || vsize > f->n - (uint64_t)vtable)
		return fb_bad(f, (uint64_t)vtable, "a vtable of impossible size");
	if (t->size < 4 || t->size > f->n - at)
		return fb_bad(f, at, "a table of impossible size");
	t->at = at;
	t->vtable = (uint64_t)vtable;
	t->slots = (vsize - 4) / 2;
	return 0;
}

int
fb_root(struct fb *f, struct fb_table *t)
{
	uint32_t at;

	if (f->n < 8)
		return fb_bad(f, 0, "shorter than 8 bytes");
	if ((at = u32_at(f, 0)) < 4)
		return fb_bad(f, 0, "a root inside the root reference");
	return table_at(f, at, t);
}

/* Position of the field in slot: 1, 0 when absent, -1. */
static int
field_at(struct fb *f, const struct fb_table *t, unsigned slot, unsigned size,
    uint64_t *at)
{
	unsigned off;

	if (slot >= t->slots)
		return 0;
	if ((off = u16_at(f, t->vtable + 4 + 2 * (uint64_t)slot)) == 0)
		return 0;
	if (off < 4 || size > t->size || off > t->size - size)
		return fb_bad(f, t->vtable, "a field outside its table");
	*at = t->at + off;
	return 1;
}

int
fb_int(struct fb *f, const struct fb_table *t, unsigned slot, unsigned size,
    int64_t absent, int64_t *out)
{
	uint64_t at = 0;
	int rc = field_at(f, t, slot, size, &at);

	*out = absent;
	if (rc <= 0)
		return rc;
	switch (size) {
	case 1:
		*out = (int8_t)f->p[at];
		break;
	case 2:
		*out = (int16_t)u16_at(f, at);
		break;
	case 4:
		*out = (int32_t)u32_at(f, at);
		break;
	default:
		*out = fb_i64_at(f, at);
		break;
	}
	return 0;
}

/* Follows the reference at at; its target has room for 4 bytes. */
static int
follow(struct fb *f, uint64_t at, uint64_t *to)
{
	uint32_t off = u32_at(f, at);

	if (off == 0 || off > f->n - 4 - at)
		return fb_bad(f, at, "a reference past the end");
	*to = at + off;
	return 0;
}

/* As field_at for a reference field, followed. */
static int
ref_at(struct fb *f, const struct fb_table *t, unsigned slot, uint64_t *to)
{
	uint64_t at = 0;
	int rc = field_at(f, t, slot, 4, &at);

	if (rc <= 0)
		return rc;
	return follow(f, at, to) == 0 ? 1 : -1;
}

int
fb_sub(struct fb *f, const struct fb_table *t, unsigned slot, struct fb_table *out)
{
	uint64_t at = 0;
	int rc = ref_at(f, t, slot, &at);

	memset(out, 0, sizeof(*out));
	if (rc <= 0)
		return rc;
	return table_at(f, at, out) == 0 ? 1 : -1;
}

int
fb_vec(struct fb *f, const struct fb_table *t, unsigned slot, unsigned size,
    struct fb_vec *out)
{
	uint64_t at = 0;
	int rc = ref_at(f, t, slot, &at);

	out->at = 0;
	out->n = 0;
	if (rc <= 0)
		return rc;
	out->n = u32_at(f, at);
	out->at = at + 4;
	if (out->n > (f->n - out->at) / size)
		return fb_bad(f, at, "a vector past the end");
	return 1;
}

int
fb_str(struct fb *f, const struct fb_table *t, unsigned slot, const char **s, size_t *n)
{
	struct fb_vec v;
	int rc = fb_vec(f, t, slot, 1, &v);

	*s = "";
	*n = 0;
	if (rc <= 0)
		return rc;
	if (v.n >= f->n - v.at || f->p[v.at + v.n] != 0)
		return fb_bad(f, v.at, "a string without its NUL");
	if (v.n > f->bytes)
		return fb_bad(f, v.at, "too many strings for its size");
	f->bytes -= v.n;
	*s = (const char *)f->p + v.at;
	*n = v.n;
	return 1;
}

int
fb_vec_table(struct fb *f, const struct fb_vec *v, uint64_t i, struct fb_table *out)
{
	uint64_t to;

	if (follow(f, v->at + 4 * i, &to) != 0)
		return -1;
	return table_at(f, to, out);
}
