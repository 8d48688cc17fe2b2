/* text_sink.h - a sink of text: an encoder's bytes on an output, in order. */
#ifndef SLUICE_FORMAT_TEXT_SINK_H
#define SLUICE_FORMAT_TEXT_SINK_H

#include "io/out.h"
#include "model/stream.h"

/* How one text format writes rows.  conf is the format's own; any thread may call. */
struct text_encoder {
	/* What comes before the first row; may be NULL. */
	int (*head)(const struct schema *s, const void *conf, struct buf *out, struct err *e);
	/* Appends the rows of b.  A misfit is err_row() with the row within b. */
	int (*rows)(const struct batch *b, const void *conf, struct buf *out, struct err *e);
	/*
	 * Where long values make a copy cost more than it saves; may be NULL.  *iov
	 * becomes a malloc'ed array of *n pieces of b, and of memory that lasts, which
	 * together are what rows() would append; *n 0: rows() it shall be.
	 */
	int (*parts)(const struct batch *b, const void *conf, struct iovec **iov, size_t *n,
	    struct err *e);
};

/*
 * A sink on o (taken, on failure too).  enc is borrowed; of conf the size bytes are copied,
 * and what these point to outlives the sink; s is referenced.  terminal: what could steer
 * one is escaped (base/term.h).  Text has no way to tell its reader of a failure: fail()
 * only stops.  NULL on failure.
 */
struct sink *text_sink_new(struct out *o, struct schema *s, const struct text_encoder *enc,
    const void *conf, size_t size, bool terminal, struct err *e);

#endif
