/* json_map_infer.c - what columns the values of a stream have; the stream is kept. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "format/frames.h"
#include "ops/json_map_impl.h"
#include "par/flow.h"

/* A sink before that of what is kept: it looks at the values that pass. */
struct infer {
	struct sink base;
	struct sink *kept;
	struct json_map *map;
	struct json_infer *to;
	struct schema *schema;		/* of what is kept */
	bool *used;			/* by field of the input */
	const char *name;
};

/* What is kept of a batch, and what its values are. */
struct infer_chunk {
	struct chunk base;
	struct chunk *kept;
	struct json_guess *guess;
};

/* The columns of in that are used, as a new batch. */
static struct batch *
project(const struct infer *f, const struct batch *in, struct err *e)
{
	struct batch *b = batch_new(f->schema, in->rows, e);
	size_t k = 0;

	if (b == NULL)
		return NULL;
	batch_inherit(b, in);
	for (size_t i = 0; i < f->map->fields; i++)
		if (f->used[i] && column_share(&b->col[k++], &in->col[i], e) != 0) {
			batch_free(b);
			return NULL;
		}
	return b;
}

static int
guess(const struct infer *f, const struct batch *b, struct json_guess *g, struct err *e)
{
	const struct column *c = &b->col[f->map->column];
	struct json_piece p;
	struct json_bad bad;
	const void *text;
	size_t n;

	if (f->map->conf.bad != NULL)
		json_guess_objects_only(g);
	for (int64_t i = 0; i < b->rows; i++) {
		if (column_is_null(c, i)) {
			json_guess_null(g);
			continue;
		}
		text = column_bytes(c, i, &n);
		p = json_piece_value(text, n);
		if (json_guess_piece(g, &p, -1, &bad, e) == 0)
			continue;
		if (bad.fault == JSON_OK)
			return -1;
		/* One that is put aside counts as a row all the same. */
		json_guess_null(g);
		if (f->map->conf.bad == NULL) {
			json_refuse(e, p.text, p.len, &bad, f->map->conf.depth);
			return json_map_place(f->map, b, i, e);
		}
	}
	return 0;
}

static void
infer_drop(struct sink *k, struct chunk *chunk)
{
	struct infer *f = (struct infer *)k;
	struct infer_chunk *c = (struct infer_chunk *)chunk;

	if (c->kept != NULL)
		f->kept->ops->drop(f->kept, c->kept);
	json_guess_free(c->guess);
	free(c);
}

static int
infer_encode(struct sink *k, int w, struct batch *in, struct chunk **out, struct err *e)
{
	struct infer *f = (struct infer *)k;
	struct infer_chunk *c = mem_zero(1, sizeof(*c), e);
	struct batch *b;

	if (c == NULL)
		return -1;
	c->base.rows = in->rows;
	if ((c->guess = json_guess_new(f->map->conf.depth, e)) == NULL ||
	    guess(f, in, c->guess, e) != 0 || (b = project(f, in, e)) == NULL)
		goto fail;
	if (f->kept->ops->encode(f->kept, w, b, &c->kept, e) != 0) {
		batch_free(b);
		goto fail;
	}
	batch_free(in);
	*out = &c->base;
	return 0;
fail:
	infer_drop(k, &c->base);
	return -1;
}

static void
spot(void *ctx, int input, int64_t row, int64_t byte, char *out, size_t outsz)
{
	const struct infer *f = ctx;

	(void)input;
	(void)byte;
	snprintf(out, outsz, "%s: row %" PRId64, f->name, row + 1);
}

static int
infer_write(struct sink *k, struct chunk *chunk, struct err *e)
{
	struct infer *f = (struct infer *)k;
	struct infer_chunk *c = (struct infer_chunk *)chunk;
	struct chunk *kept = c->kept;
	int rc = json_infer_merge(f->to, c->guess, 0, spot, f, e);

	c->kept = NULL;
	if (rc == 0)
		rc = f->kept->ops->write(f->kept, kept, e);
	else
		f->kept->ops->drop(f->kept, kept);
	infer_drop(k, chunk);
	return rc;
}

static int
infer_flush(struct sink *k, struct err *e)
{
	struct infer *f = (struct infer *)k;

	return f->kept->ops->flush(f->kept, e);
}

static const struct sink_ops infer_ops = {
	.encode = infer_encode, .write = infer_write, .flush = infer_flush, .drop = infer_drop
};

/* The sink of what is kept. */
static struct sink *
keep(const struct infer *f, const struct source *s, int fd, struct err *e)
{
	struct frames_write_conf conf = { .tool = "jflat" };
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	struct out *o;

	if (copy < 0) {
		err_sys(e, "cannot write a temporary file");
		return NULL;
	}
	if ((o = out_fd(copy, "temporary file", e)) == NULL) {
		close(copy);
		return NULL;
	}
	frames_conf_from(&conf, s);
	return frames_sink_new(o, f->schema, &conf, e);
}

static int
init(struct infer *f, struct json_map *m, const struct source *s, struct err *e)
{
	if ((f->schema = schema_new(e)) == NULL ||
	    (f->used = mem_zero(m->fields, sizeof(*f->used), e)) == NULL)
		return -1;
	json_map_used(m, f->used);
	for (size_t i = 0; i < m->fields; i++)
		if (f->used[i] && schema_add_field(f->schema, &s->schema->field[i], e) == NULL)
			return -1;
	return 0;
}

int
json_map_infer(struct json_map *m, struct source *s, struct json_infer *to, int fd,
    struct err *e)
{
	struct infer f = { .base.ops = &infer_ops, .map = m, .to = to, .name = s->name };
	struct flow flow = { .line.source = s, .sink = &f.base, .limit = -1, .jobs = m->conf.jobs };
	int rc = -1;

	if (init(&f, m, s, e) == 0 && (f.kept = keep(&f, s, fd, e)) != NULL)
		rc = flow_run(&flow, e);
	if (rc == 0)
		rc = f.kept->ops->finish(f.kept, e);
	sink_free(f.kept);
	schema_unref(f.schema);
	free(f.used);
	return rc;
}
