/* group_emit.c - groups as batches, in their order. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ops/group_impl.h"

static int
by_key(const struct group_entry *a, const struct group_entry *b)
{
	return mem_compare(a->key, a->len, b->key, b->len);
}

static int
compare_keys(const void *a, const void *b)
{
	return by_key(*(const struct group_entry *const *)a, *(const struct group_entry *const *)b);
}

static int
compare_hashes(const void *a, const void *b)
{
	const struct group_entry *x = *(const struct group_entry *const *)a;
	const struct group_entry *y = *(const struct group_entry *const *)b;

	return x->hash != y->hash ? (x->hash > y->hash) - (x->hash < y->hash) : by_key(x, y);
}

/* -- batches -- */

static struct batch *
make_batch(struct group *g, const struct group_entry *const *entry, size_t n, struct err *e)
{
	struct batch *b = batch_new(g->op.schema, (int64_t)n, e);
	const uint8_t **key = mem_zero(n, sizeof(*key), e);
	struct block *counts = block_new(n * sizeof(int64_t), e);
	struct column *last;
	int rc = -1;

	if (b != NULL && key != NULL && counts != NULL) {
		for (size_t i = 0; i < n; i++) {
			key[i] = entry[i]->key;
			((int64_t *)(void *)counts->data)[i] = entry[i]->count;
		}
		rc = sortkey_columns(b->col, g->in, g->term, g->in->nfield, key, (int64_t)n, e);
	}
	free(key);
	if (rc != 0) {
		block_unref(counts);
		batch_free(b);
		return NULL;
	}
	last = &b->col[g->in->nfield];
	last->rows = (int64_t)n;
	last->values = counts->data;
	last->hold[2] = counts;
	return b;
}

static int
emit_all(struct group *g, const struct group_entry *const *entry, size_t n, struct emit *to,
    struct err *e)
{
	struct batch *b;
	size_t from, bytes;

	for (size_t i = 0; i < n;) {
		from = i;
		for (bytes = 0; i < n && i - from < BATCH_ROWS && bytes < BATCH_BYTES; i++)
			bytes += entry[i]->len + sizeof(int64_t);
		if ((b = make_batch(g, entry + from, i - from, e)) == NULL || emit(to, b, e) != 0)
			return -1;
	}
	return 0;
}

/* -- order -- */

int
group_emit_sorted(struct group *g, struct group_list *l, struct emit *to, struct err *e)
{
	qsort(l->entry, l->n, sizeof(*l->entry), compare_keys);
	return emit_all(g, l->entry, l->n, to, e);
}

/* As many buckets as there are entries, so that few are in each. */
static unsigned
bucket_bits(size_t n)
{
	unsigned bits = 0;

	while (bits < 24 && (size_t)1 << bits < n)
		bits++;
	return bits;
}

/*
 * Puts the entries of t, whose hashes are from low on, into buckets by where they are between
 * low and high; the buckets are in order.
 */
static void
fill_buckets(struct group_table *t, uint64_t low, unsigned shift, uint32_t *start,
    const struct group_entry **out)
{
	for (size_t at = 0; at < t->used;) {
		const struct group_entry *x = group_table_next(t, &at);

		out[start[(x->hash - low) >> shift]++] = x;
	}
}

/* Sorts a few pointers, most of which are in order; many by qsort(). */
static void
sort_bucket(const struct group_entry **p, size_t n)
{
	if (n > 16) {
		qsort(p, n, sizeof(*p), compare_hashes);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		const struct group_entry *x = p[i];
		size_t j = i;

		for (; j > 0 && compare_hashes(&x, &p[j - 1]) < 0; j--)
			p[j] = p[j - 1];
		p[j] = x;
	}
}

int
group_emit_table(struct group *g, struct group_table *t, struct emit *to, struct err *e)
{
	uint64_t low = UINT64_MAX, high = 0;
	unsigned bits = bucket_bits(t->n), shift;
	size_t buckets = ((size_t)1 << bits) + 1;
	const struct group_entry **out = mem_zero(t->n + 1, sizeof(*out), e);
	uint32_t *start = mem_zero(buckets + 1, sizeof(*start), e), sum = 0, n;
	int rc = -1;

	for (size_t at = 0; at < t->used;) {
		const struct group_entry *x = group_table_next(t, &at);

		low = x->hash < low ? x->hash : low;
		high = x->hash > high ? x->hash : high;
	}
	for (shift = 0; shift < 63 && (high - low) >> shift >> bits != 0;)
		shift++;
	if (out != NULL && start != NULL) {
		for (size_t at = 0; at < t->used;)
			start[(group_table_next(t, &at)->hash - low) >> shift]++;
		for (size_t i = 0; i < buckets; i++) {
			n = start[i];
			start[i] = sum;
			sum += n;
		}
		fill_buckets(t, low, shift, start, out);
		/* Each start is the end of its bucket by now. */
		for (size_t i = 0, from = 0; i < buckets; from = start[i++])
			sort_bucket(out + from, start[i] - from);
		rc = emit_all(g, out, t->n, to, e);
	}
	free(out);
	free(start);
	return rc;
}
