/* sink.c - batches into a log. */
#include "log/sink.h"

#include <stdlib.h>

#include "base/mem.h"

struct log_sink {
	struct sink sink;
	struct log_producer *producer;
	struct log_columns columns;
};

struct log_chunk {
	struct chunk chunk;
	struct batch *batch;		/* NULL: a barrier */
};

static void
drop(struct sink *k, struct chunk *c)
{
	struct log_chunk *l = (struct log_chunk *)c;

	(void)k;
	batch_free(l->batch);
	free(l);
}

/* Nothing to encode: the chunk holds on to the batch's memory. */
static int
encode(struct sink *k, const struct batch *b, struct chunk **out, struct err *e)
{
	struct log_chunk *l = mem_zero(1, sizeof(*l), e);

	if (l == NULL)
		return -1;
	l->chunk.rows = b->rows;
	if (b->kind == BATCH_DATA && (l->batch = batch_slice(b, 0, b->rows, e)) == NULL) {
		drop(k, &l->chunk);
		return -1;
	}
	*out = &l->chunk;
	return 0;
}

static int
flush(struct sink *k, struct err *e)
{
	return log_flush(((struct log_sink *)k)->producer, e);
}

static int
sink_write(struct sink *k, struct chunk *c, struct err *e)
{
	struct log_sink *s = (struct log_sink *)k;
	struct log_chunk *l = (struct log_chunk *)c;
	int rc;

	if (l->batch == NULL)
		rc = flush(k, e);
	else
		rc = log_send(s->producer, l->batch, &s->columns, k->rows, e);
	k->rows += c->rows;
	k->batches++;
	drop(k, c);
	return rc;
}

static void
fail(struct sink *k, const struct err *why)
{
	(void)why;
	/* What was sent is sent: learn its fate, so that it can be told. */
	(void)flush(k, NULL);
}

static void
free_sink(struct sink *k)
{
	free(k);
}

static const struct sink_ops ops = {
	.encode = encode, .write = sink_write, .flush = flush, .drop = drop,
	.finish = flush, .fail = fail, .free = free_sink
};

struct sink *
log_sink_new(struct log_producer *p, const struct log_columns *c, struct err *e)
{
	struct log_sink *s = mem_zero(1, sizeof(*s), e);

	if (s == NULL)
		return NULL;
	s->sink.ops = &ops;
	s->producer = p;
	s->columns = *c;
	return &s->sink;
}
