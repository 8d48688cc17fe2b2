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
#include "wire/ipc_foreign.h"
#include "wire/ipc_parse.h"
#include "wire/ipc_reader.h"
#include "wire/ipc_views.h"

/* Where buffers of no bytes point, so that pointers to values are never NULL. */
static const _Alignas(BLOCK_ALIGN) uint8_t nothing[BLOCK_ALIGN];

/* Whether l->col has as many values as what is around it calls for. */
static int
check_rows(struct ipc_reader *r, const struct ipc_level *l)
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
next_node(struct ipc_reader *r, const struct ipc_level *l, struct column *c)
{
	uint64_t at = r->nodes.at + r->node * ARROW_PAIR;

	if (r->node >= r->nodes.n)
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

struct block *
ipc_new_block(struct ipc_reader *r, const struct ipc_level *l, uint64_t size)
{
	if (size > (uint64_t)r->room) {
		ipc_refuse(l, -1, r->e, "buffers that stand for more than %" PRId64 " bytes",
		    IPC_BODY_MAX);
		return NULL;
	}
	r->room -= (int64_t)size;
	return block_new((size_t)size, r->e);
}

/* How many bytes a compressed buffer may decompress to where need bytes will do. */
static bool
size_fits(const struct ipc_reader *r, int64_t size, uint64_t need, int64_t packed)
{
	/* Writers may send the memory that they have, and not only what they use. */
	return size <= r->room && (uint64_t)size / 2 <= need + 65536 &&
	    frame_plausible(r->unpack, (size_t)packed, (size_t)size);
}

/* Makes b, which has bytes, the bytes that it decompresses to. */
static int
unpack_buffer(struct ipc_reader *r, const struct ipc_level *l, const char *what,
    uint64_t need, struct ipc_bytes *b)
{
	struct err why = ERR_INIT;
	int64_t size;

	if (b->n < (int64_t)sizeof(size))
		return ipc_refuse(l, -1, r->e, "compressed %s of %" PRId64 " bytes", what, b->n);
	memcpy(&size, b->p, sizeof(size));
	b->p += sizeof(size);
	b->n -= (int64_t)sizeof(size);
	if (size == -1) {
		b->in = block_ref(r->body);
		return 0;
	}
	if (size < 0 || !size_fits(r, size, need, b->n))
		return ipc_refuse(l, -1, r->e, "compressed %s that claim %" PRId64 " bytes, of "
		    "which %" PRIu64 " are needed", what, size, need);
	if ((b->in = ipc_new_block(r, l, (uint64_t)size)) == NULL)
		return -1;
	if (frame_unpack(r->unpack, b->p, (size_t)b->n, b->in->data, (size_t)size, &why) != 0) {
		block_unref(b->in);
		b->in = NULL;
		return ipc_refuse(l, -1, r->e, "%s: %s", what, why.msg);
	}
	b->p = b->in->data;
	b->n = size;
	return 0;
}

/* n bytes of the body from off on, which it has; NULL where they were not read. */
static const uint8_t *
body_bytes(const struct ipc_reader *r, int64_t off, int64_t n)
{
	return r->parts == NULL ? r->body->data + off :
	    ipc_parts_bytes(r->parts, r->body, off, n);
}

int
ipc_next_buffer(struct ipc_reader *r, const struct ipc_level *l, const char *what,
    uint64_t need, struct ipc_bytes *out)
{
	uint64_t at = r->buffers.at + r->buffer * ARROW_PAIR;
	int64_t off, n;

	if (r->buffer >= r->buffers.n)
		return ipc_refuse(l, -1, r->e, "damaged metadata: no buffer of %s", what);
	r->buffer++;
	off = fb_i64_at(&r->f, at);
	n = fb_i64_at(&r->f, at + 8);
	*out = (struct ipc_bytes){ nothing, 0, NULL };
	if (n == 0)
		return 0;
	if (off < 0 || n < 0 || off > r->bodylen || n > r->bodylen - off)
		return ipc_refuse(l, -1, r->e, "damaged metadata: %s at %" PRId64 ", %" PRId64
		    " bytes, in a body of %" PRId64, what, off, n, r->bodylen);
	if ((out->p = body_bytes(r, off, n)) == NULL)
		return ipc_refuse(l, -1, r->e, "damaged metadata: %s at %" PRId64 ", %" PRId64
		    " bytes, which were not read", what, off, n);
	out->n = n;
	if (r->unpack != NULL)
		return unpack_buffer(r, l, what, need, out);
	out->in = block_ref(r->body);
	return 0;
}

/*
 * Makes *out point at the bytes of b, whose reference is taken, of which need count,
 * aligned to align; *hold is what they lie in.
 */
static int
use_buffer(struct ipc_reader *r, const struct ipc_level *l, const char *what,
    struct ipc_bytes *b, uint64_t need, size_t align, const void **out, struct block **hold)
{
	struct block *copy = NULL;
	int rc = 0;

	*out = nothing;
	if (need > (uint64_t)b->n) {
		rc = ipc_refuse(l, -1, r->e, "%" PRId64 " bytes of %s for %" PRId64
		    " values", b->n, what, l->col->rows);
	} else if (need > 0 && (uintptr_t)b->p % align == 0) {
		*out = b->p;
		*hold = b->in;
		return 0;
	} else if (need > 0) {
		if ((copy = ipc_new_block(r, l, need)) == NULL)
			rc = -1;
		else
			*out = memcpy(copy->data, b->p, (size_t)need);
		*hold = copy;
	}
	block_unref(b->in);
	return rc;
}

int
ipc_take_buffer(struct ipc_reader *r, const struct ipc_level *l, const char *what, uint64_t need,
    size_t align, const void **out, struct block **hold)
{
	struct ipc_bytes b;

	if (ipc_next_buffer(r, l, what, need, &b) != 0)
		return -1;
	return use_buffer(r, l, what, &b, need, align, out, hold);
}

static int
read_validity(struct ipc_reader *r, const struct ipc_level *l, struct column *c)
{
	uint64_t need = bits_bytes(c->rows);
	struct ipc_bytes b;
	const void *bits;

	if (ipc_next_buffer(r, l, "validity", need, &b) != 0)
		return -1;
	/* Without nulls there need not be a bitmap; if there is one, it must agree. */
	if (c->nulls == 0 && (uint64_t)b.n < need) {
		block_unref(b.in);
		return 0;
	}
	if (use_buffer(r, l, "validity", &b, need, 1, &bits, &c->hold[0]) != 0)
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
read_offsets(struct ipc_reader *r, const struct ipc_level *l, struct column *c)
{
	uint64_t need = c->rows == 0 ? 0 : ((uint64_t)c->rows + 1) * sizeof(int32_t);
	const void *p;

	if (ipc_take_buffer(r, l, "offsets", need, sizeof(int32_t), &p, &c->hold[1]) != 0)
		return -1;
	c->offsets = p;
	return 0;
}

/* What is known of values whose bytes are buffer number i; NULL: nothing. */
static const struct gaps *
faults_of(const struct ipc_reader *r, uint64_t i)
{
	for (size_t k = 0; r->parts != NULL && k < r->parts->ncut; k++)
		if (r->parts->cut[k].buffer == i)
			return &r->parts->cut[k].faults;
	return NULL;
}

/* Offsets and bytes of a string or binary column. */
static int
read_bytes(struct ipc_reader *r, const struct ipc_level *l, struct column *c,
    enum ipc_layout layout)
{
	const struct gaps *faults;
	int64_t base = 0, end;
	struct ipc_bytes b;

	if ((layout == LAYOUT_LARGE ? ipc_foreign_offsets(r, l, c, true, &base) :
	    read_offsets(r, l, c)) != 0)
		return -1;
	/* Not checked yet: a negative one is refused below, whatever is there. */
	end = c->rows > 0 && c->offsets[c->rows] > 0 ? c->offsets[c->rows] : 0;
	faults = faults_of(r, r->buffer);
	if (ipc_next_buffer(r, l, "data", (uint64_t)base + (uint64_t)end, &b) != 0)
		return -1;
	if (base > b.n) {
		block_unref(b.in);
		return ipc_refuse(l, 0, r->e, "an offset of %" PRId64 " where only %" PRId64
		    " follow", base, b.n);
	}
	b.p += base;
	b.n -= base;
	if (c->rows > 0 && ipc_check_offsets(l, b.n, r->e) != 0) {
		block_unref(b.in);
		return -1;
	}
	if (use_buffer(r, l, "data", &b, (uint64_t)end, 1, &c->values, &c->hold[2]) != 0)
		return -1;
	return l->field->type.id == TYPE_STRING ? ipc_check_strings(l, c, faults, r->e) : 0;
}

static int
read_fixed(struct ipc_reader *r, const struct ipc_level *l, struct column *c)
{
	size_t width = type_width(l->field->type.id);

	if (ipc_take_buffer(r, l, "values", (uint64_t)c->rows * width, width, &c->values,
	    &c->hold[2]) != 0)
		return -1;
	return l->field->type.id == TYPE_DECIMAL ? ipc_check_decimals(l, r->e) : 0;
}

static int read_column(struct ipc_reader *r, const struct ipc_level *up,
    const struct field *f, const struct ipc_how *how, struct column *c);

/* The offsets of an array or map.  That they end inside the child is checked with its node. */
static int
read_nested_offsets(struct ipc_reader *r, const struct ipc_level *l, struct column *c,
    enum ipc_layout layout)
{
	int64_t base;

	if (layout == LAYOUT_LARGE)
		return ipc_foreign_offsets(r, l, c, false, &base);
	if (read_offsets(r, l, c) != 0)
		return -1;
	return c->rows > 0 ? ipc_check_offsets(l, INT32_MAX, r->e) : 0;
}

static int
read_nested(struct ipc_reader *r, const struct ipc_level *l, const struct ipc_how *how,
    struct column *c)
{
	const struct type *t = &l->field->type;

	if (t->id != TYPE_STRUCT && read_nested_offsets(r, l, c, how->layout) != 0)
		return -1;
	if (t->nchild == 0)
		return 0;
	if ((c->child = mem_zero(t->nchild, sizeof(*c->child), r->e)) == NULL)
		return -1;
	for (; c->nchild < t->nchild; c->nchild++) {
		if (read_column(r, l, &t->child[c->nchild], ipc_child(how, c->nchild),
		    &c->child[c->nchild]) != 0)
			return -1;
	}
	return 0;
}

/* Reads one column into c, which is empty again on failure. */
static int
read_column(struct ipc_reader *r, const struct ipc_level *up, const struct field *f,
    const struct ipc_how *how, struct column *c)
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
	if (how->layout == LAYOUT_VIEW)
		rc = ipc_views_read(r, &l, how, c);
	else if (type_is_nested(id))
		rc = read_nested(r, &l, how, c);
	else if (type_is_bytes(id))
		rc = read_bytes(r, &l, c, how->layout);
	else if (how->layout != LAYOUT_PLAIN && how->layout != LAYOUT_DICTIONARY)
		rc = ipc_foreign_fixed(r, &l, c, how->layout);
	else if (id == TYPE_BOOLEAN)
		rc = ipc_take_buffer(r, &l, "values", bits_bytes(c->rows), 1, &c->values,
		    &c->hold[2]);
	else
		rc = read_fixed(r, &l, c);
	if (rc == 0)
		return 0;
fail:
	column_release(c);
	return -1;
}

/* How many buffers a column of t has beside those of its children. */
static uint64_t
buffers_of(const struct type *t, const struct ipc_how *how)
{
	if (t->id == TYPE_VOID)
		return 0;
	if (t->id == TYPE_STRUCT)
		return 1;
	return type_is_bytes(t->id) && how->layout != LAYOUT_VIEW ? 3 : 2;
}

void
ipc_reader_pass(struct ipc_reader *r, const struct type *t, const struct ipc_how *how)
{
	int64_t more;

	if (r->passed != NULL)
		r->passed(r, t, how);
	r->node++;
	r->buffer += buffers_of(t, how);
	if (how->layout == LAYOUT_VIEW) {
		more = r->count < r->variadic.n ?
		    fb_i64_at(&r->f, r->variadic.at + r->count * 8) : 0;
		r->count++;
		/* No more than there can be: the sum does not overflow. */
		r->buffer += more > 0 && (uint64_t)more <= r->buffers.n ? (uint64_t)more : 0;
	}
	for (uint32_t i = 0; i < t->nchild; i++)
		ipc_reader_pass(r, &t->child[i].type, ipc_child(how, i));
}

/* Prepares for compressed buffers, if r->record says that they are.  0 or -1. */
static int
open_compression(struct ipc_reader *r)
{
	struct fb_table compression, *t = &compression;
	int64_t codec, method;
	int rc = fb_sub(&r->f, &r->record, BATCH_COMPRESSION, t);

	if (rc <= 0)
		return rc;
	if (fb_int(&r->f, t, COMPRESSION_CODEC, 1, 0, &codec) != 0 ||
	    fb_int(&r->f, t, COMPRESSION_METHOD, 1, 0, &method) != 0)
		return -1;
	if (codec < 0 || codec > 1 || method != 0)
		return err_set(r->e, STATUS_DATA, "a record batch in a compression other than "
		    "lz4 or zstd buffers: codec %" PRId64 ", method %" PRId64, codec, method);
	r->unpack = frame_unpack_new(codec == 0 ? FRAME_LZ4 : FRAME_ZSTD, r->e);
	return r->unpack == NULL ? -1 : 0;
}

/* The RecordBatch in the metadata: the header of its message, or within a dictionary's. */
static int
find_record(struct ipc_reader *r)
{
	struct ipc_envelope m;
	int rc;

	if (ipc_envelope_read(&r->f, &m) != 0)
		return -1;
	if (m.type != (r->dictionary ? HEADER_DICTIONARY : HEADER_BATCH))
		return err_set(r->e, STATUS_DATA, "not a record batch");
	r->bodylen = m.body;
	if (r->parts == NULL && (uint64_t)m.body > (r->body == NULL ? 0 : r->body->size))
		return err_set(r->e, STATUS_DATA, "a body shorter than its %" PRId64 " bytes",
		    m.body);
	r->record = m.header;
	if (!r->dictionary)
		return 0;
	if ((rc = fb_sub(&r->f, &m.header, DICTIONARY_DATA, &r->record)) == 0)
		return fb_bad(&r->f, m.header.at, "a dictionary without values");
	return rc < 0 ? -1 : 0;
}

int
ipc_reader_open(struct ipc_reader *r, const uint8_t *meta, size_t n)
{
	fb_init(&r->f, meta, n, r->e);
	if (find_record(r) != 0 ||
	    fb_int(&r->f, &r->record, BATCH_LENGTH, 8, 0, &r->rows) != 0 ||
	    fb_vec(&r->f, &r->record, BATCH_NODES, ARROW_PAIR, &r->nodes) < 0 ||
	    fb_vec(&r->f, &r->record, BATCH_BUFFERS, ARROW_PAIR, &r->buffers) < 0 ||
	    fb_vec(&r->f, &r->record, BATCH_VARIADIC, 8, &r->variadic) < 0)
		return -1;
	if (r->rows < 0 || r->rows > IPC_ROWS_MAX)
		return err_set(r->e, STATUS_DATA, "damaged metadata: %" PRId64 " rows", r->rows);
	return 0;
}

struct batch *
ipc_reader_run(struct ipc_reader *r, struct schema *s, const struct ipc_how *root,
    const uint8_t *meta, size_t n)
{
	struct batch *b = NULL;
	size_t i;

	r->room = IPC_BODY_MAX;
	if (ipc_reader_open(r, meta, n) != 0 || open_compression(r) != 0 ||
	    (b = batch_new(s, r->rows, r->e)) == NULL)
		goto fail;
	for (i = 0; i < s->nfield; i++) {
		if (r->used != NULL && !r->used[i]) {
			ipc_reader_pass(r, &s->field[i].type, ipc_child(root, i));
			column_absent(&b->col[i], r->rows);
		} else if (read_column(r, NULL, &s->field[i], ipc_child(root, i),
		    &b->col[i]) != 0) {
			goto fail;
		}
	}
	if (r->node != r->nodes.n || r->buffer != r->buffers.n || r->count != r->variadic.n) {
		err_set(r->e, STATUS_DATA, "damaged metadata: more columns than the schema has");
		goto fail;
	}
	frame_unpack_free(r->unpack);
	return b;
fail:
	frame_unpack_free(r->unpack);
	batch_free(b);
	return NULL;
}

struct batch *
ipc_batch_read(struct schema *s, const uint8_t *meta, size_t n, struct block *body,
    struct err *e)
{
	struct ipc_reader r = { .body = body, .e = e };

	return ipc_reader_run(&r, s, &ipc_plain, meta, n);
}
