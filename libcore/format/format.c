/* format.c - the sink of the text formats. */
#include "format/format.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/term.h"
#include "io/out.h"

struct text_sink {
	struct sink base;
	struct out *out;
	struct format_text *text;
};

struct text_chunk {
	struct chunk base;
	struct buf buf;
};

static void
text_drop(struct sink *k, struct chunk *chunk)
{
	struct text_chunk *c = (struct text_chunk *)chunk;

	(void)k;
	buf_release(&c->buf);
	free(c);
}

/* Replaces the text of a chunk by what is safe on a terminal. */
static int
make_safe(struct buf *text, struct err *e)
{
	struct buf safe = BUF_INIT;
	int rc = term_escape(&safe, text->data, text->len, TERM_KEEP_LF | TERM_KEEP_TAB, e);

	buf_release(text);
	*text = safe;
	return rc;
}

static int
text_encode(struct sink *k, const struct batch *b, struct chunk **out, struct err *e)
{
	const struct format_text *f = ((struct text_sink *)k)->text;
	struct text_chunk *c = mem_zero(1, sizeof(*c), e);

	if (c == NULL)
		return -1;
	c->base.rows = b->rows;
	if ((b->kind == BATCH_DATA && f->encode(f, b, &c->buf, e) != 0) ||
	    (f->terminal && make_safe(&c->buf, e) != 0)) {
		text_drop(k, &c->base);
		return -1;
	}
	*out = &c->base;
	return 0;
}

static int
text_write(struct sink *k, struct chunk *chunk, struct err *e)
{
	struct text_sink *t = (struct text_sink *)k;
	struct text_chunk *c = (struct text_chunk *)chunk;
	int rc = out_write(t->out, c->buf.data, c->buf.len, e);

	if (rc == 0) {
		k->rows += c->base.rows;
		k->batches++;
	}
	text_drop(k, chunk);
	return rc;
}

static int
text_flush(struct sink *k, struct err *e)
{
	return out_flush(((struct text_sink *)k)->out, e);
}

static int
text_finish(struct sink *k, struct err *e)
{
	struct text_sink *t = (struct text_sink *)k;
	struct out *o = t->out;

	t->out = NULL;
	return out_close(o, e);
}

/* Rows before a failure are good rows: they go out. */
static void
text_fail(struct sink *k, const struct err *why)
{
	struct text_sink *t = (struct text_sink *)k;

	(void)why;
	if (t->out != NULL)
		(void)out_flush(t->out, NULL);
}

static void
text_free(struct sink *k)
{
	struct text_sink *t = (struct text_sink *)k;

	out_free(t->out);
	t->text->free(t->text);
	free(t);
}

static const struct sink_ops text_ops = {
	.encode = text_encode,
	.write = text_write,
	.flush = text_flush,
	.drop = text_drop,
	.finish = text_finish,
	.fail = text_fail,
	.free = text_free,
};

struct sink *
format_sink_new(struct out *out, struct format_text *f, const void *head, size_t n,
    struct err *e)
{
	struct text_sink *t = mem_zero(1, sizeof(*t), e);

	if (t == NULL) {
		out_free(out);
		f->free(f);
		return NULL;
	}
	t->base.ops = &text_ops;
	t->out = out;
	t->text = f;
	if (n > 0 && out_write(out, head, n, e) != 0) {
		text_free(&t->base);
		return NULL;
	}
	return &t->base;
}
