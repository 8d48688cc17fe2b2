/* ipc_reader.h - a record batch that is being read; private to wire. */
#ifndef SLUICE_WIRE_IPC_READER_H
#define SLUICE_WIRE_IPC_READER_H

#include "codec/frame.h"
#include "model/batch.h"
#include "wire/ipc_check.h"
#include "wire/ipc.h"
#include "wire/ipc_parse.h"

struct ipc_how;

struct ipc_reader {
	struct fb f;
	struct fb_table record;		/* the RecordBatch */
	struct fb_vec nodes, buffers, variadic;
	uint64_t node, buffer, count;	/* the next ones */
	struct block *body;
	const struct ipc_parts *parts;	/* that body has; NULL: all of it */
	int64_t bodylen;
	int64_t rows;			/* of the batch */
	bool dictionary;		/* the batch is the values of one */
	const bool *used;		/* by column: it is wanted; NULL: all are */
	struct frame_unpack *unpack;	/* buffers are compressed; NULL: they are not */
	int64_t room;			/* bytes of memory that it may still take */
	struct ipc_view_data *view;	/* by ipc_how.at; NULL: no field is a view */
	/* Is told of each column that is passed over, at its node and first buffer; may be NULL. */
	void (*passed)(struct ipc_reader *r, const struct type *t, const struct ipc_how *how);
	void *arg;			/* its own */
	struct err *e;
};

/*
 * Reads the batch in the metadata, whose fields s has and which come as root says.  What is
 * late stays so: s is then the schema of what is stored.  r: zero, but for body, parts,
 * dictionary, used, view and e.  NULL on failure.
 */
struct batch *ipc_reader_run(struct ipc_reader *r, struct schema *s, const struct ipc_how *root,
    const uint8_t *meta, size_t n);

/* Finds the batch in the metadata and its lists; r as for ipc_reader_run().  0 or -1. */
int ipc_reader_open(struct ipc_reader *r, const uint8_t *meta, size_t n);

/*
 * Passes over a column: its nodes and buffers.  Where the lists are too short for it, they
 * are so for all that follow, which is seen at the end.
 */
void ipc_reader_pass(struct ipc_reader *r, const struct type *t, const struct ipc_how *how);

/* n bytes of the body from off on in body, which has p's parts of it; NULL: not among them. */
const uint8_t *ipc_parts_bytes(const struct ipc_parts *p, const struct block *body, int64_t off,
    int64_t n);

/*
 * A block for what buffers stand for, which counts against r->room: several may lie on
 * the same bytes.  NULL on failure.
 */
struct block *ipc_new_block(struct ipc_reader *r, const struct ipc_level *l, uint64_t size);

/* A buffer: n bytes at p, which lie in in (a reference; NULL where there are none). */
struct ipc_bytes {
	const uint8_t *p;
	int64_t n;
	struct block *in;
};

/*
 * The next buffer, checked against the body and decompressed.  need: about so many bytes
 * will do, and a compressed one that claims far more is refused.  0 or -1.
 */
int ipc_next_buffer(struct ipc_reader *r, const struct ipc_level *l, const char *what,
    uint64_t need, struct ipc_bytes *out);

/*
 * Takes the next buffer as need bytes aligned to align; *hold, a reference, is what they
 * lie in (NULL where there are none).  what: a word for messages.  0 or -1.
 */
int ipc_take_buffer(struct ipc_reader *r, const struct ipc_level *l, const char *what,
    uint64_t need, size_t align, const void **out, struct block **hold);

#endif
