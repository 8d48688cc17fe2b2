/* filter.c - the selected rows of a column. */
#include <string.h>

#include "base/copy.h"
#include "base/cpu.h"
#include "base/mem.h"
#include "model/bits.h"
#include "model/column.h"
#include "model/filter_impl.h"

/* The rows that pass. */
struct pass {
	const uint8_t *sel;		/* a bit for each of n rows */
	int64_t n, count;		/* count of them are set */
	int64_t run;			/* so many of them stand side by side, about */
};

/* Runs from which on one copy each is cheaper than one a row; of short texts and lists. */
#define LONG_RUN 16
#define SHORT_RUN 4

/* Words of which a sample is made. */
#define SAMPLE 32

/* About how long the runs of rows that pass are, by a sample of words; 1 where few pass. */
static int64_t
mean_run(const uint8_t *sel, int64_t n, int64_t count)
{
	int64_t step = n / 64 / SAMPLE + 1, ones = 0, runs = 1, w;
	uint64_t s;

	if (count < n / 8 || count == n)
		return count == n ? n : 1;
	for (w = 0; w * 64 < n; w += step) {
		s = bits_word(sel, w, n);
		ones += __builtin_popcountll(s);
		runs += __builtin_popcountll(s & ~(s << 1));
	}
	return ones / runs;
}

/*
 * The values of a fixed width that pass, packed: one by one, in a loop that depends on its
 * place in a cache line, and by runs.
 */
#define FILTER_FIXED(name, T) \
static __attribute__((noinline, aligned(64))) void \
name##_alone(T *out, const T *in, const uint8_t *sel, int64_t n) \
{ \
	size_t at = 0; \
	uint64_t s; \
	int64_t w; \
 \
	for (w = 0; (w + 1) * 64 <= n; w++, in += 64) { \
		memcpy(&s, sel + w * 8, 8); \
		for (; s != 0; s &= s - 1) \
			out[at++] = in[__builtin_ctzll(s)]; \
	} \
	for (s = w * 64 < n ? bits_word(sel, w, n) : 0; s != 0; s &= s - 1) \
		out[at++] = in[__builtin_ctzll(s)]; \
} \
 \
static void \
name##_runs(T *out, const T *in, const uint8_t *sel, int64_t n) \
{ \
	unsigned from, k; \
	uint64_t s; \
	int64_t w; \
 \
	for (w = 0; w * 64 < n; w++, in += 64) { \
		s = bits_word(sel, w, n); \
		if (s == UINT64_MAX) { \
			memcpy(out, in, 64 * sizeof(T)); \
			out += 64; \
			continue; \
		} \
		for (; s != 0; out += k) { \
			from = bits_next_run(&s, &k); \
			memcpy(out, in + from, k * sizeof(T)); \
		} \
	} \
} \
 \
static void \
name(T *out, const T *in, const struct pass *p) \
{ \
	if (p->run >= LONG_RUN) \
		name##_runs(out, in, p->sel, p->n); \
	else \
		name##_alone(out, in, p->sel, p->n); \
}

FILTER_FIXED(filter_1, uint8_t)
FILTER_FIXED(filter_2, uint16_t)
FILTER_FIXED(filter_4, uint32_t)
FILTER_FIXED(filter_8, uint64_t)
FILTER_FIXED(filter_16, unsigned __int128)

static void
filter_width(void *out, const void *in, size_t width, const struct pass *p)
{
	switch (width) {
	case 1:
		filter_1(out, in, p);
		break;
	case 2:
		filter_2(out, in, p);
		break;
	case 4:
		filter_4(out, in, p);
		break;
	case 8:
#if defined(__x86_64__)
		if (cpu_level() >= CPU_AVX2) {
			filter_8_avx2(out, in, p->sel, p->n);
			break;
		}
#endif
		filter_8(out, in, p);
		break;
	default:
		filter_16(out, in, p);
		break;
	}
}

static int
filter_valid(struct column *out, const struct column *in, const struct pass *p, struct err *e)
{
	struct block *b;

	if (in->valid == NULL)
		return 0;
	if ((b = block_new(bits_bytes(p->count), e)) == NULL)
		return -1;
	bits_filter(b->data, in->valid, p->sel, p->n);
	column_validity(out, b->data, b);
	return 0;
}

/* Takes the first rows off *s, which is not 0: *k of them, the first of which is returned. */
static inline unsigned
next_rows(uint64_t *s, bool runs, unsigned *k)
{
	unsigned at;

	if (runs)
		return bits_next_run(s, k);
	at = (unsigned)__builtin_ctzll(*s);
	*s &= *s - 1;
	*k = 1;
	return at;
}

/* Sets n bits from bit at on, in cleared bits with a word to spare. */
static inline void
set_few(uint8_t *bits, int32_t at, int32_t n)
{
	uint64_t word;

	if (n > 56) {
		bits_fill(bits, at, n);
		return;
	}
	memcpy(&word, bits + (at >> 3), 8);
	word |= ((UINT64_C(1) << n) - 1) << (at & 7);
	memcpy(bits + (at >> 3), &word, 8);
}

/*
 * Puts the offsets of the rows that pass at o, and their bytes at out; returns the last
 * offset.  With bits there are elements instead of bytes: it sets the bits of those that
 * pass, the first bit being that of the first row's first element.
 */
static inline __attribute__((always_inline)) int32_t
put_rows(int32_t *o, uint8_t *out, uint8_t *bits, const struct column *in, bool runs,
    const struct pass *p)
{
	const uint8_t *sel = p->sel;
	const char *values = in->values;
	const int32_t *v, *off = in->offsets;
	int32_t sum = 0, size, shift;
	int64_t n = p->n, w;
	unsigned k, i;
	uint64_t s;

	*o++ = 0;
	for (w = 0; w * 64 < n; w++) {
		for (s = bits_word(sel, w, n); s != 0; sum += size) {
			v = off + w * 64 + next_rows(&s, runs, &k);
			size = v[k] - v[0];
			shift = sum - v[0];
			if (bits != NULL)
				set_few(bits, v[0] - off[0], size);
			else
				copy_few(out + sum, values + v[0], (size_t)size);
			for (i = 1; i <= k; i++)
				*o++ = v[i] + shift;
		}
	}
	return sum;
}

static int filter(struct column *out, const struct type *t, const struct column *in,
    const struct pass *p, struct err *e);

/*
 * Offsets, at o, and bytes of string or binary.  How many bytes pass is known when they have
 * been copied: what was not used of the memory, and never touched, goes back.  0 or -1.
 */
static int
filter_text(struct column *out, int32_t *o, const struct column *in, bool runs,
    const struct pass *p, struct err *e)
{
	struct block *b = block_new((size_t)(in->offsets[p->n] - in->offsets[0]), e);
	int32_t size;

	if (b == NULL)
		return -1;
	size = runs ? put_rows(o, b->data, NULL, in, true, p) :
	    put_rows(o, b->data, NULL, in, false, p);
	block_cut(&b, (size_t)size);
	out->hold[2] = b;
	out->values = b->data;
	return 0;
}

/* Offsets, at o, and elements of array or map.  0 or -1. */
static int
filter_list(struct column *out, int32_t *o, const struct type *t, const struct column *in,
    bool runs, const struct pass *p, struct err *e)
{
	int64_t first = in->offsets[0], n = in->offsets[in->rows] - first;
	struct block *bits = block_new(bits_bytes(n) + sizeof(uint64_t), e);
	struct column part;
	int32_t count;
	int rc = -1;

	if (bits == NULL)
		return -1;
	memset(bits->data, 0, bits->size);
	count = runs ? put_rows(o, NULL, bits->data, in, true, p) :
	    put_rows(o, NULL, bits->data, in, false, p);
	if ((out->child = mem_zero(1, sizeof(*out->child), e)) != NULL &&
	    column_slice(&part, &t->child[0].type, &in->child[0], first, n, e) == 0) {
		rc = column_filter(&out->child[0], &t->child[0].type, &part, bits->data, count, e);
		column_release(&part);
	}
	if (rc == 0)
		out->nchild = 1;
	block_unref(bits);
	return rc;
}

static int
filter_ranges(struct column *out, const struct type *t, const struct column *in,
    const struct pass *p, struct err *e)
{
	struct block *b = block_new(((size_t)p->count + 1) * sizeof(int32_t), e);
	bool shorts = in->offsets[p->n] - in->offsets[0] < p->n * 32;
	bool runs = p->run >= (shorts ? SHORT_RUN : LONG_RUN);
	int32_t *o;

	if (b == NULL)
		return -1;
	o = (int32_t *)(void *)b->data;
	out->hold[1] = b;
	out->offsets = o;
	return type_is_bytes(t->id) ? filter_text(out, o, in, runs, p, e) :
	    filter_list(out, o, t, in, runs, p, e);
}

static int
filter_values(struct column *out, const struct type *t, const struct column *in,
    const struct pass *p, struct err *e)
{
	size_t width = type_width(t->id);
	struct block *b;

	/* The vector kernel stores whole vectors: room for one past the end. */
	b = block_new(t->id == TYPE_BOOLEAN ? bits_bytes(p->count) :
	    (size_t)p->count * width + FILTER_SLACK, e);
	if (b == NULL)
		return -1;
	out->hold[2] = b;
	out->values = b->data;
	if (t->id == TYPE_BOOLEAN) {
		bits_filter(b->data, in->values, p->sel, p->n);
	} else {
		filter_width(b->data, in->values, width, p);
		memset(b->data + (size_t)p->count * width, 0, FILTER_SLACK);
	}
	return 0;
}

static int
filter_fields(struct column *out, const struct type *t, const struct column *in,
    const struct pass *p, struct err *e)
{
	if ((out->child = mem_zero(in->nchild, sizeof(*out->child), e)) == NULL)
		return -1;
	for (; out->nchild < in->nchild; out->nchild++) {
		if (filter(&out->child[out->nchild], &t->child[out->nchild].type,
		    &in->child[out->nchild], p, e) != 0)
			return -1;
	}
	return 0;
}

static int
filter(struct column *out, const struct type *t, const struct column *in, const struct pass *p,
    struct err *e)
{
	int rc;

	memset(out, 0, sizeof(*out));
	out->rows = p->count;
	if (in->absent) {
		out->absent = true;
		return 0;
	}
	if (t->id == TYPE_VOID) {
		out->nulls = p->count;
		return 0;
	}
	if ((rc = filter_valid(out, in, p, e)) == 0) {
		if (t->id == TYPE_STRUCT)
			rc = filter_fields(out, t, in, p, e);
		else if (in->offsets != NULL)
			rc = filter_ranges(out, t, in, p, e);
		else
			rc = filter_values(out, t, in, p, e);
	}
	if (rc != 0)
		column_release(out);
	return rc;
}

int
column_filter(struct column *out, const struct type *t, const struct column *in,
    const uint8_t *sel, int64_t count, struct err *e)
{
	const struct pass p = { sel, in->rows, count, mean_run(sel, in->rows, count) };

	return filter(out, t, in, &p, e);
}
