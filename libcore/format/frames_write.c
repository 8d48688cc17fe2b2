/*
 * frames_write.c - the sink of frames.
 *
 * With every message goes the first half of the prefix of the next one, in one
 * system call.  So a stream that breaks off, whatever its writer dies of, ends
 * inside a prefix or a message and never between two, where other readers of Arrow
 * take the end of the bytes for the end of the stream.
 *
 * A pipe that is full takes whole pages of a write, and every message is a multiple
 * of 8 bytes long: a write that is killed half-way never stops at such a place
 * either, which is 4 bytes before the end of a multiple of 8.
 */
#include "format/frames.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "format/frames_implied.h"
#include "format/frames_meta.h"
#include "wire/ipc.h"

struct frames_sink {
	struct sink k;
	struct out *out;		/* NULL once closed */
	struct schema *of;		/* of the batches */
	struct schema *schema;		/* as it went out */
	const char *tool;
	bool packed;			/* it has null columns where of has others */
	bool broken;			/* a write failed: nothing more can be said */
};

/* An encoded batch, and the batch that its pieces point into. */
struct frames_chunk {
	struct chunk c;
	struct ipc_message m;
	struct iovec *iov;
	struct batch *batch;
};

static void
chunk_free(struct frames_chunk *c)
{
	if (c == NULL)
		return;
	batch_free(c->batch);
	free(c->iov);
	ipc_message_release(&c->m);
	free(c);
}

/* Bytes of a prefix that come before its length: those go out with the message before. */
#define HALF (sizeof(ipc_eos) / 2)

/*
 * The pieces of m as they go out, m->npiece + 1 of them: without the first half of its
 * prefix, unless it is the first message, and with that of the message that follows.
 */
static struct iovec *
message_iov(const struct ipc_message *m, bool first, struct err *e)
{
	struct iovec *iov = mem_zero(m->npiece + 1, sizeof(*iov), e);
	size_t i;

	if (iov == NULL)
		return NULL;
	for (i = 0; i < m->npiece; i++) {
		iov[i].iov_base = (void *)(uintptr_t)m->piece[i].p;
		iov[i].iov_len = m->piece[i].n;
	}
	if (!first) {
		iov[0].iov_base = (uint8_t *)iov[0].iov_base + HALF;
		iov[0].iov_len -= HALF;
	}
	iov[i].iov_base = (void *)(uintptr_t)ipc_eos;
	iov[i].iov_len = HALF;
	return iov;
}

static int
encode_rows(const struct frames_sink *f, const struct batch *b, struct ipc_message *m,
    struct err *e)
{
	struct batch out = *b;
	struct meta meta = { 0 };
	int rc = 0;

	/* Without null columns it goes out as it is. */
	if (f->packed) {
		out.schema = f->schema;
		if ((out.col = frames_implied_columns(b, f->schema, e)) == NULL)
			return -1;
	}
	if (b->partition >= 0)
		rc = frames_meta_add(&meta, e, FRAMES_PARTITION, "%" PRId32, b->partition);
	if (rc == 0)
		rc = ipc_batch_write(&out, &meta, m, e);
	if (out.col != b->col)
		free(out.col);
	meta_release(&meta);
	return rc;
}

static int
frames_encode(struct sink *k, int w, struct batch *b, struct chunk **out, struct err *e)
{
	struct frames_sink *f = (struct frames_sink *)k;
	struct frames_chunk *c = mem_zero(1, sizeof(*c), e);

	(void)w;
	if (c == NULL)
		return -1;
	c->c.rows = b->rows;
	if (!schema_equal(b->schema, f->of)) {
		err_set(e, STATUS_SYSTEM, "a batch of another schema than the stream's");
		goto fail;
	}
	/* No rows are no message. */
	if (b->rows > 0 && (encode_rows(f, b, &c->m, e) != 0 ||
	    (c->iov = message_iov(&c->m, false, e)) == NULL))
		goto fail;
	c->batch = b;
	*out = &c->c;
	return 0;
fail:
	chunk_free(c);
	return -1;
}

static int
frames_write(struct sink *k, struct chunk *chunk, struct err *e)
{
	struct frames_sink *f = (struct frames_sink *)k;
	struct frames_chunk *c = (struct frames_chunk *)chunk;
	int rc = 0;

	if (c->iov != NULL) {
		rc = out_writev(f->out, c->iov, c->m.npiece + 1, e);
		k->rows += c->c.rows;
		k->batches++;
	}
	f->broken |= rc != 0;
	chunk_free(c);
	return rc;
}

static int
frames_flush(struct sink *k, struct err *e)
{
	struct frames_sink *f = (struct frames_sink *)k;

	if (out_flush(f->out, e) == 0)
		return 0;
	f->broken = true;
	return -1;
}

static void
frames_drop(struct sink *k, struct chunk *c)
{
	(void)k;
	chunk_free((struct frames_chunk *)c);
}

/* Writes a message that points into nothing but itself, and releases it. */
static int
write_message(struct out *out, struct ipc_message *m, bool first, struct err *e)
{
	struct iovec *iov = message_iov(m, first, e);
	int rc = iov == NULL ? -1 : out_writev(out, iov, m->npiece + 1, e);

	free(iov);
	ipc_message_release(m);
	return rc;
}

/* Writes a control message with one pair, and releases the pair. */
static int
write_control(struct out *out, const struct schema *s, struct meta *meta, struct err *e)
{
	struct ipc_message m;
	int rc = ipc_control_write(s, meta, &m, e);

	meta_release(meta);
	return rc != 0 ? -1 : write_message(out, &m, false, e);
}

static int
frames_commit(struct sink *k, const struct epoch *ep, struct err *e)
{
	struct frames_sink *f = (struct frames_sink *)k;
	struct meta meta = { 0 };

	if (frames_meta_epoch(&meta, ep, e) != 0) {
		meta_release(&meta);
		return -1;
	}
	if (write_control(f->out, f->schema, &meta, e) != 0) {
		f->broken = true;
		return -1;
	}
	k->batches++;
	return frames_flush(k, e);
}

static int
write_error(struct out *out, const struct schema *s, int status, const char *tool)
{
	struct meta meta = { 0 };

	if (frames_meta_add(&meta, NULL, FRAMES_ERROR, "%d %s", status, tool) != 0)
		return -1;
	return write_control(out, s, &meta, NULL);
}

static int
frames_finish(struct sink *k, struct err *e)
{
	struct frames_sink *f = (struct frames_sink *)k;
	struct out *out = f->out;
	struct meta meta = { 0 };

	if (frames_meta_add(&meta, e, FRAMES_END, "%" PRId64 " %" PRId64, k->rows,
	    k->batches) != 0)
		return -1;
	f->broken = true;
	if (write_control(out, f->schema, &meta, e) != 0 ||
	    out_write(out, ipc_eos + HALF, sizeof(ipc_eos) - HALF, e) != 0)
		return -1;
	f->out = NULL;
	return out_close(out, e);
}

static void
frames_sink_fail(struct sink *k, const struct err *why)
{
	struct frames_sink *f = (struct frames_sink *)k;
	struct out *out = f->out;

	if (out == NULL || f->broken || (why->flags & ERR_CLOSED) != 0)
		return;
	f->out = NULL;
	(void)write_error(out, f->schema, why->status == STATUS_OK ? STATUS_SYSTEM : why->status,
	    (why->flags & ERR_UPSTREAM) != 0 ? why->tool : f->tool);
	(void)out_close(out, NULL);
}

static void
frames_sink_free(struct sink *k)
{
	struct frames_sink *f = (struct frames_sink *)k;

	out_free(f->out);
	schema_unref(f->of);
	schema_unref(f->schema);
	free(f);
}

static int
frames_watch(const struct sink *k)
{
	const struct out *o = ((const struct frames_sink *)k)->out;

	return o != NULL ? out_descriptor(o) : -1;
}

static const struct sink_ops frames_sink_ops = {
	.watch = frames_watch,
	.encode = frames_encode, .write = frames_write, .flush = frames_flush,
	.commit = frames_commit,
	.drop = frames_drop, .finish = frames_finish, .fail = frames_sink_fail,
	.free = frames_sink_free
};

void
frames_conf_from(struct frames_write_conf *conf, const struct source *s)
{
	conf->epochs = s->epochs;
	conf->live = s->live;
	conf->group = s->group;
	conf->partitions = s->partitions;
}

/* The metadata of the schema that goes out: its own but for sluice.*, then conf's. */
static int
sink_meta(struct meta *out, const struct schema *s, const struct frames_write_conf *conf,
    struct err *e)
{
	const struct meta_pair *p;
	size_t i;

	for (i = 0; i < s->meta.n; i++) {
		p = &s->meta.pair[i];
		if (!frames_key(p) &&
		    meta_add(out, p->key, p->keylen, p->value, p->vallen, e) != 0)
			return -1;
	}
	if (frames_meta_add(out, e, FRAMES_WILL_END, "1") != 0 ||
	    (conf->epochs && frames_meta_add(out, e, FRAMES_EPOCHS, "1") != 0) ||
	    (conf->live && frames_meta_add(out, e, FRAMES_LIVE, "1") != 0) ||
	    (conf->partitions > 0 && frames_meta_add(out, e, FRAMES_PARTITIONS, "%" PRId32,
	    conf->partitions) != 0) ||
	    (conf->group != NULL && frames_meta_add(out, e, FRAMES_GROUP, "%s",
	    conf->group) != 0))
		return -1;
	return 0;
}

/* The schema that goes out: s with other metadata. */
static struct schema *
sink_schema(const struct schema *s, const struct frames_write_conf *conf, struct err *e)
{
	struct schema *out = schema_new(e);
	size_t i;

	if (out == NULL)
		return NULL;
	for (i = 0; i < s->nfield; i++) {
		if (schema_add_field(out, &s->field[i], e) == NULL)
			goto fail;
	}
	if (sink_meta(&out->meta, s, conf, e) == 0 && frames_implied_pack(out, e) == 0)
		return out;
fail:
	schema_unref(out);
	return NULL;
}

struct sink *
frames_sink_new(struct out *out, struct schema *s, const struct frames_write_conf *conf,
    struct err *e)
{
	struct frames_sink *f = mem_zero(1, sizeof(*f), e);
	struct ipc_message m;

	if (f == NULL) {
		out_free(out);
		return NULL;
	}
	f->k.ops = &frames_sink_ops;
	f->out = out;
	f->of = schema_ref(s);
	f->tool = conf->tool;
	/* At once, so that the reader can check its own arguments while we work. */
	if ((f->schema = sink_schema(s, conf, e)) == NULL ||
	    ipc_schema_write(f->schema, NULL, &m, e) != 0 ||
	    write_message(out, &m, true, e) != 0 || out_flush(out, e) != 0) {
		frames_sink_free(&f->k);
		return NULL;
	}
	f->packed = !schema_equal(f->schema, s);
	return &f->k;
}

void
frames_fail(int fd, int status, const char *tool)
{
	struct schema *s = schema_new(NULL);
	struct out *out = out_fd(fd, "stdout", NULL);
	struct ipc_message m;

	if (s != NULL && out != NULL &&
	    frames_meta_add(&s->meta, NULL, FRAMES_WILL_END, "1") == 0 &&
	    ipc_schema_write(s, NULL, &m, NULL) == 0 && write_message(out, &m, true, NULL) == 0)
		(void)write_error(out, s, status, tool);
	if (out != NULL)
		(void)out_close(out, NULL);
	schema_unref(s);
}
