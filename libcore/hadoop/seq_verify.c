/* seq_verify.c - what is damaged of a SequenceFile, and what is not. */
#include "hadoop/seq_verify.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "par/ordmap.h"
#include "seqfile/order.h"

struct verify {
	struct in *in;
	const struct seq_verify_conf *conf;
	struct seqfile_pieces *pieces;
	struct seqfile_damage *damage;
	struct seqfile_gaps *gaps;
	struct seqfile_check **check;	/* one a worker */
	struct seq_verify_result *result;
	const struct seq_order *order;	/* of the keys; NULL: any */
	struct buf last;		/* the last key of the pieces before */
	bool any;			/* there is one */
	int jobs;
};

/* Where a record is in the file. */
struct place {
	int64_t from, to;
};

/* What a piece came to. */
struct found {
	int64_t records, bytes, input;
	/* Where keys have an order: the first and the last one that are good. */
	struct buf key, last;
	struct place first;		/* of the first */
	struct seqfile_gap unsorted;	/* records: those out of order */
};

static int
verify_read(void *ctx, void **item, struct err *e)
{
	struct verify *v = ctx;
	struct seqfile_piece *k = NULL;
	int rc = seqfile_damage_next(v->damage, &k, e);

	*item = k;
	return rc;
}

static void
found_free(struct found *f)
{
	if (f == NULL)
		return;
	buf_release(&f->key);
	buf_release(&f->last);
	free(f);
}

static struct place
place_of(const struct seqfile_piece *k, const struct seq_header *h, const struct seq_record *r)
{
	struct place p;

	seqfile_piece_range(k, h, r->at, &p.from, &p.to);
	return p;
}

/* One more record, there, whose key comes before the one in front of it. */
static void
add_unsorted(struct seqfile_gap *g, struct place p)
{
	if (g->records++ == 0 || p.from < g->from)
		g->from = p.from;
	if (p.to > g->to)
		g->to = p.to;
}

/*
 * Compares the key of a record with the one in front of it, *last, and puts it there.
 * Both are good keys.
 */
static int
see_key(const struct verify *v, const struct seqfile_piece *k, const struct seq_record *r,
    struct seq_rank *last, struct found *f, struct err *e)
{
	const struct seq_header *h = seqfile_pieces_header(v->pieces);
	struct seq_rank now;

	if (seq_order_rank(v->order, r->key, r->nkey, &now, e) != 0)
		return -1;
	if (f->records == 0) {
		f->first = place_of(k, h, r);
		if (buf_add(&f->key, r->key, r->nkey, e) != 0)
			return -1;
	} else if (seq_rank_compare(&now, last) < 0) {
		add_unsorted(&f->unsorted, place_of(k, h, r));
	}
	*last = now;
	return 0;
}

static int
look(struct verify *v, int worker, const struct seqfile_piece *k, struct found *f,
    struct err *e)
{
	struct seqfile_check **c = &v->check[worker];
	struct seq_record r, end = { 0 };
	struct seq_rank last;
	int rc;

	f->input = k->base.bytes;
	if (*c == NULL && (*c = seqfile_check_new(seqfile_pieces_header(v->pieces),
	    v->conf->limit, e)) == NULL)
		return -1;
	if (seqfile_check_start(*c, k, v->gaps, e) != 0)
		return -1;
	while ((rc = seqfile_check_next(*c, &r, e)) == 1) {
		if (v->order != NULL && see_key(v, k, &r, &last, f, e) != 0)
			return -1;
		f->records++;
		f->bytes += (int64_t)(r.nkey + r.nvalue);
		end = r;
	}
	if (rc == 0 && v->order != NULL && f->records > 0)
		rc = buf_add(&f->last, end.key, end.nkey, e);
	return rc;
}

static int
verify_work(void *ctx, int worker, void *item, void **result, struct err *e)
{
	struct found *f = mem_zero(1, sizeof(*f), e);

	if (f == NULL || look(ctx, worker, item, f, e) != 0) {
		seqfile_pieces_drop(item);
		found_free(f);
		return -1;
	}
	seqfile_pieces_drop(item);
	*result = f;
	return 0;
}

/* Sees whether the keys of a piece go on where those before it ended, and tells of what does not. */
static int
check_order(struct verify *v, struct found *f, struct err *e)
{
	struct seq_rank first, last;
	struct buf spare = v->last;

	if (v->order == NULL || f->records == 0)
		return 0;
	if (v->any && seq_order_rank(v->order, v->last.data, v->last.len, &last, e) == 0 &&
	    seq_order_rank(v->order, f->key.data, f->key.len, &first, e) == 0 &&
	    seq_rank_compare(&first, &last) < 0)
		add_unsorted(&f->unsorted, f->first);
	v->last = f->last;
	f->last = spare;
	v->any = true;
	if (f->unsorted.records == 0)
		return 0;
	f->unsorted.record = -1;
	snprintf(f->unsorted.reason, sizeof(f->unsorted.reason), "keys out of order, which a "
	    "MapFile must not have");
	return seqfile_gaps_add(v->gaps, &f->unsorted, e);
}

static int
verify_write(void *ctx, void *result, bool last, struct err *e)
{
	struct verify *v = ctx;
	struct found *f = result;
	int rc = check_order(v, f, e);

	(void)last;
	v->result->records += f->records;
	v->result->bytes += f->bytes;
	if (v->conf->stats != NULL) {
		v->conf->stats->rows_in += f->records;
		v->conf->stats->bytes_in += f->input;
	}
	found_free(f);
	return rc;
}

static void
drop_item(void *ctx, void *item)
{
	(void)ctx;
	seqfile_pieces_drop(item);
}

static void
drop_result(void *ctx, void *result)
{
	(void)ctx;
	found_free(result);
}

static void
verify_cancel(void *ctx)
{
	in_cancel(((struct verify *)ctx)->in);
}

int
seq_verify(struct in *in, const struct seq_verify_conf *conf, struct seqfile_gaps *gaps,
    struct seq_verify_result *r, struct err *e)
{
	static const struct seqfile_pieces_conf whole;
	struct verify v = { .in = in, .conf = conf, .gaps = gaps, .result = r,
		.jobs = conf->jobs > 0 ? conf->jobs : 1 };
	const struct ordmap m = { .read = verify_read, .work = verify_work,
		.write = verify_write, .drop_item = drop_item, .drop_result = drop_result,
		.cancel = verify_cancel, .ctx = &v, .jobs = v.jobs };
	int rc = -1;

	*r = (struct seq_verify_result){ 0, 0 };
	v.pieces = seqfile_pieces_new(in, &whole, e);
	if (v.pieces != NULL && conf->sorted)
		v.order = seq_order_find(seqfile_pieces_header(v.pieces)->key_class);
	if (v.pieces != NULL && (v.damage = seqfile_damage_new(v.pieces, gaps, e)) != NULL &&
	    (v.check = mem_zero((size_t)v.jobs, sizeof(*v.check), e)) != NULL)
		rc = ordmap_run(&m, e);
	for (int i = 0; v.check != NULL && i < v.jobs; i++)
		seqfile_check_free(v.check[i]);
	free(v.check);
	buf_release(&v.last);
	seqfile_damage_free(v.damage);
	seqfile_pieces_free(v.pieces);
	return rc;
}

/* -- salvage -- */

static int
next_piece(void *ctx, struct seqfile_piece **out, struct err *e)
{
	return seqfile_damage_next(((struct verify *)ctx)->damage, out, e);
}

int
seq_salvage(struct in *in, struct seqfile_pieces *p, struct seqfile_out *o,
    const struct seq_recode_conf *conf, struct seqfile_gaps *gaps, struct err *e)
{
	struct verify v = { .in = in };
	const struct seq_recode_input input = { .name = in_name(in),
		.header = seqfile_pieces_header(p), .next = next_piece, .cancel = verify_cancel,
		.ctx = &v };
	struct seq_recode_conf own = *conf;
	int rc;

	if ((v.damage = seqfile_damage_new(p, gaps, e)) == NULL)
		return -1;
	own.gaps = gaps;
	rc = seq_recode(&input, o, &own, e);
	seqfile_damage_free(v.damage);
	return rc;
}
