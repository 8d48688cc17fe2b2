/* json_map_infer.c - what columns the values of a stream have; the stream is kept. */
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "format/frames.h"
#include "ops/json_map_impl.h"
#include "par/flow.h"

/* What a worker found in a batch, until that is written. */
struct pending {
	struct pending *next;
	const struct batch *batch;
	struct json_guess *guess;
};

struct infer {
	struct json_map *map;
	struct json_infer *to;
	struct schema *schema;		/* of what is kept */
	bool *used;			/* by field of the input */
	const char *name;
	pthread_mutex_t lock;
	struct pending *pending;
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
	struct json_piece p = { .last = true, .one = true };
	struct json_bad bad;

	if (f->map->conf.bad != NULL)
		json_guess_objects_only(g);
	for (int64_t i = 0; i < b->rows; i++) {
		if (column_is_null(c, i)) {
			json_guess_null(g);
			continue;
		}
		p.text = (const uint8_t *)column_bytes(c, i, &p.len);
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

static int
infer_map(void *ctx, int worker, struct batch *in, struct batch_list *out, struct err *e)
{
	struct infer *f = ctx;
	struct pending *p = mem_zero(1, sizeof(*p), e);
	struct batch *b = NULL;
	int rc = -1;

	(void)worker;
	if (p != NULL && (p->guess = json_guess_new(f->map->conf.depth, e)) != NULL &&
	    guess(f, in, p->guess, e) == 0 && (b = project(f, in, e)) != NULL)
		rc = batch_list_add(out, b, e);
	batch_free(in);
	if (rc != 0) {
		if (p != NULL)
			json_guess_free(p->guess);
		free(p);
		return -1;
	}
	p->batch = b;
	pthread_mutex_lock(&f->lock);
	p->next = f->pending;
	f->pending = p;
	pthread_mutex_unlock(&f->lock);
	return 0;
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
infer_see(void *ctx, const struct batch *b, struct err *e)
{
	struct infer *f = ctx;
	struct pending **at, *p;
	int rc;

	pthread_mutex_lock(&f->lock);
	for (at = &f->pending; (p = *at) != NULL && p->batch != b;)
		at = &p->next;
	if (p != NULL)
		*at = p->next;
	pthread_mutex_unlock(&f->lock);
	if (p == NULL)
		return 0;
	rc = json_infer_merge(f->to, p->guess, 0, spot, f, e);
	json_guess_free(p->guess);
	free(p);
	return rc;
}

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
	struct infer f = { .map = m, .to = to, .name = s->name,
		.lock = PTHREAD_MUTEX_INITIALIZER };
	struct sink *k = init(&f, m, s, e) == 0 ? keep(&f, s, fd, e) : NULL;
	struct flow flow = { .source = s, .sink = k, .map = infer_map, .see = infer_see,
		.ctx = &f, .limit = -1, .jobs = m->conf.jobs };
	struct pending *p;
	int rc = -1;

	if (k != NULL)
		rc = flow_run(&flow, e);
	if (rc == 0)
		rc = k->ops->finish(k, e);
	sink_free(k);
	while ((p = f.pending) != NULL) {
		f.pending = p->next;
		json_guess_free(p->guess);
		free(p);
	}
	schema_unref(f.schema);
	free(f.used);
	return rc;
}
