/* filter.c - the selected rows of a column. */
#include <string.h>

#include "base/cpu.h"
#include "base/mem.h"
#include "model/bits.h"
#include "model/column.h"
#include "model/filter_impl.h"

/*
 * Copies the selected values of a fixed width.  A word of 64 rows that are all
 * selected or not at all is one copy or none, so that clustered selections
 * cost what memcpy costs.
 */
#define FILTER_FIXED(name, T) \
static size_t \
name(T *out, const T *in, const uint8_t *sel, int64_t n) \
{ \
	uint64_t s; \
	int64_t w; \
	size_t at = 0; \
 \
	for (w = 0; w * 64 < n; w++, in += 64) { \
		s = bits_word(sel, w, n); \
		if (s == UINT64_MAX) { \
			memcpy(out + at, in, 64 * sizeof(T)); \
			at += 64; \
			continue; \
		} \
		for (; s != 0; s &= s - 1) \
			out[at++] = in[__builtin_ctzll(s)]; \
	} \
	return at; \
}

FILTER_FIXED(filter_1, uint8_t)
FILTER_FIXED(filter_2, uint16_t)
FILTER_FIXED(filter_4, uint32_t)
FILTER_FIXED(filter_8, uint64_t)
FILTER_FIXED(filter_16, unsigned __int128)

static void
filter_width(void *out, const void *in, size_t width, const uint8_t *sel, int64_t n)
{
	switch (width) {
	case 1:
		filter_1(out, in, sel, n);
		break;
	case 2:
		filter_2(out, in, sel, n);
		break;
	case 4:
		filter_4(out, in, sel, n);
		break;
	case 8:
#if defined(__x86_64__)
		if (cpu_level() >= CPU_AVX2) {
			filter_8_avx2(out, in, sel, n);
			break;
		}
#endif
		filter_8(out, in, sel, n);
		break;
	default:
		filter_16(out, in, sel, n);
		break;
	}
}

static int
filter_valid(struct column *out, const struct column *in, const uint8_t *sel,
    int64_t count, struct err *e)
{
	struct block *b;

	if (in->valid == NULL)
		return 0;
	if ((b = block_new(bits_bytes(count), e)) == NULL)
		return -1;
	memset(b->data, 0, b->size);
	bits_filter(b->data, in->valid, sel, in->rows);
	column_validity(out, b->data, b);
	return 0;
}

/* New offsets and the elements' selection or bytes, for string, binary, array, map. */
static int
filter_ranges(struct column *out, const struct type *t, const struct column *in,
    const uint8_t *sel, int64_t count, struct err *e)
{
	struct block *ob, *data = NULL;
	const int32_t *off = in->offsets;
	int64_t w, i, at = 0, sum = 0, first = off[0], elems = off[in->rows] - first, k;
	bool bytes = type_is_bytes(t->id);
	int32_t *o;
	int rc = 0;

	if ((ob = block_new(((size_t)count + 1) * sizeof(*o), e)) == NULL)
		return -1;
	out->hold[1] = ob;
	o = (int32_t *)(void *)ob->data;
	out->offsets = o;
	data = block_new(bytes ? (size_t)elems : bits_bytes(elems), e);
	if (data == NULL)
		return -1;
	if (!bytes)
		memset(data->data, 0, data->size);
	o[0] = 0;
	for (w = 0; w * 64 < in->rows; w++) {
		uint64_t s = bits_word(sel, w, in->rows);

		for (; s != 0; s &= s - 1) {
			i = w * 64 + __builtin_ctzll(s);
			if (bytes) {
				memcpy(data->data + sum, (const char *)in->values + off[i],
				    (size_t)(off[i + 1] - off[i]));
			} else {
				for (k = off[i] - first; k < off[i + 1] - first; k++)
					bits_set(data->data, k);
			}
			sum += off[i + 1] - off[i];
			o[++at] = (int32_t)sum;
		}
	}
	if (bytes) {
		out->hold[2] = data;
		out->values = data->data;
		return 0;
	}
	if ((out->child = mem_zero(1, sizeof(*out->child), e)) == NULL) {
		rc = -1;
	} else {
		struct column part;

		rc = column_slice(&part, &t->child[0].type, &in->child[0], first, elems, e);
		if (rc == 0) {
			rc = column_filter(&out->child[0], &t->child[0].type, &part,
			    data->data, sum, e);
			column_release(&part);
		}
		if (rc == 0)
			out->nchild = 1;
	}
	block_unref(data);
	return rc;
}

static int
filter_values(struct column *out, const struct type *t, const struct column *in,
    const uint8_t *sel, int64_t count, struct err *e)
{
	size_t width = type_width(t->id);
	struct block *b;

	/* The vector kernel stores whole vectors: room for one past the end. */
	b = block_new(t->id == TYPE_BOOLEAN ? bits_bytes(count) :
	    (size_t)count * width + FILTER_SLACK, e);
	if (b == NULL)
		return -1;
	out->hold[2] = b;
	out->values = b->data;
	if (t->id == TYPE_BOOLEAN) {
		memset(b->data, 0, b->size);
		bits_filter(b->data, in->values, sel, in->rows);
	} else {
		filter_width(b->data, in->values, width, sel, in->rows);
		memset(b->data + (size_t)count * width, 0, FILTER_SLACK);
	}
	return 0;
}

int
column_filter(struct column *out, const struct type *t, const struct column *in,
    const uint8_t *sel, int64_t count, struct err *e)
{
	int rc = 0;

	memset(out, 0, sizeof(*out));
	out->rows = count;
	if (in->absent) {
		out->absent = true;
		return 0;
	}
	if (t->id == TYPE_VOID) {
		out->nulls = count;
		return 0;
	}
	if (filter_valid(out, in, sel, count, e) != 0)
		goto fail;
	if (t->id == TYPE_STRUCT) {
		out->child = mem_zero(in->nchild, sizeof(*out->child), e);
		if (out->child == NULL)
			goto fail;
		for (; rc == 0 && out->nchild < in->nchild; out->nchild++) {
			rc = column_filter(&out->child[out->nchild],
			    &t->child[out->nchild].type, &in->child[out->nchild],
			    sel, count, e);
			if (rc != 0)
				break;
		}
	} else if (in->offsets != NULL) {
		rc = filter_ranges(out, t, in, sel, count, e);
	} else {
		rc = filter_values(out, t, in, sel, count, e);
	}
	if (rc == 0)
		return 0;
fail:
	column_release(out);
	return -1;
}
