/* source.c - what the sources of both logs have in common. */
#include "log/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

/* The topics, separated by commas. */
static char *
join_names(const struct log_read *r, struct err *e)
{
	struct buf b = BUF_INIT;
	char *name = NULL;
	size_t i;
	int bad = 0;

	for (i = 0; i < r->ntopic && bad == 0; i++)
		bad = buf_printf(&b, e, "%s%s", i > 0 ? "," : "", r->topic[i]);
	if (bad == 0)
		name = mem_dup(b.data, b.len, e);
	buf_release(&b);
	return name;
}

int
log_source_init(struct log_source *s, const struct source_ops *ops,
    const struct log_read *r, struct err *e)
{
	s->source.ops = ops;
	s->source.size = -1;
	s->source.live = s->source.epochs = s->follow = r->follow;
	s->left = r->limit;
	s->epoch_ms = r->epoch_ms;
	atomic_init(&s->stop, false);
	atomic_init(&s->cancel, false);
	s->source.name = s->name = join_names(r, e);
	if (s->name == NULL)
		return -1;
	s->source.schema = log_read_schema(r, e);
	return s->source.schema != NULL ? 0 : -1;
}

void
log_source_release(struct log_source *s)
{
	schema_unref(s->source.schema);
	free(s->name);
}

int
log_source_partitions(struct log_source *s, int32_t n, struct err *e)
{
	static const char key[] = "sluice.partitions";
	char text[16];
	int len = snprintf(text, sizeof text, "%d", n);

	return meta_add(&s->source.schema->meta, key, sizeof key - 1, text, (size_t)len, e);
}

void
log_source_place(struct source *src, struct err *e)
{
	(void)src;
	(void)e;
}

void
log_source_stop(struct source *src)
{
	struct log_source *s = (struct log_source *)src;

	atomic_store(&s->stop, true);
	if (s->wake != NULL)
		s->wake(s);
}

void
log_source_cancel(struct source *src)
{
	struct log_source *s = (struct log_source *)src;

	atomic_store(&s->cancel, true);
	if (s->wake != NULL)
		s->wake(s);
}

/* -- epochs -- */

enum log_turn
log_source_turn(const struct log_source *s)
{
	bool ending = atomic_load(&s->stop) || s->left == 0;

	if (s->follow && !s->began)
		return LOG_TURN_BARRIER;
	if (s->epoch_open && (ending || clock_ms() >= s->epoch_end))
		return LOG_TURN_BARRIER;
	return ending ? LOG_TURN_END : LOG_TURN_ROWS;
}

void
log_source_rows(struct log_source *s)
{
	if (!s->follow || s->epoch_open)
		return;
	s->epoch_open = true;
	if (__builtin_add_overflow(clock_ms(), s->epoch_ms, &s->epoch_end))
		s->epoch_end = INT64_MAX;
}

int64_t
log_source_patience(const struct log_source *s, int64_t most)
{
	int64_t left = s->epoch_open ? s->epoch_end - clock_ms() : most;

	return left < 0 ? 0 : left < most ? left : most;
}

int
log_source_offset(struct buf *offsets, const char *topic, int32_t partition,
    int64_t from, int64_t next, struct err *e)
{
	return buf_printf(offsets, e, "%d %lld %lld %s\n", partition, (long long)from,
	    (long long)next, topic);
}

struct batch *
log_source_barrier(struct log_source *s, struct buf *offsets, struct err *e)
{
	struct batch *b;

	if (buf_zero(offsets, 1, e) != 0)
		return NULL;
	b = batch_barrier(s->source.schema, s->epoch, (const char *)offsets->data, e);
	if (b == NULL)
		return NULL;
	s->epoch++;
	s->epoch_open = false;
	s->began = true;
	return b;
}
