/* sink.c - batches into a log. */
#include "log/sink.h"

#include <stdlib.h>

#include "base/mem.h"

struct log_sink {
	struct sink sink;
	struct log_producer *producer;
	struct log_columns columns;
	log_sink_map *map;
	void *ctx;
};

struct log_chunk {
	struct chunk chunk;
	struct batch *batch;
};

static void
drop(struct sink *k, struct chunk *c)
{
	struct log_chunk *l = (struct log_chunk *)c;

	(void)k;
	batch_free(l->batch);
	free(l);
}

static int
encode(struct sink *k, int w, struct batch *b, struct chunk **out, struct err *e)
{
	struct log_sink *s = (struct log_sink *)k;
	struct log_chunk *l = mem_zero(1, sizeof(*l), e);

	(void)w;
	if (l == NULL)
		return -1;
	l->chunk.rows = b->rows;
	l->batch = b;
	if (s->map != NULL && (l->batch = s->map(s->ctx, b, e)) == NULL) {
		free(l);
		return -1;
	}
	if (l->batch != b)
		batch_free(b);
	*out = &l->chunk;
	return 0;
}

static int
flush(struct sink *k, struct err *e)
{
	return log_flush(((struct log_sink *)k)->producer, e);
}

static int
commit(struct sink *k, const struct epoch *ep, struct err *e)
{
	(void)ep;
	return flush(k, e);
}

static int
sink_write(struct sink *k, struct chunk *c, struct err *e)
{
	struct log_sink *s = (struct log_sink *)k;
	struct log_chunk *l = (struct log_chunk *)c;
	int rc = log_send(s->producer, l->batch, &s->columns, k->rows, e);

	if (rc != 0 && e != NULL && e->row >= 0)
		err_prefix(e, "record %lld: ", (long long)(k->rows + e->row + 1));
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
	.encode = encode, .write = sink_write, .flush = flush, .commit = commit, .drop = drop,
	.finish = flush, .fail = fail, .free = free_sink
};

struct sink *
log_sink_new(struct log_producer *p, const struct log_columns *c, log_sink_map *map,
    void *ctx, struct err *e)
{
	struct log_sink *s = mem_zero(1, sizeof(*s), e);

	if (s == NULL)
		return NULL;
	s->sink.ops = &ops;
	s->producer = p;
	s->columns = *c;
	s->map = map;
	s->ctx = ctx;
	return &s->sink;
}
