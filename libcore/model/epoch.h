/*
 * epoch.h - a piece of a stream that is made true at once: its number, and up to where
 * each partition of its topics was read.
 */
#ifndef SLUICE_MODEL_EPOCH_H
#define SLUICE_MODEL_EPOCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* The records from .. next - 1 of a partition came in the epoch. */
struct offset {
	const char *topic;		/* the epoch's */
	int32_t partition;
	int64_t from, next;
};

struct epoch {
	int64_t number;
	struct offset *offset;
	size_t n, cap;
	char **topic;			/* the names that offsets point at */
	size_t ntopic, captopic;
};

/* An epoch without offsets; NULL when there is no memory. */
struct epoch *epoch_new(int64_t number, struct err *e);

/* Appends an offset; the len bytes of the topic's name are copied.  0 or -1. */
int epoch_add(struct epoch *ep, const char *topic, size_t len, int32_t partition,
    int64_t from, int64_t next, struct err *e);

/* Appends the offsets as text: a line PARTITION FROM NEXT TOPIC each.  0 or -1. */
int epoch_text(const struct epoch *ep, struct buf *out, struct err *e);

/* Whether text, up to its NUL, is such lines; the newline of the last may lack. */
bool epoch_text_ok(const char *text);

/* Adds the offsets of such a text, up to the first that is none.  0; -1 without memory. */
int epoch_read(struct epoch *ep, const char *text, struct err *e);

/* NULL is harmless. */
void epoch_free(struct epoch *ep);

#endif
