/* table_sink.c - a table at the end of a pipeline. */
#include "format/table_sink.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

struct table_sink {
	struct sink base;
	struct out *out;
	struct table *table;
	uint64_t memory;
	bool epochs;
	int64_t rows;		/* since the last barrier */
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
table_encode(struct sink *k, int w, struct batch *b, struct chunk **out, struct err *e)
{
	struct table_chunk *c = mem_zero(1, sizeof(*c), e);

	(void)k;
	(void)w;
	if (c == NULL)
		return -1;
	c->base.rows = b->rows;
	c->batch = b;
	*out = &c->base;
	return 0;
}

static int
print(struct table_sink *t, struct err *e)
{
	struct buf text = BUF_INIT;
	int rc = table_print(t->table, &text, e);

	if (rc == 0)
		rc = out_write(t->out, text.data, text.len, e);
	buf_release(&text);
	return rc;
}

static int
add(struct table_sink *t, const struct batch *b, struct err *e)
{
	if (table_add(t->table, b, e) < 0)
		return -1;
	if (table_size(t->table) > t->memory)
		return err_set(e, STATUS_DATA, "a table of more than %" PRIu64 " MiB (-m allows "
		    "more, -o csv needs none)", t->memory >> 20);
	t->rows += b->rows;
	t->base.rows += b->rows;
	return 0;
}

static int
table_write(struct sink *k, struct chunk *chunk, struct err *e)
{
	int rc = add((struct table_sink *)k, ((struct table_chunk *)chunk)->batch, e);

	table_drop(k, chunk);
	return rc;
}

static int
table_flush(struct sink *k, struct err *e)
{
	return out_flush(((struct table_sink *)k)->out, e);
}

/* A table of what came since the last barrier; none for an epoch without rows. */
static int
table_commit(struct sink *k, const struct epoch *ep, struct err *e)
{
	struct table_sink *t = (struct table_sink *)k;
	char head[64];
	int n;

	if (!t->epochs || t->rows == 0)
		return 0;
	n = snprintf(head, sizeof(head), "Epoch %" PRId64 ":\n", ep->number);
	if (out_write(t->out, head, (size_t)n, e) != 0 || print(t, e) != 0)
		return -1;
	t->rows = 0;
	table_clear(t->table);
	return table_flush(k, e);
}

static int
table_finish(struct sink *k, struct err *e)
{
	struct table_sink *t = (struct table_sink *)k;
	struct out *out = t->out;

	/* Without a barrier there was one epoch, even if it has no rows. */
	if ((!t->epochs || t->rows > 0 || k->rows == 0) && print(t, e) != 0)
		return -1;
	t->out = NULL;
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

static int
table_watch(const struct sink *k)
{
	const struct out *o = ((const struct table_sink *)k)->out;

	return o != NULL ? out_descriptor(o) : -1;
}

static const struct sink_ops table_ops = {
	.watch = table_watch,
	.encode = table_encode,
	.write = table_write,
	.flush = table_flush,
	.commit = table_commit,
	.drop = table_drop,
	.finish = table_finish,
	.fail = table_fail,
	.free = table_sink_free,
};

struct sink *
table_sink_new(struct out *out, struct schema *s, const struct table_conf *conf,
    uint64_t memory, bool epochs, struct err *e)
{
	struct table_sink *t = mem_zero(1, sizeof(*t), e);
	struct table_conf own = *conf;

	if (t == NULL) {
		out_free(out);
		return NULL;
	}
	own.memory = memory;
	t->base.ops = &table_ops;
	t->out = out;
	t->memory = memory;
	t->epochs = epochs;
	if (table_new(&t->table, s, &own, e) != 0) {
		table_sink_free(&t->base);
		return NULL;
	}
	return &t->base;
}
