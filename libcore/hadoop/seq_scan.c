/* seq_scan.c - something made of every piece of a SequenceFile. */
#include "hadoop/seq_scan.h"

#include <stdlib.h>

#include "base/mem.h"
#include "par/ordmap.h"

struct seq_scan {
	struct seq_scan_conf conf;
	struct in *in;
	struct seqfile_pieces *pieces;
	const struct seq_scan_ops *ops;
	struct seq_decoder **decoder;	/* one a worker */
};

/* What became of a piece.  A failure travels with what was made before it. */
struct made {
	struct seqfile_piece *piece;
	struct buf out;
	uint64_t records;
	bool failed;
	struct err why;
};

struct seq_scan *
seq_scan_new(struct in *in, const struct seq_scan_conf *conf, struct err *e)
{
	const struct seqfile_pieces_conf range = { .from = conf->from, .to = conf->to,
	    .any_codec = conf->any_codec };
	struct seq_scan *s = mem_zero(1, sizeof(*s), e);

	if (s == NULL) {
		in_free(in);
		return NULL;
	}
	s->conf = *conf;
	s->conf.jobs = conf->jobs > 0 ? conf->jobs : 1;
	s->in = in;
	if ((s->pieces = seqfile_pieces_new(in, &range, e)) == NULL) {
		seq_scan_free(s);
		return NULL;
	}
	return s;
}

struct seq_scan *
seq_scan_open(const char *name, const struct seq_scan_conf *conf, struct err *e)
{
	struct in *in = in_operand(name, false, e);

	return in == NULL ? NULL : seq_scan_new(in, conf, e);
}

void
seq_scan_free(struct seq_scan *s)
{
	if (s == NULL)
		return;
	for (int i = 0; s->decoder != NULL && i < s->conf.jobs; i++)
		seq_decoder_free(s->decoder[i]);
	free(s->decoder);
	seqfile_pieces_free(s->pieces);
	in_free(s->in);
	free(s);
}

struct in *
seq_scan_end(struct seq_scan *s)
{
	struct in *in = s->in;

	s->in = NULL;
	seq_scan_free(s);
	return in;
}

const struct seq_header *
seq_scan_header(const struct seq_scan *s)
{
	return seqfile_pieces_header(s->pieces);
}

int
seq_scan_jobs(const struct seq_scan *s)
{
	return s->conf.jobs;
}

size_t
seq_scan_limit(const struct seq_scan *s)
{
	return s->conf.limit;
}

const struct in *
seq_scan_in(const struct seq_scan *s)
{
	return s->in;
}

int
seq_scan_whole(const struct seq_scan *s, const struct seqfile_piece *k, struct buf *b,
    const uint8_t **data, size_t *n, struct err *e)
{
	return seqfile_pieces_whole(s->pieces, k, b, data, n, e);
}

static int
scan_read(void *ctx, void **item, struct err *e)
{
	struct seq_scan *s = ctx;
	struct seqfile_piece *k;
	int rc = seqfile_pieces_next(s->pieces, &k, e);

	if (rc == 1)
		*item = k;
	return rc;
}

static void
scan_drop(void *ctx, void *item)
{
	(void)ctx;
	seqfile_pieces_drop(item);
}

static void
scan_drop_made(void *ctx, void *result)
{
	struct made *m = result;

	(void)ctx;
	if (m == NULL)
		return;
	seqfile_pieces_drop(m->piece);
	buf_release(&m->out);
	free(m);
}

static int
scan_piece(struct seq_scan *s, int worker, struct made *m, struct err *e)
{
	const struct seqfile_piece *k = m->piece;
	struct seq_decoder **d = &s->decoder[worker];
	int rc;

	if (k->len == 0)
		return 0;
	if (*d == NULL && (*d = seq_decoder_new(seq_scan_header(s), s->ops->parts, s->conf.limit,
	    e)) == NULL)
		return -1;
	if (seq_decoder_start(*d, k->data, k->len, e) != 0)
		return -1;
	rc = s->ops->unit(s->ops->ctx, worker, k, *d, &m->out, e);
	m->records = seq_decoder_count(*d);
	return rc;
}

static int
scan_work(void *ctx, int worker, void *item, void **result, struct err *e)
{
	struct seq_scan *s = ctx;
	struct made *m = mem_zero(1, sizeof(*m), e);

	if (m == NULL) {
		seqfile_pieces_drop(item);
		return -1;
	}
	m->piece = item;
	err_clear(&m->why);
	m->failed = scan_piece(s, worker, m, &m->why) != 0;
	*result = m;
	return 0;
}

static int
scan_write(void *ctx, void *result, bool last, struct err *e)
{
	struct seq_scan *s = ctx;
	struct made *m = result;
	int rc = s->ops->write(s->ops->ctx, m->piece, &m->out, e);

	(void)last;
	if (s->conf.stats != NULL) {
		s->conf.stats->rows_in += (int64_t)m->records;
		s->conf.stats->bytes_in += m->piece->base.bytes;
	}
	if (rc == 0 && m->failed) {
		if (m->why.status == STATUS_DATA)
			seqfile_pieces_place(in_name(s->in), m->piece, &m->why);
		rc = err_copy(e, &m->why);
	}
	scan_drop_made(s, m);
	return rc;
}

static void
scan_cancel(void *ctx)
{
	struct seq_scan *s = ctx;

	/* A file does not keep anyone waiting, and may be read again. */
	if (!in_is_file(s->in))
		in_cancel(s->in);
}

int
seq_scan_run(struct seq_scan *s, const struct seq_scan_ops *ops, struct err *e)
{
	const struct ordmap m = {
		.read = scan_read, .work = scan_work, .write = scan_write, .drop_item = scan_drop,
		.drop_result = scan_drop_made, .cancel = scan_cancel, .ctx = s,
		.jobs = s->conf.jobs
	};

	s->ops = ops;
	seqfile_pieces_want(s->pieces, ops->parts);
	if (s->decoder == NULL && (s->decoder = mem_zero((size_t)s->conf.jobs,
	    sizeof(struct seq_decoder *), e)) == NULL)
		return -1;
	return ordmap_run(&m, e);
}
