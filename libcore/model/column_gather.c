/* column_gather.c - columns put together from rows of others. */
#include <stdlib.h>
#include <string.h>

#include "base/copy.h"
#include "base/mem.h"
#include "model/bits.h"
#include "model/column.h"

/* The rows of a result: row[i] of in[which[i]]; of in[0] where which is NULL. */
struct pick {
	const struct column *const *in;
	uint32_t nin;			/* of which any row is picked */
	const uint32_t *which, *row;
	int64_t n;
};

/* Where value i comes from, which is not COLUMN_NO_ROW. */
static inline const struct column *
source(const struct pick *p, int64_t i)
{
	return p->in[p->which == NULL ? 0 : p->which[i]];
}

/* How many inputs there are: one more than the last one that is used. */
static uint32_t
count_inputs(const uint32_t *which, const uint32_t *row, int64_t n)
{
	uint32_t most = 0, k;
	int64_t i;

	for (i = 0; i < n; i++) {
		k = row[i] == COLUMN_NO_ROW ? 0 : which == NULL ? 1 : which[i] + 1;
		most = k > most ? k : most;
	}
	return most;
}

/* Whether a row comes of a column that is absent. */
static bool
any_absent(const struct pick *p)
{
	bool any = false;
	uint32_t k;
	int64_t i;

	for (k = 0; k < p->nin; k++)
		any |= p->in[k]->absent;
	for (i = 0; any && i < p->n; i++) {
		if (p->row[i] != COLUMN_NO_ROW && source(p, i)->absent)
			return true;
	}
	return false;
}

static bool
any_null(const struct pick *p)
{
	bool none = false;
	uint32_t k;
	int64_t i;

	for (k = 0; k < p->nin; k++) {
		if (p->in[k]->valid != NULL)
			return true;
	}
	for (i = 0; i < p->n; i++)
		none |= p->row[i] == COLUMN_NO_ROW;
	return none;
}

static inline uint64_t
is_there(const struct pick *p, int64_t i)
{
	return p->row[i] != COLUMN_NO_ROW && !column_is_null(source(p, i), p->row[i]);
}

/* The validity of out.  0 or -1. */
static int
pick_valid(const struct pick *p, struct column *out, struct err *e)
{
	struct block *b;
	int64_t i, k, n;
	uint64_t word;

	if (!any_null(p))
		return 0;
	if ((b = block_new(bits_bytes(p->n), e)) == NULL)
		return -1;
	for (i = 0; i < p->n; i += 64) {
		n = p->n - i < 64 ? p->n - i : 64;
		for (word = 0, k = 0; k < n; k++)
			word |= is_there(p, i + k) << k;
		memcpy(b->data + i / 8, &word, bits_bytes(n));
	}
	column_validity(out, b->data, b);
	return 0;
}

#define PICK_FIXED(name, T) \
static void \
name(const struct pick *p, T *out) \
{ \
	const T *v = p->in[0]->values; \
	int64_t i; \
 \
	for (i = 0; p->which == NULL && i < p->n; i++) \
		out[i] = p->row[i] == COLUMN_NO_ROW ? 0 : v[p->row[i]]; \
	for (; i < p->n; i++) \
		out[i] = p->row[i] == COLUMN_NO_ROW ? 0 : \
		    ((const T *)p->in[p->which[i]]->values)[p->row[i]]; \
}

PICK_FIXED(pick_1, uint8_t)
PICK_FIXED(pick_2, uint16_t)
PICK_FIXED(pick_4, uint32_t)
PICK_FIXED(pick_8, uint64_t)
PICK_FIXED(pick_16, unsigned __int128)

static int
pick_fixed(const struct pick *p, size_t width, struct column *out, struct err *e)
{
	struct block *b = block_new((size_t)p->n * width, e);

	if (b == NULL)
		return -1;
	out->hold[2] = b;
	out->values = b->data;
	switch (width) {
	case 1:
		pick_1(p, (uint8_t *)b->data);
		break;
	case 2:
		pick_2(p, (uint16_t *)(void *)b->data);
		break;
	case 4:
		pick_4(p, (uint32_t *)(void *)b->data);
		break;
	case 8:
		pick_8(p, (uint64_t *)(void *)b->data);
		break;
	default:
		pick_16(p, (unsigned __int128 *)(void *)b->data);
		break;
	}
	return 0;
}

static int
pick_bits(const struct pick *p, struct column *out, struct err *e)
{
	struct block *b = block_new(bits_bytes(p->n), e);
	int64_t i;

	if (b == NULL)
		return -1;
	memset(b->data, 0, bits_bytes(p->n));
	out->hold[2] = b;
	out->values = b->data;
	for (i = 0; i < p->n; i++) {
		if (p->row[i] != COLUMN_NO_ROW && column_bit(source(p, i)->values, p->row[i]))
			bits_set(b->data, i);
	}
	return 0;
}

/* The offsets of out, in which NULLs are empty.  0 or -1. */
static int
pick_offsets(const struct pick *p, struct column *out, struct err *e)
{
	struct block *b = block_new(((size_t)p->n + 1) * sizeof(int32_t), e);
	const int32_t *in;
	int32_t *o;
	int64_t i, sum = 0;

	if (b == NULL)
		return -1;
	o = (int32_t *)(void *)b->data;
	out->hold[1] = b;
	out->offsets = o;
	o[0] = 0;
	for (i = 0; i < p->n; i++) {
		if (out->valid == NULL || column_bit(out->valid, i)) {
			in = source(p, i)->offsets + p->row[i];
			sum += in[1] - in[0];
		}
		o[i + 1] = (int32_t)sum;
	}
	return column_check_end(sum, e);
}

static int
pick_bytes(const struct pick *p, struct column *out, struct err *e)
{
	const struct column *in;
	const int32_t *o;
	struct block *b;
	int64_t i;

	if (pick_offsets(p, out, e) != 0)
		return -1;
	o = out->offsets;
	if ((b = block_new((size_t)o[p->n], e)) == NULL)
		return -1;
	out->hold[2] = b;
	out->values = b->data;
	for (i = 0; i < p->n; i++) {
		if (o[i + 1] == o[i])
			continue;
		in = source(p, i);
		copy_few(b->data + o[i], (const char *)in->values + in->offsets[p->row[i]],
		    (size_t)(o[i + 1] - o[i]));
	}
	return 0;
}

/* Child k of out from that child of each input, by the rows of p.  0 or -1. */
static int
pick_child(const struct pick *p, const struct type *t, uint32_t k, struct column *out,
    struct err *e)
{
	const struct column **in = mem_zero(p->nin, sizeof(*in), e);
	uint32_t i;
	int rc;

	if (in == NULL)
		return -1;
	for (i = 0; i < p->nin; i++)
		in[i] = column_child(p->in[i], k);
	rc = column_gather(&out->child[k], &t->child[k].type, in, p->which, p->row, p->n, e);
	free(in);
	if (rc == 0)
		out->nchild++;
	return rc;
}

/* The elements of an array or map, whose offsets are there. */
static int
pick_elements(const struct pick *p, const struct type *t, struct column *out, struct err *e)
{
	const int32_t *o = out->offsets;
	int64_t n = o[p->n], i;
	uint32_t *row = mem_zero((size_t)n, sizeof(*row), e);
	uint32_t *which = p->which == NULL ? NULL : mem_zero((size_t)n, sizeof(*which), e);
	const struct pick elements = { p->in, p->nin, which, row, n };
	int32_t k, from;
	int rc = -1;

	if (row == NULL || (p->which != NULL && which == NULL))
		goto done;
	for (i = 0; i < p->n; i++) {
		if (o[i + 1] == o[i])
			continue;
		from = source(p, i)->offsets[p->row[i]];
		for (k = o[i]; k < o[i + 1]; k++)
			row[k] = (uint32_t)(from + k - o[i]);
		for (k = o[i]; which != NULL && k < o[i + 1]; k++)
			which[k] = p->which[i];
	}
	rc = pick_child(&elements, t, 0, out, e);
done:
	free(row);
	free(which);
	return rc;
}

static int
pick_nested(const struct pick *p, const struct type *t, struct column *out, struct err *e)
{
	if (t->id != TYPE_STRUCT && pick_offsets(p, out, e) != 0)
		return -1;
	if (t->nchild == 0)
		return 0;
	if ((out->child = mem_zero(t->nchild, sizeof(*out->child), e)) == NULL)
		return -1;
	if (t->id != TYPE_STRUCT)
		return pick_elements(p, t, out, e);
	while (out->nchild < t->nchild) {
		if (pick_child(p, t, out->nchild, out, e) != 0)
			return -1;
	}
	return 0;
}

int
column_gather(struct column *out, const struct type *t, const struct column *const *in,
    const uint32_t *which, const uint32_t *row, int64_t n, struct err *e)
{
	const struct pick p = { in, count_inputs(which, row, n), which, row, n };
	int rc;

	if (any_absent(&p)) {
		column_absent(out, n);
		return 0;
	}
	if (t->id == TYPE_VOID || p.nin == 0)
		return column_nulls(out, t, n, e);
	memset(out, 0, sizeof(*out));
	out->rows = n;
	rc = pick_valid(&p, out, e);
	if (rc == 0) {
		if (t->id == TYPE_BOOLEAN)
			rc = pick_bits(&p, out, e);
		else if (type_is_bytes(t->id))
			rc = pick_bytes(&p, out, e);
		else if (type_is_nested(t->id))
			rc = pick_nested(&p, t, out, e);
		else
			rc = pick_fixed(&p, type_width(t->id), out, e);
	}
	if (rc != 0)
		column_release(out);
	return rc;
}

int64_t
column_extent(const struct type *t, const struct column *c, int64_t from, int64_t to)
{
	int64_t n = to - from, sum = 0;
	uint32_t k;

	if (c->absent)
		return 0;
	switch (t->id) {
	case TYPE_VOID:
		return 0;
	case TYPE_BOOLEAN:
		return (n + 7) / 8;
	case TYPE_STRING:
	case TYPE_BINARY:
		return n * (int64_t)sizeof(int32_t) + c->offsets[to] - c->offsets[from];
	case TYPE_ARRAY:
	case TYPE_MAP:
		return n * (int64_t)sizeof(int32_t) + column_extent(&t->child[0].type, &c->child[0],
		    c->offsets[from], c->offsets[to]);
	case TYPE_STRUCT:
		for (k = 0; k < t->nchild; k++)
			sum += column_extent(&t->child[k].type, &c->child[k], from, to);
		return sum;
	default:
		return n * (int64_t)type_width(t->id);
	}
}
