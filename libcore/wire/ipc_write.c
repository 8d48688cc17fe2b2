/*
 * ipc_write.c - record batches as messages, without copying values.
 *
 * Columns are windows: a list's child is written from the first to the last
 * element that the list refers to, with offsets that begin at 0.  What cannot be
 * pointed at (moved offsets, shifted bitmaps, the last byte of a bitmap, whose
 * spare bits may hold anything) goes to the message's scratch memory.
 */
#include "wire/ipc.h"

#include <string.h>

#include "model/bits.h"
#include "wire/arrow.h"
#include "wire/ipc_form.h"

static const _Alignas(BLOCK_ALIGN) uint8_t zeros[BLOCK_ALIGN];

struct writer {
	struct ipc_message *m;
	struct buf nodes, buffers;	/* pairs of int64 */
	int64_t body;			/* bytes so far */
	struct err *e;
};

/* Rows [from, from + n) of a column. */
struct window {
	const struct type *type;
	const struct column *col;
	int64_t from, n;
};

/* The elements that the rows of a list or map refer to. */
static struct window
elements(const struct window *v)
{
	const int32_t *o = v->col->offsets;
	int64_t from = v->n == 0 ? 0 : o[v->from];

	return (struct window){ &v->type->child[0].type, &v->col->child[0], from,
	    v->n == 0 ? 0 : o[v->from + v->n] - from };
}

static struct window
member(const struct window *v, uint32_t i)
{
	return (struct window){ &v->type->child[i].type, &v->col->child[i], v->from, v->n };
}

/* At least the scratch bytes that writing v takes. */
static size_t
scratch_size(const struct window *v)
{
	struct window inside;
	size_t n = 0;
	uint32_t i;

	if (v->type->id == TYPE_VOID)
		return 0;
	n += 2 * (bits_bytes(v->n) + BLOCK_ALIGN);
	if (v->col->offsets != NULL)
		n += ((size_t)v->n + 1) * sizeof(int32_t) + BLOCK_ALIGN;
	if (v->type->id == TYPE_STRUCT) {
		for (i = 0; i < v->type->nchild; i++) {
			inside = member(v, i);
			n += scratch_size(&inside);
		}
	} else if (v->type->nchild > 0) {
		inside = elements(v);
		n += scratch_size(&inside);
	}
	return n;
}

static int
add_pair(struct buf *b, int64_t x, int64_t y, struct err *e)
{
	const int64_t pair[2] = { x, y };

	return buf_add(b, pair, sizeof(pair), e);
}

/* Appends a buffer to the body: n bytes at p, and zeros up to the next multiple of 64. */
static int
add_buffer(struct writer *w, const void *p, size_t n)
{
	size_t pad = (BLOCK_ALIGN - n % BLOCK_ALIGN) % BLOCK_ALIGN;

	if (add_pair(&w->buffers, w->body, (int64_t)n, w->e) != 0)
		return -1;
	w->body += (int64_t)(n + pad);
	if (n > 0 && ipc_piece_add(w->m, p, n, w->e) != 0)
		return -1;
	return pad == 0 ? 0 : ipc_piece_add(w->m, zeros, pad, w->e);
}

/* n bytes of scratch, which has the room. */
static uint8_t *
scratch(struct writer *w, size_t n)
{
	struct buf *s = &w->m->scratch;
	uint8_t *p;

	s->len = (s->len + 7) & ~(size_t)7;
	p = s->data + s->len;
	s->len += n;
	return p;
}

/* Appends n bits that begin at bit from, with clean spare bits. */
static int
add_bits(struct writer *w, const uint8_t *bits, int64_t from, int64_t n)
{
	size_t size = bits_bytes(n);
	uint8_t *copy;

	if ((from & 7) == 0 && (n & 7) == 0)
		return add_buffer(w, bits + (from >> 3), size);
	copy = scratch(w, size);
	bits_copy(copy, bits, from, n);
	return add_buffer(w, copy, size);
}

/* Appends node and validity of v. */
static int
add_validity(struct writer *w, const struct window *v)
{
	const struct column *c = v->col;
	int64_t nulls = 0;
	uint8_t *bits;

	if (v->type->id == TYPE_VOID)
		return add_pair(&w->nodes, v->n, v->n, w->e);
	if (c->valid != NULL && v->from == 0 && v->n == c->rows) {
		nulls = c->nulls;
	} else if (c->valid != NULL) {
		bits = scratch(w, bits_bytes(v->n));
		bits_copy(bits, c->valid, v->from, v->n);
		nulls = v->n - column_popcount(bits, v->n);
		if (add_pair(&w->nodes, v->n, nulls, w->e) != 0)
			return -1;
		return add_buffer(w, bits, nulls > 0 ? bits_bytes(v->n) : 0);
	}
	if (add_pair(&w->nodes, v->n, nulls, w->e) != 0)
		return -1;
	return nulls > 0 ? add_bits(w, c->valid, 0, v->n) : add_buffer(w, NULL, 0);
}

/* Appends the offsets of v, beginning at 0. */
static int
add_offsets(struct writer *w, const struct window *v)
{
	size_t n = (size_t)v->n + 1;
	const int32_t *in = v->col->offsets + v->from;
	int32_t *out;
	size_t i;

	if (v->n == 0)
		return add_buffer(w, zeros, sizeof(*in));
	if (in[0] == 0)
		return add_buffer(w, in, n * sizeof(*in));
	out = (int32_t *)(void *)scratch(w, n * sizeof(*out));
	for (i = 0; i < n; i++)
		out[i] = in[i] - in[0];
	return add_buffer(w, out, n * sizeof(*out));
}

static int
add_bytes(struct writer *w, const struct window *v)
{
	const int32_t *o = v->col->offsets + v->from;

	if (add_offsets(w, v) != 0)
		return -1;
	if (v->n == 0)
		return add_buffer(w, NULL, 0);
	return add_buffer(w, (const char *)v->col->values + o[0], (size_t)(o[v->n] - o[0]));
}

/* Appends v: its node, its buffers, then its children. */
static int
add_column(struct writer *w, const struct window *v)
{
	size_t width = type_width(v->type->id);
	struct window inside;
	uint32_t i;

	if (add_validity(w, v) != 0)
		return -1;
	switch (v->type->id) {
	case TYPE_VOID:
		return 0;
	case TYPE_BOOLEAN:
		return add_bits(w, v->col->values, v->from, v->n);
	case TYPE_STRING:
	case TYPE_BINARY:
		return add_bytes(w, v);
	case TYPE_STRUCT:
		for (i = 0; i < v->type->nchild; i++) {
			inside = member(v, i);
			if (add_column(w, &inside) != 0)
				return -1;
		}
		return 0;
	case TYPE_ARRAY:
	case TYPE_MAP:
		if (add_offsets(w, v) != 0)
			return -1;
		inside = elements(v);
		return add_column(w, &inside);
	default:
		return add_buffer(w, (const char *)v->col->values + (size_t)v->from * width,
		    (size_t)v->n * width);
	}
}

/* The metadata, once the body is known. */
static int
write_head(struct writer *w, int64_t rows, const struct meta *meta)
{
	const struct fbw_slot slot[] = {
		[BATCH_LENGTH] = { 8, rows }, [BATCH_NODES] = { 4, 0 },
		[BATCH_BUFFERS] = { 4, 0 }
	};
	size_t at[BATCH_SLOTS], links[MESSAGE_SLOTS];
	struct fbw f;

	ipc_message_begin(&f, w->m, HEADER_BATCH, w->body, meta != NULL && meta->n > 0, links,
	    w->e);
	fbw_table(&f, links[MESSAGE_HEADER], slot, sizeof(slot) / sizeof(*slot), at);
	fbw_structs(&f, at[BATCH_NODES], w->nodes.data, w->nodes.len / ARROW_PAIR, ARROW_PAIR);
	fbw_structs(&f, at[BATCH_BUFFERS], w->buffers.data, w->buffers.len / ARROW_PAIR,
	    ARROW_PAIR);
	if (meta != NULL && meta->n > 0)
		ipc_pairs_write(&f, links[MESSAGE_META], meta, NULL);
	return ipc_message_end(&f, w->m, w->e);
}

int
ipc_batch_write(const struct batch *b, const struct meta *meta, struct ipc_message *out,
    struct err *e)
{
	struct writer w = { .m = out, .e = e };
	size_t i, need = 0;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < b->schema->nfield; i++) {
		const struct window v = { &b->schema->field[i].type, &b->col[i], 0, b->rows };

		need += scratch_size(&v);
	}
	if (ipc_piece_add(out, NULL, 0, e) != 0 || buf_reserve(&out->scratch, need, e) != 0)
		goto done;
	for (i = 0; i < b->schema->nfield; i++) {
		const struct window v = { &b->schema->field[i].type, &b->col[i], 0, b->rows };

		if (add_column(&w, &v) != 0)
			goto done;
	}
	rc = write_head(&w, b->rows, meta);
done:
	buf_release(&w.nodes);
	buf_release(&w.buffers);
	if (rc != 0)
		ipc_message_release(out);
	return rc;
}

int
ipc_control_write(const struct schema *s, const struct meta *meta, struct ipc_message *out,
    struct err *e)
{
	struct batch *b;
	int rc = -1;
	size_t i;

	memset(out, 0, sizeof(*out));
	if ((b = batch_new((struct schema *)s, 0, e)) == NULL)
		return -1;
	for (i = 0; i < s->nfield; i++) {
		if (column_nulls(&b->col[i], &s->field[i].type, 0, e) != 0)
			goto done;
	}
	rc = ipc_batch_write(b, meta, out, e);
done:
	batch_free(b);
	return rc;
}
