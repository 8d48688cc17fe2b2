/*
 * source.h - what the sources of both logs have in common: names, schema, stopping,
 * and the epochs of a live stream.  For libcore/log only.
 */
#ifndef SLUICE_LOG_SOURCE_H
#define SLUICE_LOG_SOURCE_H

#include <stdatomic.h>

#include "base/buf.h"
#include "log/log_ops.h"

/* A source of records; an implementation embeds it as its first member. */
struct log_source {
	struct source source;
	char *name;			/* the topics, for messages */
	/* After stop or cancel was set: gets a read that blocks going.  May be NULL. */
	void (*wake)(struct log_source *s);	/* safe in a signal handler */
	/* The k-th partition that is read: its index, and whether from its first offset on. */
	bool (*part)(const struct log_source *s, size_t k, int32_t *index, bool *whole);
	bool follow;
	int64_t left;			/* rows of the limit that are left, -1 all */
	bool began, epoch_open;
	int64_t epoch;			/* its number */
	int64_t epoch_ms, epoch_end;	/* longest time; monotonic ms */
	int64_t idle_ms;		/* with follow: ends after so long without rows; -1 never */
	int64_t idle_end;		/* when; 0: rows came last */
	atomic_bool stop, cancel;
};

/*
 * Name, schema and flags of a source that reads r, and nothing else; s is zeroed.
 * 0, or -1; log_source_release() either way.
 */
int log_source_init(struct log_source *s, const struct source_ops *ops,
    const struct log_read *r, struct err *e);
void log_source_release(struct log_source *s);

/* For source_ops.place: every message of these sources names its place already. */
void log_source_place(struct source *src, const struct raw *r, struct err *e);

/* For source_ops.stop. */
void log_source_stop(struct source *src);

/* What the next read() gives. */
enum log_turn { LOG_TURN_ROWS, LOG_TURN_BARRIER, LOG_TURN_END };

/*
 * With follow a barrier comes first, at the end of every epoch, and last; the end
 * comes when the source was stopped or its limit is reached.
 */
enum log_turn log_source_turn(const struct log_source *s);

/* Rows are about to be given: the epoch begins with the first. */
void log_source_rows(struct log_source *s);

/* Nothing is there now: the time that a follower waits for rows begins, or goes on. */
void log_source_nothing(struct log_source *s);

/* Whether a follower has waited for rows as long as it was to. */
bool log_source_is_idle(const struct log_source *s);

/* The time that a follower waits for rows begins anew: that none came meant nothing. */
void log_source_not_idle(struct log_source *s);

/* Milliseconds that a wait for rows may take: most, or less where the epoch ends. */
int64_t log_source_patience(const struct log_source *s, int64_t most);

/* The epoch that is to end, without offsets; NULL when there is no memory. */
struct epoch *log_source_epoch(const struct log_source *s, struct err *e);

/* That epoch ended. */
void log_source_ended(struct log_source *s);

#endif
