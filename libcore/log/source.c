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
	s->idle_ms = r->follow && r->idle_ms > 0 ? r->idle_ms : -1;
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

void
log_source_place(struct source *src, const struct raw *r, struct err *e)
{
	(void)src;
	(void)r;
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

bool
log_source_is_idle(const struct log_source *s)
{
	return s->idle_end != 0 && clock_ms() >= s->idle_end;
}

void
log_source_not_idle(struct log_source *s)
{
	s->idle_end = 0;
}

enum log_turn
log_source_turn(const struct log_source *s)
{
	bool ending = atomic_load(&s->stop) || s->left == 0 || log_source_is_idle(s);

	if (s->follow && !s->began)
		return LOG_TURN_BARRIER;
	if (s->epoch_open && (ending || clock_ms() >= s->epoch_end))
		return LOG_TURN_BARRIER;
	return ending ? LOG_TURN_END : LOG_TURN_ROWS;
}

void
log_source_rows(struct log_source *s)
{
	log_source_not_idle(s);
	if (!s->follow || s->epoch_open)
		return;
	s->epoch_open = true;
	if (__builtin_add_overflow(clock_ms(), s->epoch_ms, &s->epoch_end))
		s->epoch_end = INT64_MAX;
}

void
log_source_nothing(struct log_source *s)
{
	if (s->idle_ms < 0 || s->idle_end != 0)
		return;
	if (__builtin_add_overflow(clock_ms(), s->idle_ms, &s->idle_end))
		s->idle_end = INT64_MAX;
}

int64_t
log_source_patience(const struct log_source *s, int64_t most)
{
	int64_t left = s->epoch_open ? s->epoch_end - clock_ms() : most;

	if (s->idle_end != 0 && s->idle_end - clock_ms() < left)
		left = s->idle_end - clock_ms();
	return left < 0 ? 0 : left < most ? left : most;
}

struct epoch *
log_source_epoch(const struct log_source *s, struct err *e)
{
	return epoch_new(s->epoch, e);
}

void
log_source_ended(struct log_source *s)
{
	s->epoch++;
	s->epoch_open = false;
	s->began = true;
}
