/*
 * ipc_read.c - a record batch from metadata and body, without copying values.
 *
 * The columns are walked in Arrow's order, each before its children; every one
 * takes its node and its buffers from the two lists in the metadata.
 */
#include "wire/ipc.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "model/bits.h"
#include "wire/arrow.h"
#include "wire/ipc_check.h"
#include "wire/ipc_parse.h"

struct reader {
	struct fb f;
	struct fb_vec nodes, buffers;
	uint64_t node, buffer;		/* the next ones */
	struct block *body;
	int64_t bodylen;
	int64_t rows;			/* of the batch */
	struct err *e;
};

/* Where buffers of no bytes point, so that pointers to values are never NULL. */
static const _Alignas(BLOCK_ALIGN) uint8_t nothing[BLOCK_ALIGN];

/* Whether l->col has as many values as what is around it calls for. */
static int
check_rows(struct reader *r, const struct ipc_level *l)
{
	const struct column *c = l->col, *up = l->up != NULL ? l->up->col : NULL;

	if (up == NULL || l->up->field->type.id == TYPE_STRUCT) {
		if (c->rows == (up == NULL ? r->rows : up->rows))
			return 0;
	} else if (c->rows >= up->offsets[up->rows]) {
		return 0;
	}
	return ipc_refuse(l, -1, r->e, "damaged metadata: %" PRId64 " values where %" PRId64
	    " are due", c->rows, up == NULL ? r->rows : up->offsets != NULL ?
	    up->offsets[up->rows] : up->rows);
}

/* The next node: rows and nulls of a column. */
static int
next_node(struct reader *r, const struct ipc_level *l, struct column *c)
{
	uint64_t at = r->nodes.at + r->node * ARROW_PAIR;

	if (r->node == r->nodes.n)
		return ipc_refuse(l, -1, r->e, "damaged metadata: no node for it");
	r->node++;
	c->rows = fb_i64_at(&r->f, at);
	c->nulls = fb_i64_at(&r->f, at + 8);
	if (c->rows < 0 || c->rows > IPC_ROWS_MAX)
		return ipc_refuse(l, -1, r->e, "damaged metadata: %" PRId64 " values", c->rows);
	if (c->nulls < 0 || c->nulls > c->rows)
		return ipc_refuse(l, -1, r->e, "damaged metadata: %" PRId64 " nulls in %" PRId64
		    " values", c->nulls, c->rows);
	return check_rows(r, l);
}

/*
 * The bytes of the next buffer, checked against the body.  Compressed bodies,
 * when they are read, are unpacked here.
 */
static int
next_buffer(struct reader *r, const struct ipc_level *l, const char *what,
    const uint8_t **p, int64_t *n)
{
	uint64_t at = r->buffers.at + r->buffer * ARROW_PAIR;
	int64_t off;

	if (r->buffer == r->buffers.n)
		return ipc_refuse(l, -1, r->e, "damaged metadata: no buffer of %s", what);
	r->buffer++;
	off = fb_i64_at(&r->f, at);
	*n = fb_i64_at(&r->f, at + 8);
	*p = nothing;
	if (*n == 0)
		return 0;
	if (off < 0 || *n < 0 || off > r->bodylen || *n > r->bodylen - off)
		return ipc_refuse(l, -1, r->e, "damaged metadata: %s at %" PRId64 ", %" PRId64
		    " bytes, in a body of %" PRId64, what, off, *n, r->bodylen);
	*p = r->body->data + off;
	return 0;
}

/*
 * Makes *out point at n bytes of which need count, aligned to align; *hold is
 * what they lie in.
 */
static int
use_buffer(struct reader *r, const struct ipc_level *l, const char *what, const uint8_t *p,
    int64_t n, uint64_t need, size_t align, const void **out, struct block **hold)
{
	struct block *copy;

	*out = nothing;
	if (need > (uint64_t)n)
		return ipc_refuse(l, -1, r->e, "%" PRId64 " bytes of %s for %" PRId64
		    " values", n, what, l->col->rows);
	if (need == 0)
		return 0;
	if ((uintptr_t)p % align == 0) {
		*out = p;
		*hold = block_ref(r->body);
		return 0;
	}
	if ((copy = block_new((size_t)need, r->e)) == NULL)
		return -1;
	memcpy(copy->data, p, (size_t)need);
	*out = copy->data;
	*hold = copy;
	return 0;
}

/* Takes the next buffer as need bytes aligned to align. */
static int
take_buffer(struct reader *r, const struct ipc_level *l, const char *what, uint64_t need,
    size_t align, const void **out, struct block **hold)
{
	const uint8_t *p;
	int64_t n;

	if (next_buffer(r, l, what, &p, &n) != 0)
		return -1;
	return use_buffer(r, l, what, p, n, need, align, out, hold);
}

static int
read_validity(struct reader *r, const struct ipc_level *l, struct column *c)
{
	uint64_t need = bits_bytes(c->rows);
	const uint8_t *p;
	const void *bits;
	int64_t n;

	if (next_buffer(r, l, "validity", &p, &n) != 0)
		return -1;
	/* Without nulls there need not be a bitmap; if there is one, it must agree. */
	if (c->nulls == 0 && (uint64_t)n < need)
		return 0;
	if (use_buffer(r, l, "validity", p, n, need, 1, &bits, &c->hold[0]) != 0)
		return -1;
	c->valid = bits;
	if (ipc_check_nulls(l, r->e) != 0)
		return -1;
	if (c->nulls == 0) {
		block_unref(c->hold[0]);
		c->hold[0] = NULL;
		c->valid = NULL;
	}
	return 0;
}

static int
read_offsets(struct reader *r, const struct ipc_level *l, struct column *c)
{
	uint64_t need = c->rows == 0 ? 0 : ((uint64_t)c->rows + 1) * sizeof(int32_t);
	const void *p;

	if (take_buffer(r, l, "offsets", need, sizeof(int32_t), &p, &c->hold[1]) != 0)
		return -1;
	c->offsets = p;
	return 0;
}

/* Offsets and bytes of a string or binary column. */
static int
read_bytes(struct reader *r, const struct ipc_level *l, struct column *c)
{
	const uint8_t *p;
	int64_t n;

	if (read_offsets(r, l, c) != 0 || next_buffer(r, l, "data", &p, &n) != 0)
		return -1;
	if (c->rows > 0 && ipc_check_offsets(l, n, r->e) != 0)
		return -1;
	if (use_buffer(r, l, "data", p, n, (uint64_t)c->offsets[c->rows], 1, &c->values,
	    &c->hold[2]) != 0)
		return -1;
	return l->field->type.id == TYPE_STRING ? ipc_check_strings(l, c, r->e) : 0;
}

static int
read_fixed(struct reader *r, const struct ipc_level *l, struct column *c)
{
	size_t width = type_width(l->field->type.id);

	if (take_buffer(r, l, "values", (uint64_t)c->rows * width, width, &c->values,
	    &c->hold[2]) != 0)
		return -1;
	return l->field->type.id == TYPE_DECIMAL ? ipc_check_decimals(l, r->e) : 0;
}

static int read_column(struct reader *r, const struct ipc_level *up,
    const struct field *f, struct column *c);

static int
read_nested(struct reader *r, const struct ipc_level *l, struct column *c)
{
	const struct type *t = &l->field->type;

	/* That the offsets end inside the child is checked when its node is read. */
	if (t->id != TYPE_STRUCT && (read_offsets(r, l, c) != 0 ||
	    (c->rows > 0 && ipc_check_offsets(l, INT32_MAX, r->e) != 0)))
		return -1;
	if (t->nchild == 0)
		return 0;
	if ((c->child = mem_zero(t->nchild, sizeof(*c->child), r->e)) == NULL)
		return -1;
	for (; c->nchild < t->nchild; c->nchild++) {
		if (read_column(r, l, &t->child[c->nchild], &c->child[c->nchild]) != 0)
			return -1;
	}
	return 0;
}

/* Reads one column into c, which is empty again on failure. */
static int
read_column(struct reader *r, const struct ipc_level *up, const struct field *f,
    struct column *c)
{
	const struct ipc_level l = { up, f, c };
	enum type_id id = f->type.id;
	int rc;

	if (next_node(r, &l, c) != 0)
		goto fail;
	if (id == TYPE_VOID) {
		if (c->nulls != c->rows) {
			ipc_refuse(&l, -1, r->e, "%" PRId64 " nulls in %" PRId64
			    " values of type void", c->nulls, c->rows);
			goto fail;
		}
		if (ipc_check_nulls(&l, r->e) != 0)
			goto fail;
		return 0;
	}
	if (read_validity(r, &l, c) != 0)
		goto fail;
	if (type_is_nested(id))
		rc = read_nested(r, &l, c);
	else if (type_is_bytes(id))
		rc = read_bytes(r, &l, c);
	else if (id == TYPE_BOOLEAN)
		rc = take_buffer(r, &l, "values", bits_bytes(c->rows), 1, &c->values,
		    &c->hold[2]);
	else
		rc = read_fixed(r, &l, c);
	if (rc == 0)
		return 0;
fail:
	column_release(c);
	return -1;
}

/* Finds the RecordBatch in the metadata and its two lists. */
static int
open_batch(struct reader *r)
{
	struct fb_table compression;
	struct ipc_envelope m;
	struct fb_vec variadic;
	int rc;

	if (ipc_envelope_read(&r->f, &m) != 0)
		return -1;
	if (m.type != HEADER_BATCH)
		return err_set(r->e, STATUS_DATA, "not a record batch");
	if (fb_int(&r->f, &m.header, BATCH_LENGTH, 8, 0, &r->rows) != 0 ||
	    fb_vec(&r->f, &m.header, BATCH_NODES, ARROW_PAIR, &r->nodes) < 0 ||
	    fb_vec(&r->f, &m.header, BATCH_BUFFERS, ARROW_PAIR, &r->buffers) < 0 ||
	    fb_vec(&r->f, &m.header, BATCH_VARIADIC, 8, &variadic) < 0 ||
	    (rc = fb_sub(&r->f, &m.header, BATCH_COMPRESSION, &compression)) < 0)
		return -1;
	if (rc > 0)
		return err_set(r->e, STATUS_DATA,
		    "a compressed record batch (lz4 or zstd buffers) is not read yet");
	if (variadic.n > 0)
		return err_set(r->e, STATUS_DATA,
		    "damaged metadata: view buffers without a view column");
	if (r->rows < 0 || r->rows > IPC_ROWS_MAX)
		return err_set(r->e, STATUS_DATA, "damaged metadata: %" PRId64 " rows", r->rows);
	r->bodylen = m.body;
	if ((uint64_t)m.body > (r->body == NULL ? 0 : r->body->size))
		return err_set(r->e, STATUS_DATA, "a body shorter than its %" PRId64 " bytes",
		    m.body);
	return 0;
}

struct batch *
ipc_batch_read(struct schema *s, const uint8_t *meta, size_t n, struct block *body,
    struct err *e)
{
	struct reader r = { .body = body, .e = e };
	struct batch *b;
	size_t i;

	fb_init(&r.f, meta, n, e);
	if (open_batch(&r) != 0 || (b = batch_new(s, r.rows, e)) == NULL)
		return NULL;
	for (i = 0; i < s->nfield; i++) {
		if (read_column(&r, NULL, &s->field[i], &b->col[i]) != 0)
			goto fail;
	}
	if (r.node != r.nodes.n || r.buffer != r.buffers.n) {
		err_set(e, STATUS_DATA, "damaged metadata: more columns than the schema has");
		goto fail;
	}
	return b;
fail:
	batch_free(b);
	return NULL;
}
