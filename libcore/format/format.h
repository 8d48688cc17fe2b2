/*
 * format.h - what the text formats share: a sink that only turns batches into bytes.
 */
#ifndef SLUICE_FORMAT_FORMAT_H
#define SLUICE_FORMAT_FORMAT_H

#include "base/buf.h"
#include "model/stream.h"

struct out;

/* How a format encodes; embedded as the first member of its own struct. */
struct format_text {
	/* Any thread.  Appends the text of the rows of b.  A row in e counts from b's start. */
	int (*encode)(const struct format_text *f, const struct batch *b, struct buf *to,
	    struct err *e);
	void (*free)(struct format_text *f);
	bool terminal;		/* escape what could steer a terminal */
};

/*
 * A sink that writes what f encodes to out, after the n bytes at head (copied).
 * Takes out and f, also on failure.  Nothing but the bytes tells the reader
 * of an end or a failure.  NULL on failure.
 */
struct sink *format_sink_new(struct out *out, struct format_text *f, const void *head,
    size_t n, struct err *e);

#endif
