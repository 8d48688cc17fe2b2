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
	bool follow;
	int64_t left;			/* rows of the limit that are left, -1 all */
	bool began, epoch_open;
	int64_t epoch;			/* its number */
	int64_t epoch_ms, epoch_end;	/* longest time; monotonic ms */
	atomic_bool stop, cancel;
};

/*
 * Name, schema and flags of a source that reads r, and nothing else; s is zeroed.
 * 0, or -1; log_source_release() either way.
 */
int log_source_init(struct log_source *s, const struct source_ops *ops,
    const struct log_read *r, struct err *e);
void log_source_release(struct log_source *s);

/* Says in the schema that batches carry partition numbers below n.  0 or -1. */
int log_source_partitions(struct log_source *s, int32_t n, struct err *e);

/* For source_ops.place: every message of these sources names its place already. */
void log_source_place(struct source *src, struct err *e);

/* What the next read() gives. */
enum log_turn { LOG_TURN_ROWS, LOG_TURN_BARRIER, LOG_TURN_END };

/*
 * With follow a barrier comes first, at the end of every epoch, and last; the end
 * comes when the source was stopped or its limit is reached.
 */
enum log_turn log_source_turn(const struct log_source *s);

/* Rows are about to be given: the epoch begins with the first. */
void log_source_rows(struct log_source *s);

/* Milliseconds that a wait for rows may take: most, or less where the epoch ends. */
int64_t log_source_patience(const struct log_source *s, int64_t most);

/* Appends the line of a partition in an epoch's offsets.  0 or -1. */
int log_source_offset(struct buf *offsets, const char *topic, int32_t partition,
    int64_t from, int64_t next, struct err *e);

/* Ends the epoch: its barrier with these offsets, or NULL. */
struct batch *log_source_barrier(struct log_source *s, struct buf *offsets, struct err *e);

#endif
