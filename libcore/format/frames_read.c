/*
 * frames_read.c - the source of frames.
 *
 * next() takes one message off the input and acts on control messages; scan() reads what is
 * wanted of a body that was left in a file; decode() checks and opens its columns.
 */
#include "format/frames_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
frames_name_input(const struct frames *f, struct err *e)
{
	if (e != NULL && !f->input_failed && (e->flags & ERR_UPSTREAM) == 0)
		err_prefix(e, "%s: ", f->s.name);
}

static int
frames_next(struct source *s, struct raw **out, struct err *e)
{
	struct frames *f = (struct frames *)s;
	struct frames_message *m = f->ahead;
	int rc;

	f->ahead = NULL;
	if (m == NULL) {
		if (f->over)
			return 0;
		if ((rc = frames_message_next(f, &m, e)) != 1) {
			f->over = true;
			if (rc < 0)
				frames_name_input(f, e);
			return rc;
		}
	}
	/* With a message comes the first half of the next prefix, which says nothing yet. */
	m->raw.idle = !in_ready_past(f->in, 4);
	m->raw.bytes = in_consumed(f->in) - f->consumed;
	f->consumed += m->raw.bytes;
	if (m->body_at >= 0)
		m->raw.wanted = atomic_load_explicit(&f->wanted, memory_order_relaxed);
	*out = &m->raw;
	return 1;
}

static int
frames_scan(struct source *s, int w, struct raw *r, struct err *e)
{
	(void)w;
	return frames_message_load((struct frames *)s, (struct frames_message *)r, e);
}

/* The next rows of m: 1, 0, -1. */
static int
next_rows(const struct frames *f, struct frames_message *m, struct batch **out, struct err *e)
{
	struct batch *b;
	int rc = ipc_rows_next(m->rows, BATCH_ROWS, &b, e);

	if (rc < 0)
		frames_place(m, e);
	if (rc != 1)
		return rc;
	if (frames_implied_unpack(&f->implied, f->s.schema, b, e) != 0) {
		batch_free(b);
		return -1;
	}
	b->partition = m->note.partition;
	b->first = m->first + m->given;
	m->given += b->rows;
	*out = b;
	return 1;
}

/* In pieces of at most BATCH_ROWS. */
static int
frames_decode(struct source *s, int w, struct raw *r, struct batch **out, struct err *e)
{
	const struct frames *f = (struct frames *)s;
	struct frames_message *m = (struct frames_message *)r;
	int rc;

	(void)w;
	if (m->meta == NULL)
		return 0;
	if (m->rows == NULL && (m->rows = frames_message_open(f, m, e)) == NULL) {
		frames_place(m, e);
		return -1;
	}
	if ((rc = next_rows(f, m, out, e)) == 0)
		frames_message_clear(m);
	return rc;
}

static void
frames_drop(struct source *s, struct raw *r)
{
	(void)s;
	frames_message_free((struct frames_message *)r);
}

static void
frames_free(struct source *s)
{
	struct frames *f = (struct frames *)s;

	frames_message_free(f->ahead);
	schema_unref(f->s.schema);
	frames_implied_release(&f->implied);
	ipc_dicts_unref(f->dicts);
	ipc_foreign_free(f->how);
	in_free(f->in);
	free(f->used);
	free(f);
}

static void
frames_cancel(struct source *s)
{
	in_cancel(((struct frames *)s)->in);
}

static int
frames_plan(struct source *s, const struct want *w, struct err *e)
{
	struct frames *f = (struct frames *)s;

	if (f->used == NULL &&
	    (f->used = mem_zero(s->schema->nfield + 1, sizeof(*f->used), e)) == NULL)
		return -1;
	f->most = w->most;
	memcpy(f->used, w->column, s->schema->nfield * sizeof(*f->used));
	return 0;
}

const struct source_ops frames_ops = {
	.plan = frames_plan,
	.next = frames_next, .scan = frames_scan, .decode = frames_decode,
	.drop = frames_drop,
	.free = frames_free, .cancel = frames_cancel
};
