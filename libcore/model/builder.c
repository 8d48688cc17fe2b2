/* builder.c - columns and batches, a value at a time. */
#include "model/builder.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/bits.h"

/* Values from here on are not copied where that can be. */
#define TAKE_BYTES ((size_t)1 << 20)

static bool
has_offsets(enum type_id id)
{
	return type_is_bytes(id) || id == TYPE_ARRAY || id == TYPE_MAP;
}

int
builder_init(struct builder *b, const struct type *type, struct err *e)
{
	memset(b, 0, sizeof(*b));
	b->type = type;
	if (has_offsets(type->id) && buf_zero(&b->offsets, sizeof(int32_t), e) != 0)
		return -1;
	if (type->nchild == 0)
		return 0;
	if ((b->child = mem_zero(type->nchild, sizeof(*b->child), e)) == NULL)
		goto fail;
	for (; b->nchild < type->nchild; b->nchild++) {
		if (builder_init(&b->child[b->nchild], &type->child[b->nchild].type, e) != 0)
			goto fail;
	}
	return 0;
fail:
	builder_release(b);
	return -1;
}

void
builder_release(struct builder *b)
{
	uint32_t i;

	for (i = 0; i < b->nchild; i++)
		builder_release(&b->child[i]);
	free(b->child);
	buf_release(&b->valid);
	buf_release(&b->offsets);
	buf_release(&b->values);
	memset(b, 0, sizeof(*b));
}

void
builder_clear(struct builder *b)
{
	uint32_t i;

	b->rows = b->nulls = 0;
	b->valid.len = b->values.len = 0;
	if (has_offsets(b->type->id))
		b->offsets.len = sizeof(int32_t);
	for (i = 0; i < b->nchild; i++)
		builder_clear(&b->child[i]);
}

/* Makes bit row i of bits exist, zero, and sets it to on. */
static int
push_bit(struct buf *bits, int64_t i, bool on, struct err *e)
{
	if ((size_t)(i >> 3) >= bits->len && buf_zero(bits, 1, e) != 0)
		return -1;
	if (on)
		bits_set(bits->data, i);
	return 0;
}

/* Counts the row that was just appended as present or NULL. */
static int
push_valid(struct builder *b, bool present, struct err *e)
{
	size_t bytes;

	if (b->nulls == 0) {
		if (present) {
			b->rows++;
			return 0;
		}
		/* The first NULL: everything before it was present. */
		bytes = bits_bytes(b->rows);
		b->valid.len = 0;
		if (buf_reserve(&b->valid, bytes + 1, e) != 0)
			return -1;
		memset(b->valid.data, 0xff, bytes);
		b->valid.len = bytes;
		if ((b->rows & 7) != 0)
			b->valid.data[bytes - 1] = (uint8_t)((1u << (b->rows & 7)) - 1);
	}
	if (push_bit(&b->valid, b->rows, present, e) != 0)
		return -1;
	b->nulls += !present;
	b->rows++;
	return 0;
}

static int
push_offset(struct builder *b, size_t end, struct err *e)
{
	int32_t o;

	if (end > INT32_MAX)
		return err_row(e, b->rows,
		    "a column of one batch would hold more than 2147483647 bytes or elements");
	o = (int32_t)end;
	return buf_add(&b->offsets, &o, sizeof(o), e);
}

/* The end of the elements or bytes so far. */
static size_t
range_end(const struct builder *b)
{
	return type_is_bytes(b->type->id) ? b->values.len : (size_t)b->child[0].rows;
}

int
builder_null(struct builder *b, struct err *e)
{
	uint32_t i;
	int rc = 0;

	if (b->absent) {
		b->rows++;
		return 0;
	}
	if (b->type->id == TYPE_BOOLEAN)
		rc = push_bit(&b->values, b->rows, false, e);
	else if (has_offsets(b->type->id))
		rc = push_offset(b, range_end(b), e);
	else if (type_width(b->type->id) > 0)
		rc = buf_zero(&b->values, type_width(b->type->id), e);
	for (i = 0; rc == 0 && b->type->id == TYPE_STRUCT && i < b->nchild; i++)
		rc = builder_null(&b->child[i], e);
	if (rc != 0)
		return -1;
	if (b->type->id == TYPE_VOID) {
		b->rows++;
		b->nulls++;
		return 0;
	}
	return push_valid(b, false, e);
}

int
builder_i64(struct builder *b, int64_t v, struct err *e)
{
	if (b->type->id == TYPE_BOOLEAN) {
		if (push_bit(&b->values, b->rows, v != 0, e) != 0)
			return -1;
	} else {
		/* Little-endian: the low bytes of v are the narrower value. */
		if (buf_add(&b->values, &v, type_width(b->type->id), e) != 0)
			return -1;
	}
	return push_valid(b, true, e);
}

int
builder_f64(struct builder *b, double v, struct err *e)
{
	float f = (float)v;

	if (b->type->id == TYPE_FLOAT ? buf_add(&b->values, &f, sizeof(f), e) != 0 :
	    buf_add(&b->values, &v, sizeof(v), e) != 0)
		return -1;
	return push_valid(b, true, e);
}

int
builder_decimal(struct builder *b, int128_t v, struct err *e)
{
	if (buf_add(&b->values, &v, sizeof(v), e) != 0)
		return -1;
	return push_valid(b, true, e);
}

int
builder_bytes(struct builder *b, const void *p, size_t n, struct err *e)
{
	if (n > INT32_MAX)
		return err_row(e, b->rows, "a value of %zu bytes is over the limit of 2147483647",
		    n);
	if (push_offset(b, b->values.len + n, e) != 0 || buf_add(&b->values, p, n, e) != 0)
		return -1;
	return push_valid(b, true, e);
}

int
builder_take(struct builder *b, struct buf *v, struct err *e)
{
	struct buf own = b->values;
	int rc;

	if (own.len > 0 || v->len < TAKE_BYTES || v->len > INT32_MAX) {
		rc = builder_bytes(b, v->data, v->len, e);
		v->len = 0;
		return rc;
	}
	if (push_offset(b, v->len, e) != 0)
		return -1;
	b->values = *v;
	*v = own;
	return push_valid(b, true, e);
}

int
builder_row(struct builder *b, struct err *e)
{
	if (has_offsets(b->type->id) && push_offset(b, range_end(b), e) != 0)
		return -1;
	return push_valid(b, true, e);
}

/* Keeps the first n bits; the others of their last byte become zero again. */
static void
cut_bits(struct buf *bits, int64_t n)
{
	size_t bytes = bits_bytes(n);

	if (bits->len < bytes)
		return;
	bits->len = bytes;
	if ((n & 7) != 0)
		bits->data[bytes - 1] &= (uint8_t)((1u << (n & 7)) - 1);
}

void
builder_cut(struct builder *b, int64_t rows)
{
	int64_t end = rows, i;
	uint32_t c;

	if (b->absent) {
		b->rows = b->rows < rows ? b->rows : rows;
		return;
	}
	for (i = rows; i < b->rows && b->nulls > 0; i++)
		b->nulls -= b->type->id == TYPE_VOID || (b->valid.data[i >> 3] >> (i & 7) & 1) == 0;
	b->rows = rows;
	cut_bits(&b->valid, b->nulls > 0 ? rows : 0);
	if (has_offsets(b->type->id)) {
		b->offsets.len = ((size_t)rows + 1) * sizeof(int32_t);
		end = ((const int32_t *)(const void *)b->offsets.data)[rows];
	}
	if (type_is_bytes(b->type->id))
		b->values.len = (size_t)end;
	else if (b->type->id == TYPE_BOOLEAN)
		cut_bits(&b->values, rows);
	else
		b->values.len = (size_t)rows * type_width(b->type->id);
	for (c = 0; c < b->nchild; c++)
		builder_cut(&b->child[c], end);
}

size_t
builder_size(const struct builder *b)
{
	size_t n = b->valid.len + b->offsets.len + b->values.len;
	uint32_t i;

	for (i = 0; i < b->nchild; i++)
		n += builder_size(&b->child[i]);
	return n;
}

/* Moves one buffer into a block; an empty one becomes an empty block. */
static const void *
take(struct buf *buf, struct block **hold, struct err *e)
{
	*hold = buf_to_block(buf, e);
	return *hold == NULL ? NULL : (*hold)->data;
}

int
builder_finish(struct builder *b, struct column *out, struct err *e)
{
	enum type_id id = b->type->id;

	if (b->absent) {
		column_absent(out, b->rows);
		b->rows = 0;
		return 0;
	}
	memset(out, 0, sizeof(*out));
	out->rows = b->rows;
	out->nulls = b->nulls;
	if (b->nulls > 0 && id != TYPE_VOID &&
	    (out->valid = take(&b->valid, &out->hold[0], e)) == NULL)
		goto fail;
	if (has_offsets(id) && (out->offsets = take(&b->offsets, &out->hold[1], e)) == NULL)
		goto fail;
	if (id != TYPE_VOID && id < TYPE_ARRAY &&
	    (out->values = take(&b->values, &out->hold[2], e)) == NULL)
		goto fail;
	if (b->nchild > 0) {
		out->child = mem_zero(b->nchild, sizeof(*out->child), e);
		if (out->child == NULL)
			goto fail;
	}
	for (; out->nchild < b->nchild; out->nchild++) {
		if (builder_finish(&b->child[out->nchild], &out->child[out->nchild], e) != 0)
			goto fail;
	}
	b->rows = b->nulls = 0;
	b->valid.len = 0;
	if (has_offsets(id) && buf_zero(&b->offsets, sizeof(int32_t), e) != 0)
		goto fail;
	return 0;
fail:
	column_release(out);
	return -1;
}

int
batch_builder_init(struct batch_builder *bb, struct schema *s, struct err *e)
{
	size_t i;

	memset(bb, 0, sizeof(*bb));
	if ((bb->col = mem_zero(s->nfield, sizeof(*bb->col), e)) == NULL)
		return -1;
	bb->schema = schema_ref(s);
	for (i = 0; i < s->nfield; i++) {
		if (builder_init(&bb->col[i], &s->field[i].type, e) != 0) {
			batch_builder_release(bb);
			return -1;
		}
	}
	return 0;
}

void
batch_builder_release(struct batch_builder *bb)
{
	size_t i;

	for (i = 0; bb->schema != NULL && i < bb->schema->nfield; i++)
		builder_release(&bb->col[i]);
	free(bb->col);
	schema_unref(bb->schema);
	memset(bb, 0, sizeof(*bb));
}

int64_t
batch_builder_rows(const struct batch_builder *bb)
{
	return bb->schema->nfield > 0 ? bb->col[0].rows : 0;
}

bool
batch_builder_full(const struct batch_builder *bb)
{
	size_t i, n = 0;

	if (batch_builder_rows(bb) >= BATCH_ROWS)
		return true;
	for (i = 0; i < bb->schema->nfield; i++)
		n += builder_size(&bb->col[i]);
	return n >= BATCH_BYTES;
}

struct batch *
batch_builder_finish(struct batch_builder *bb, struct err *e)
{
	struct batch *b = batch_new(bb->schema, batch_builder_rows(bb), e);
	size_t i;

	if (b == NULL)
		return NULL;
	for (i = 0; i < bb->schema->nfield; i++) {
		if (bb->col[i].rows != b->rows) {
			err_set(e, STATUS_SYSTEM, "internal: columns of unequal length");
			batch_free(b);
			return NULL;
		}
		if (builder_finish(&bb->col[i], &b->col[i], e) != 0) {
			batch_free(b);
			return NULL;
		}
	}
	return b;
}
