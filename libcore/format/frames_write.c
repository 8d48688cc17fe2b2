/* frames_write.c - the sink of frames. */
#include "format/frames.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "format/frames_meta.h"
#include "wire/ipc.h"

struct frames_sink {
	struct sink k;
	struct out *out;		/* NULL once closed */
	struct schema *of;		/* of the batches */
	struct schema *schema;		/* as it went out */
	const char *tool;
	bool broken;			/* a write failed: nothing more can be said */
};

/* An encoded batch, with references to the memory that its pieces point into. */
struct frames_chunk {
	struct chunk c;
	struct ipc_message m;
	struct iovec *iov;
	struct block **hold;
	size_t nhold, caphold;
};

static void
chunk_free(struct frames_chunk *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->nhold; i++)
		block_unref(c->hold[i]);
	free(c->hold);
	free(c->iov);
	ipc_message_release(&c->m);
	free(c);
}

/* Takes references to what col points into. */
static int
hold_column(struct frames_chunk *c, const struct column *col, struct err *e)
{
	uint32_t i;

	if (mem_grow(&c->hold, &c->caphold, c->nhold + 3, sizeof(struct block *), e) != 0)
		return -1;
	for (i = 0; i < 3; i++) {
		/* Columns of one message often lie in one block: one reference will do. */
		if (col->hold[i] != NULL &&
		    (c->nhold == 0 || c->hold[c->nhold - 1] != col->hold[i]))
			c->hold[c->nhold++] = block_ref(col->hold[i]);
	}
	for (i = 0; i < col->nchild; i++) {
		if (hold_column(c, &col->child[i], e) != 0)
			return -1;
	}
	return 0;
}

static struct iovec *
message_iov(const struct ipc_message *m, struct err *e)
{
	struct iovec *iov = mem_zero(m->npiece, sizeof(*iov), e);
	size_t i;

	for (i = 0; iov != NULL && i < m->npiece; i++) {
		iov[i].iov_base = (void *)(uintptr_t)m->piece[i].p;
		iov[i].iov_len = m->piece[i].n;
	}
	return iov;
}

static int
encode_rows(const struct batch *b, struct frames_chunk *c, struct err *e)
{
	struct meta meta = { 0 };
	int rc = -1;
	size_t i;

	if (b->partition >= 0 &&
	    frames_meta_add(&meta, e, FRAMES_PARTITION, "%" PRId32, b->partition) != 0)
		goto done;
	if (ipc_batch_write(b, &meta, &c->m, e) != 0)
		goto done;
	for (i = 0; i < b->schema->nfield; i++) {
		if (hold_column(c, &b->col[i], e) != 0)
			goto done;
	}
	rc = 0;
done:
	meta_release(&meta);
	return rc;
}

static int
encode_barrier(const struct schema *s, const struct batch *b, struct frames_chunk *c,
    struct err *e)
{
	struct meta meta = { 0 };
	int rc;

	rc = frames_meta_add(&meta, e, FRAMES_BARRIER, "%" PRId64, b->epoch) != 0 ||
	    frames_meta_add(&meta, e, FRAMES_OFFSETS, "%s",
	    b->offsets == NULL ? "" : b->offsets) != 0 ||
	    ipc_control_write(s, &meta, &c->m, e) != 0;
	meta_release(&meta);
	return rc ? -1 : 0;
}

static int
frames_encode(struct sink *k, const struct batch *b, struct chunk **out, struct err *e)
{
	struct frames_sink *f = (struct frames_sink *)k;
	struct frames_chunk *c = mem_zero(1, sizeof(*c), e);
	int rc = 0;

	if (c == NULL)
		return -1;
	c->c.rows = b->rows;
	/* A barrier has no rows, and comes as the source made it. */
	if (b->kind == BATCH_BARRIER)
		rc = encode_barrier(f->schema, b, c, e);
	else if (!schema_equal(b->schema, f->of))
		rc = err_set(e, STATUS_SYSTEM, "a batch of another schema than the stream's");
	else if (b->rows > 0)
		rc = encode_rows(b, c, e);
	if (rc == 0 && c->m.npiece > 0 && (c->iov = message_iov(&c->m, e)) == NULL)
		rc = -1;
	if (rc != 0) {
		chunk_free(c);
		return -1;
	}
	*out = &c->c;
	return 0;
}

static int
frames_write(struct sink *k, struct chunk *chunk, struct err *e)
{
	struct frames_sink *f = (struct frames_sink *)k;
	struct frames_chunk *c = (struct frames_chunk *)chunk;
	int rc = 0;

	if (c->iov != NULL) {
		rc = out_writev(f->out, c->iov, c->m.npiece, e);
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
write_message(struct out *out, struct ipc_message *m, struct err *e)
{
	struct iovec *iov = message_iov(m, e);
	int rc = iov == NULL ? -1 : out_writev(out, iov, m->npiece, e);

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
	return rc != 0 ? -1 : write_message(out, &m, e);
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
	    out_write(out, ipc_eos, sizeof(ipc_eos), e) != 0)
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

static const struct sink_ops frames_sink_ops = {
	.encode = frames_encode, .write = frames_write, .flush = frames_flush,
	.drop = frames_drop, .finish = frames_finish, .fail = frames_sink_fail,
	.free = frames_sink_free
};

void
frames_conf_from(struct frames_write_conf *conf, const struct source *s)
{
	const struct meta *m = &s->schema->meta;
	const char *n = meta_get(m, FRAMES_PARTITIONS);
	int64_t partitions = 0;

	conf->epochs = s->epochs;
	conf->live = s->live;
	conf->group = meta_get(m, FRAMES_GROUP);
	if (n == NULL || !num_parse_i64(n, strlen(n), &partitions) || partitions < 0 ||
	    partitions > INT32_MAX)
		partitions = 0;
	conf->partitions = (int32_t)partitions;
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
	if ((conf->epochs && frames_meta_add(out, e, FRAMES_EPOCHS, "1") != 0) ||
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
	if (sink_meta(&out->meta, s, conf, e) == 0)
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
	    write_message(out, &m, e) != 0 || out_flush(out, e) != 0) {
		frames_sink_free(&f->k);
		return NULL;
	}
	return &f->k;
}

void
frames_fail(int fd, int status, const char *tool)
{
	struct schema *s = schema_new(NULL);
	struct out *out = out_fd(fd, "stdout", NULL);
	struct ipc_message m;

	if (s != NULL && out != NULL && ipc_schema_write(s, NULL, &m, NULL) == 0 &&
	    write_message(out, &m, NULL) == 0)
		(void)write_error(out, s, status, tool);
	if (out != NULL)
		(void)out_close(out, NULL);
	schema_unref(s);
}
