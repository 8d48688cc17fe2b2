/* seq_verify.c - what is damaged of a SequenceFile, and what is not. */
#include "ops/seq_verify.h"

#include <stdlib.h>

#include "base/mem.h"
#include "par/ordmap.h"

struct verify {
	struct in *in;
	const struct seq_verify_conf *conf;
	struct seqfile_pieces *pieces;
	struct seqfile_damage *damage;
	struct seqfile_gaps *gaps;
	struct seqfile_check **check;	/* one a worker */
	struct seq_verify_result *result;
	int jobs;
};

/* What a piece came to. */
struct found {
	int64_t records, bytes, pieces, input;
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

static int
look(struct verify *v, int worker, const struct seqfile_piece *k, struct found *f,
    struct err *e)
{
	struct seqfile_check **c = &v->check[worker];
	struct seq_record r;
	int rc;

	f->input = k->base.bytes;
	f->pieces = k->len > 0;
	if (*c == NULL && (*c = seqfile_check_new(seqfile_pieces_header(v->pieces),
	    v->conf->limit, e)) == NULL)
		return -1;
	if (seqfile_check_start(*c, k, v->gaps, e) != 0)
		return -1;
	while ((rc = seqfile_check_next(*c, &r, e)) == 1) {
		f->records++;
		f->bytes += (int64_t)(r.nkey + r.nvalue);
	}
	return rc;
}

static int
verify_work(void *ctx, int worker, void *item, void **result, struct err *e)
{
	struct found *f = mem_zero(1, sizeof(*f), e);

	if (f == NULL || look(ctx, worker, item, f, e) != 0) {
		seqfile_pieces_drop(item);
		free(f);
		return -1;
	}
	seqfile_pieces_drop(item);
	*result = f;
	return 0;
}

static int
verify_write(void *ctx, void *result, bool last, struct err *e)
{
	struct verify *v = ctx;
	struct found *f = result;

	(void)last;
	(void)e;
	v->result->records += f->records;
	v->result->bytes += f->bytes;
	v->result->pieces += f->pieces;
	if (v->conf->stats != NULL) {
		v->conf->stats->rows_in += f->records;
		v->conf->stats->bytes_in += f->input;
	}
	free(f);
	return 0;
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
	free(result);
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

	*r = (struct seq_verify_result){ 0, 0, 0 };
	if ((v.pieces = seqfile_pieces_new(in, &whole, e)) != NULL &&
	    (v.damage = seqfile_damage_new(v.pieces, gaps, e)) != NULL &&
	    (v.check = mem_zero((size_t)v.jobs, sizeof(*v.check), e)) != NULL)
		rc = ordmap_run(&m, e);
	for (int i = 0; v.check != NULL && i < v.jobs; i++)
		seqfile_check_free(v.check[i]);
	free(v.check);
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
