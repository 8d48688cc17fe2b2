/* seq_find.c - the values of some keys. */
#include "hadoop/seq_find.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* What a worker has for pieces with a key that is wanted. */
struct with_values {
	struct seq_decoder *decoder;
	struct buf piece;		/* one whose long values were not read at first */
};

struct find {
	const struct seq_scan *scan;
	struct seq_wanted **sorted;	/* by key */
	size_t n, left;
	struct with_values *values;	/* one a worker */
};

/* What out holds for each record found; its value follows. */
struct hit {
	size_t wanted, nvalue;
};

static int
by_key(const void *a, const void *b)
{
	const struct seq_wanted *x = *(struct seq_wanted *const *)a;
	const struct seq_wanted *y = *(struct seq_wanted *const *)b;

	return mem_compare(x->key.data, x->key.len, y->key.data, y->key.len);
}

/* Where a key stands among those wanted; n for nowhere.  Of equal ones the first. */
static size_t
look_up(const struct find *f, const struct seq_record *r)
{
	size_t lo = 0, hi = f->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (mem_compare(f->sorted[mid]->key.data, f->sorted[mid]->key.len, r->key,
		    r->nkey) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < f->n && mem_compare(f->sorted[lo]->key.data, f->sorted[lo]->key.len, r->key,
	    r->nkey) == 0 ? lo : f->n;
}

/* The piece again, from the start, with values. */
static int
take_values(struct find *f, int worker, const struct seqfile_piece *k, struct buf *out,
    struct err *e)
{
	struct with_values *v = &f->values[worker];
	struct seq_record r;
	const uint8_t *data;
	struct hit h;
	size_t len;
	int rc;

	if (v->decoder == NULL && (v->decoder = seq_decoder_new(seq_scan_header(f->scan), SEQ_ALL,
	    seq_scan_limit(f->scan), e)) == NULL)
		return -1;
	if (seq_scan_whole(f->scan, k, &v->piece, &data, &len, e) != 0 ||
	    seq_decoder_start(v->decoder, data, len, e) != 0)
		return -1;
	while ((rc = seq_decoder_next(v->decoder, &r, e)) == 1) {
		if ((h.wanted = look_up(f, &r)) == f->n)
			continue;
		h.nvalue = r.nvalue;
		if (buf_add(out, &h, sizeof(h), e) != 0 ||
		    buf_add(out, r.value, r.nvalue, e) != 0)
			return -1;
	}
	return rc;
}

static int
find_unit(void *ctx, int worker, const struct seqfile_piece *k, struct seq_decoder *d,
    struct buf *out, struct err *e)
{
	struct find *f = ctx;
	struct seq_record r;
	bool any = false;
	int rc;

	while ((rc = seq_decoder_next(d, &r, e)) == 1)
		any = any || look_up(f, &r) < f->n;
	if (any && rc == 0)
		rc = take_values(f, worker, k, out, e);
	return rc;
}

static int
find_write(void *ctx, const struct seqfile_piece *k, struct buf *out, struct err *e)
{
	struct find *f = ctx;
	struct seq_wanted *w;
	struct hit h;

	(void)k;
	for (size_t at = 0; at < out->len; at += sizeof(h) + h.nvalue) {
		memcpy(&h, out->data + at, sizeof(h));
		/* One key may be wanted twice. */
		for (size_t i = h.wanted; i < f->n && by_key(&f->sorted[i],
		    &f->sorted[h.wanted]) == 0; i++) {
			w = f->sorted[i];
			if (w->found)
				break;
			if (buf_add(&w->value, out->data + at + sizeof(h), h.nvalue, e) != 0)
				return -1;
			w->found = true;
			f->left--;
		}
	}
	return f->left == 0;
}

int
seq_find(struct seq_scan *s, struct seq_wanted *wanted, size_t n, struct err *e)
{
	int jobs = seq_scan_jobs(s), rc = -1;
	struct find f = {
		.scan = s, .n = n,
		.sorted = mem_zero(n, sizeof(struct seq_wanted *), e),
		.values = mem_zero((size_t)jobs, sizeof(struct with_values), e)
	};
	const struct seq_scan_ops ops = {
		.parts = SEQ_KEYS, .unit = find_unit, .write = find_write, .ctx = &f
	};

	if (f.sorted != NULL && f.values != NULL) {
		for (size_t i = 0; i < n; i++) {
			f.sorted[i] = &wanted[i];
			f.left += !wanted[i].found;
		}
		qsort(f.sorted, n, sizeof(struct seq_wanted *), by_key);
		rc = f.left > 0 ? seq_scan_run(s, &ops, e) : 0;
	}
	for (int i = 0; f.values != NULL && i < jobs; i++) {
		seq_decoder_free(f.values[i].decoder);
		buf_release(&f.values[i].piece);
	}
	free(f.values);
	free(f.sorted);
	return rc;
}
