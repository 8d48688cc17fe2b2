/*
 * stream.h - where batches come from and where they go.
 *
 * Both ends are cut in two, so that par can run the costly half on every core
 * and keep the order: a source reads raw units one after the other and decodes
 * them anywhere; a sink encodes batches anywhere and writes them in order.
 */
#ifndef SLUICE_MODEL_STREAM_H
#define SLUICE_MODEL_STREAM_H

#include "model/batch.h"

/* What a source's read() handed out; a source embeds it as the first member of its own. */
struct raw {
	int64_t bytes;		/* input bytes it stands for (progress) */
	bool idle;		/* the input had nothing more to give right after it: flush */
};

struct expr;
struct source;

struct source_ops {
	/*
	 * Serial.  *out becomes the next raw unit: 1; or 0 at the end of a whole
	 * and well-terminated input; or -1.  Blocks until there is something;
	 * before it blocks while rows were handed out, raw.idle was set (in a raw
	 * without rows, if need be).
	 */
	int (*read)(struct source *s, struct raw **out, struct err *e);
	/*
	 * Any thread, several at once.  Appends the batches of raw to out and
	 * frees raw, on failure too.  A failure's row and byte are relative to
	 * this raw; place() words them.
	 */
	int (*decode)(struct source *s, struct raw *r, struct batch_list *out, struct err *e);
	/* Frees a raw that nobody decodes. */
	void (*drop)(struct source *s, struct raw *r);
	/*
	 * Serial, in order, for each raw once its batches are done: rows is how
	 * many it gave.  Lets a source keep row or line numbers for place().
	 * May be NULL.
	 */
	void (*done)(struct source *s, int64_t rows, int64_t lines);
	/* Ends the source and frees it.  Must be safe at any point. */
	void (*free)(struct source *s);
	/*
	 * Serial, when every raw before the one that failed is done: puts the place
	 * before the message ("FILE:LINE: ", "FILE: row N: ") from e->row and e->byte,
	 * which count from the start of that raw, or are -1.  May be NULL: then the
	 * place is the source's name and the row's number in the input.
	 */
	void (*place)(struct source *s, struct err *e);
	/*
	 * Before the first read, may be NULL, and a source may ignore it (push-down):
	 * only the fields whose used[] is set will be looked at, so that the others may
	 * be NULL in every row; rows for which where (NULL: none) is not true may be
	 * left out, because the caller drops them anyway.
	 */
	void (*push)(struct source *s, const bool *used, const struct expr *where);
	/*
	 * Any thread, once: a read() that blocks fails soon, as do later ones.  NULL
	 * where read() never blocks for long.
	 */
	void (*cancel)(struct source *s);
};

struct source {
	const struct source_ops *ops;
	struct schema *schema;		/* known once the source is open; a reference */
	const char *name;		/* for messages: a file's name or "stdin"; owned by the source */
	int64_t size;			/* input bytes in all, -1 unknown */
	bool live;			/* sluice.live */
	bool epochs;			/* sluice.epochs */
	bool lines;			/* row N is line N + 1 of what name says */
};

/* The encoded form of one batch; a sink embeds it as the first member of its own. */
struct chunk {
	int64_t rows;
};

struct sink;

struct sink_ops {
	/*
	 * Any thread.  *out becomes the encoded batch; b stays the caller's, who
	 * keeps it until the chunk is written or dropped, so that it can point
	 * into b.  A row in e counts from the start of b.
	 */
	int (*encode)(struct sink *k, const struct batch *b, struct chunk **out, struct err *e);
	/* Serial, in order.  Takes c, on failure too. */
	int (*write)(struct sink *k, struct chunk *c, struct err *e);
	/* Serial.  Everything written so far becomes visible to the reader. */
	int (*flush)(struct sink *k, struct err *e);
	/* Frees a chunk that is not written. */
	void (*drop)(struct sink *k, struct chunk *c);
	/* All is well: trailer, last bytes, close.  0 or -1. */
	int (*finish)(struct sink *k, struct err *e);
	/* All is not well: tells the reader (sluice.error STATUS TOOL) where it can. */
	void (*fail)(struct sink *k, const struct err *why);
	void (*free)(struct sink *k);
};

struct sink {
	const struct sink_ops *ops;
	int64_t rows, batches;		/* written so far */
};

/*
 * Reads and decodes the next raw with rows on this thread, appending to out.
 * 1, 0 at the end, -1.  For callers that need no parallel work.
 */
int source_next(struct source *s, struct batch_list *out, struct err *e);

/* NULL is harmless. */
void source_free(struct source *s);
void sink_free(struct sink *k);

#endif
