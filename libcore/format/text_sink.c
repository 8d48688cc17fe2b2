/* text_sink.c - encoded text, written in order. */
#include "format/text_sink.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/term.h"

struct text_sink {
	struct sink sink;
	struct out *out;
	struct schema *schema;
	const struct text_encoder *enc;
	void *conf;
	bool started;		/* the head is out */
	bool terminal;
};

struct text_chunk {
	struct chunk chunk;
	struct batch *batch;	/* that the pieces point into */
	struct buf text;
	struct iovec *iov;	/* instead of text, where nparts > 0 */
	size_t nparts;
};

static void
drop(struct sink *k, struct chunk *c)
{
	struct text_chunk *t = (struct text_chunk *)c;

	(void)k;
	buf_release(&t->text);
	free(t->iov);
	batch_free(t->batch);
	free(t);
}

/* Replaces text by what is safe on a terminal, which shows lines and tabs. */
static int
make_safe(struct buf *text, struct err *e)
{
	struct buf safe = BUF_INIT;
	int rc = term_escape(&safe, text->data, text->len, TERM_KEEP_LF | TERM_KEEP_TAB, e);

	buf_release(text);
	*text = safe;
	return rc;
}

/* The text of the rows, or the pieces of it. */
static int
encode_rows(const struct text_sink *s, const struct batch *b, struct text_chunk *t,
    struct err *e)
{
	if (s->enc->parts != NULL && !s->terminal) {
		if (s->enc->parts(b, s->conf, &t->iov, &t->nparts, e) != 0)
			return -1;
		if (t->nparts > 0)
			return 0;
	}
	return s->enc->rows(b, s->conf, &t->text, e);
}

static int
encode(struct sink *k, int w, struct batch *b, struct chunk **out, struct err *e)
{
	struct text_sink *s = (struct text_sink *)k;
	struct text_chunk *t = mem_zero(1, sizeof(*t), e);

	(void)w;
	if (t == NULL)
		return -1;
	t->chunk.rows = b->rows;
	if (encode_rows(s, b, t, e) != 0 || (s->terminal && make_safe(&t->text, e) != 0)) {
		drop(k, &t->chunk);
		return -1;
	}
	if (t->nparts > 0)
		t->batch = b;
	else
		batch_free(b);
	*out = &t->chunk;
	return 0;
}

static int
start(struct text_sink *s, struct err *e)
{
	struct buf head = BUF_INIT;
	int rc = 0;

	if (s->started)
		return 0;
	s->started = true;
	if (s->enc->head == NULL)
		return 0;
	if (s->enc->head(s->schema, s->conf, &head, e) != 0 ||
	    (s->terminal && make_safe(&head, e) != 0) ||
	    out_write(s->out, head.data, head.len, e) != 0)
		rc = -1;
	buf_release(&head);
	return rc;
}

static int
sink_write(struct sink *k, struct chunk *c, struct err *e)
{
	struct text_sink *s = (struct text_sink *)k;
	struct text_chunk *t = (struct text_chunk *)c;
	int rc;

	rc = start(s, e);
	if (rc == 0)
		rc = t->nparts > 0 ? out_writev(s->out, t->iov, t->nparts, e) :
		    out_write(s->out, t->text.data, t->text.len, e);
	if (rc == 0) {
		k->rows += c->rows;
		k->batches++;
	}
	drop(k, c);
	return rc;
}

static int
flush(struct sink *k, struct err *e)
{
	return out_flush(((struct text_sink *)k)->out, e);
}

static int
finish(struct sink *k, struct err *e)
{
	struct text_sink *s = (struct text_sink *)k;
	struct out *o = s->out;

	if (start(s, e) != 0)
		return -1;
	s->out = NULL;
	return out_close(o, e);
}

static void
fail(struct sink *k, const struct err *why)
{
	struct text_sink *s = (struct text_sink *)k;

	(void)why;
	/* Rows before the failure are whole lines: they may go. */
	if (s->out != NULL)
		(void)out_flush(s->out, NULL);
}

static void
free_sink(struct sink *k)
{
	struct text_sink *s = (struct text_sink *)k;

	out_free(s->out);
	schema_unref(s->schema);
	free(s->conf);
	free(s);
}

static int
watch(const struct sink *k)
{
	const struct out *o = ((const struct text_sink *)k)->out;

	return o != NULL ? out_descriptor(o) : -1;
}

static const struct sink_ops ops = {
	.watch = watch,
	.encode = encode, .write = sink_write, .flush = flush, .drop = drop,
	.finish = finish, .fail = fail, .free = free_sink
};

struct sink *
text_sink_new(struct out *o, struct schema *s, const struct text_encoder *enc,
    const void *conf, size_t size, bool terminal, struct err *e)
{
	struct text_sink *k = mem_zero(1, sizeof(*k), e);

	if (k == NULL || (k->conf = mem_dup(conf, size, e)) == NULL) {
		free(k);
		out_free(o);
		return NULL;
	}
	k->sink.ops = &ops;
	k->out = o;
	k->schema = schema_ref(s);
	k->enc = enc;
	k->terminal = terminal;
	return &k->sink;
}
