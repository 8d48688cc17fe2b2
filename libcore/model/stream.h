/*
 * stream.h - where batches come from and where they go.
 *
 * Both ends are cut into pieces, so that par can run the costly ones on every core and
 * keep the order.  A source hands out raw units one after the other, which any worker
 * reads and decodes; a sink encodes batches on any worker and writes them in order.
 *
 * The life of a raw: next (serial), scan (a worker), link (serial, in order), decode (a
 * worker, again and again), done (serial, in order, when what came of it is written), drop.
 */
#ifndef SLUICE_MODEL_STREAM_H
#define SLUICE_MODEL_STREAM_H

#include "model/batch.h"
#include "model/epoch.h"
#include "model/plan.h"

/* Workers are numbered from 0; there are never more. */
#define WORKERS_MAX 1024

/* A pointer for each worker, which it alone uses: scratch memory without a lock. */
struct worker_memory {
	void *of[WORKERS_MAX];
};

/* Frees what each worker has left. */
void worker_memory_release(struct worker_memory *m, void (*free_one)(void *memory));

/* What a source's next() handed out; a source embeds it as the first member of its own. */
struct raw {
	struct epoch *barrier;	/* not NULL: no rows; the epoch ends here; goes with the raw */
	int64_t bytes;		/* input bytes it stands for (progress) */
	int64_t wanted;		/* about so many of them are looked at; 0: all */
	bool idle;		/* the input had nothing more to give right after it: flush */
	bool opens;		/* the first of a file of many, which is open until it is gone */
};

struct source;

struct source_ops {
	/*
	 * Serial and cheap: a message, a range of bytes, a barrier.  *out becomes the next
	 * raw: 1; or 0 at the end of a whole and well-terminated input; or -1.  Blocks until
	 * there is something; before it blocks while rows were handed out, raw.idle was set
	 * (in a raw without rows, if need be).
	 */
	int (*next)(struct source *s, struct raw **out, struct err *e);
	/* Worker w, may be NULL: reads the bytes of a range, looks at what they are.  0, -1. */
	int (*scan)(struct source *s, int w, struct raw *r, struct err *e);
	/*
	 * Serial, in order, of constant cost, may be NULL: carries what a raw must know of
	 * those before it (whether a cell is open, the number of its first row).  0, -1.
	 */
	int (*link)(struct source *s, struct raw *r, struct err *e);
	/*
	 * Worker w, again and again: the next batch of r, 1; 0 when there are no more; -1,
	 * after which it is not called again for r.  Not called for barriers.  A failure's
	 * row and byte are relative to this raw; place() words them.
	 */
	int (*decode)(struct source *s, int w, struct raw *r, struct batch **out, struct err *e);
	/*
	 * Serial, in order, for each raw once its batches are written: rows is how many it
	 * gave.  Lets a source keep row or line numbers for place().  May be NULL.
	 */
	void (*done)(struct source *s, struct raw *r, int64_t rows);
	/*
	 * Serial, when every raw before r, in which something failed, is done: puts the
	 * place before the message ("FILE:LINE: ", "FILE: row N: ") from e->row and e->byte,
	 * which count from the start of r, or are -1.  May be NULL: then the place is the
	 * source's name and the row's number in the input.
	 */
	void (*place)(struct source *s, const struct raw *r, struct err *e);
	/* Any thread: frees r, whatever became of it; source_drop() has freed its barrier. */
	void (*drop)(struct source *s, struct raw *r);
	/*
	 * Before the first next(), may be NULL: what is wanted of s (borrowed for the call).
	 * A column that nobody wants may be absent in its batches, and what is wrong with it
	 * need not be found.  0 or -1.
	 */
	int (*plan)(struct source *s, const struct want *w, struct err *e);
	/*
	 * Safe in a signal handler, NULL where the source ends by itself: it gives what it
	 * has, a last barrier where it has epochs, and then its end.
	 */
	void (*stop)(struct source *s);
	/*
	 * Any thread, once: a next() that blocks fails soon, as do later ones.  NULL
	 * where it never blocks for long.
	 */
	void (*cancel)(struct source *s);
	/* Ends the source and frees it.  Must be safe at any point. */
	void (*free)(struct source *s);
};

struct source {
	const struct source_ops *ops;
	struct schema *schema;		/* known once the source is open; a reference */
	const char *name;		/* for messages: a file's name or "stdin"; owned by the source */
	int64_t size;			/* input bytes in all, -1 unknown */
	const char *group;		/* consumer group whose offsets it starts from, or NULL */
	int32_t partitions;		/* batches carry numbers below that; 0: not known */
	bool live;			/* it may go on for ever */
	bool epochs;			/* it has barriers */
	bool lines;			/* row N is line N + 1 of what name says */
	bool keyed;			/* the column key names a record, in messages too */
};

/* The encoded form of one batch; a sink embeds it as the first member of its own. */
struct chunk {
	int64_t rows;
};

struct sink;

struct sink_ops {
	/*
	 * Worker w.  *out becomes the encoded batch: 0, and b, which has rows, is the
	 * chunk's (or freed); -1, and b stays the caller's.  A row in e counts from the
	 * start of b.
	 */
	int (*encode)(struct sink *k, int w, struct batch *b, struct chunk **out,
	    struct err *e);
	/* Serial, in order.  Takes c, on failure too. */
	int (*write)(struct sink *k, struct chunk *c, struct err *e);
	/* Serial.  Everything written so far becomes visible to the reader. */
	int (*flush)(struct sink *k, struct err *e);
	/*
	 * Serial.  What was written since the last commit becomes durable as one epoch, and
	 * visible; ep is borrowed.  NULL where epochs mean nothing to it: flush will do.
	 */
	int (*commit)(struct sink *k, const struct epoch *ep, struct err *e);
	/* Frees a chunk that is not written. */
	void (*drop)(struct sink *k, struct chunk *c);
	/*
	 * The descriptor that it writes to, so that a reader who leaves is noticed; -1: it
	 * has none.  May be NULL.
	 */
	int (*watch)(const struct sink *k);
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

/* -- for sources whose decoder makes several batches at a time -- */

/* Batches that wait to be handed out one by one, then what went wrong after them. */
struct batch_queue {
	struct batch_list list;
	size_t at;
	bool filled;
	struct err *failed;		/* NULL: all is well */
};

/* Keeps what filling the list came to: rc, and e where that is -1. */
void batch_queue_filled(struct batch_queue *q, int rc, const struct err *e);

/* For decode(): the next of the batches, 1; 0; -1, the failure. */
int batch_queue_next(struct batch_queue *q, struct batch **out, struct err *e);
void batch_queue_release(struct batch_queue *q);

/* -- without workers -- */

/* Reads, links and decodes r, which stays the caller's: appends its batches to out.  0 or -1. */
int source_decode(struct source *s, struct raw *r, struct batch_list *out, struct err *e);

/*
 * Reads and decodes the next raw with rows or a barrier on this thread, appending its
 * batches to out; *barrier (NULL: not wanted) becomes the epoch that it ends, the
 * caller's, or NULL.  1, 0 at the end, -1, after the batches that came before the failure.
 */
int source_next(struct source *s, struct batch_list *out, struct epoch **barrier,
    struct err *e);

/* Tells s what is wanted, before the first source_next(): its plan(), if it has one.  0 or -1. */
int source_plan(struct source *s, const struct want *w, struct err *e);

/* Frees a raw and its barrier. */
void source_drop(struct source *s, struct raw *r);

/* Encodes and writes b, which is taken, on this thread.  0 or -1. */
int sink_put(struct sink *k, struct batch *b, struct err *e);

/* NULL is harmless. */
void source_free(struct source *s);
void sink_free(struct sink *k);

#endif
