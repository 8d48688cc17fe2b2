/* table_sink.c - a table at the end of a pipeline. */
#include "format/table_sink.h"

#include <stdlib.h>

#include "base/mem.h"

struct table_sink {
	struct sink base;
	struct out *out;
	struct table *table;
	uint64_t memory;
};

/* Rows wait here for their turn: a table is small, so encoding is left to write(). */
struct table_chunk {
	struct chunk base;
	struct batch *batch;
};

static void
table_drop(struct sink *k, struct chunk *chunk)
{
	struct table_chunk *c = (struct table_chunk *)chunk;

	(void)k;
	batch_free(c->batch);
	free(c);
}

static int
table_encode(struct sink *k, const struct batch *b, struct chunk **out, struct err *e)
{
	struct table_chunk *c = mem_zero(1, sizeof(*c), e);

	(void)k;
	if (c == NULL)
		return -1;
	c->base.rows = b->rows;
	if (b->kind == BATCH_DATA && (c->batch = batch_slice(b, 0, b->rows, e)) == NULL) {
		free(c);
		return -1;
	}
	*out = &c->base;
	return 0;
}

static int
table_write(struct sink *k, struct chunk *chunk, struct err *e)
{
	struct table_sink *t = (struct table_sink *)k;
	struct table_chunk *c = (struct table_chunk *)chunk;
	int rc = 0;

	if (c->batch != NULL && table_add(t->table, c->batch, e) < 0)
		rc = -1;
	else if (table_size(t->table) > t->memory)
		rc = err_set(e, STATUS_DATA, "a table of more than %llu MiB (-m allows more, "
		    "-o csv needs none)", (unsigned long long)(t->memory >> 20));
	else
		k->rows += c->base.rows;
	table_drop(k, chunk);
	return rc;
}

static int
table_flush(struct sink *k, struct err *e)
{
	(void)k;
	(void)e;
	return 0;
}

static int
table_finish(struct sink *k, struct err *e)
{
	struct table_sink *t = (struct table_sink *)k;
	struct buf text = BUF_INIT;
	struct out *out = t->out;
	int rc;

	t->out = NULL;
	if ((rc = table_print(t->table, &text, e)) == 0)
		rc = out_write(out, text.data, text.len, e);
	buf_release(&text);
	if (rc != 0) {
		out_free(out);
		return -1;
	}
	return out_close(out, e);
}

static void
table_fail(struct sink *k, const struct err *why)
{
	(void)k;
	(void)why;
}

static void
table_sink_free(struct sink *k)
{
	struct table_sink *t = (struct table_sink *)k;

	out_free(t->out);
	table_free(t->table);
	free(t);
}

static const struct sink_ops table_ops = {
	.encode = table_encode,
	.write = table_write,
	.flush = table_flush,
	.drop = table_drop,
	.finish = table_finish,
	.fail = table_fail,
	.free = table_sink_free,
};

struct sink *
table_sink_new(struct out *out, struct schema *s, const struct table_conf *conf,
    uint64_t memory, struct err *e)
{
	struct table_sink *t = mem_zero(1, sizeof(*t), e);

	if (t == NULL) {
		out_free(out);
		return NULL;
	}
	t->base.ops = &table_ops;
	t->out = out;
	t->memory = memory;
	if (table_new(&t->table, s, conf, e) != 0) {
		table_sink_free(&t->base);
		return NULL;
	}
	return &t->base;
}
