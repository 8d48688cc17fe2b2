/*
 * ipc.h - the Arrow IPC streaming format (metadata V5, little-endian) in memory.
 *
 * No descriptors here: the caller brings bytes and takes bytes away, so that
 * the codec can be fuzzed and run on any thread.  Source: Arrow columnar
 * format 1.5, "Serialization and Interprocess Communication"; Schema.fbs,
 * Message.fbs.
 */
#ifndef SLUICE_WIRE_IPC_H
#define SLUICE_WIRE_IPC_H

#include "base/buf.h"
#include "base/gaps.h"
#include "model/batch.h"

/* Largest metadata that is read, in bytes. */
#define IPC_META_MAX (64 << 20)

/* Most bytes of the body of one message, and of what its buffers decompress to. */
#define IPC_BODY_MAX (INT64_C(8) << 30)

/* Most rows of one record batch that is read (offsets have 32 bits). */
#define IPC_ROWS_MAX INT32_MAX

enum ipc_kind { IPC_SCHEMA, IPC_DICTIONARY, IPC_BATCH };

/* What the metadata of one message says before its body is there. */
struct ipc_head {
	enum ipc_kind kind;
	int64_t body;			/* body bytes that follow the metadata */
	int64_t rows;			/* IPC_BATCH */
	struct meta meta;		/* custom_metadata of the message; owned */
};

/*
 * Reads an 8-byte message prefix (a continuation marker and a size): 1 and
 * *meta_len, 0 at the end-of-stream marker, -1 on anything else.
 */
int ipc_prefix(const uint8_t prefix[8], uint32_t *meta_len, struct err *e);

/*
 * The metadata size in the last four bytes of a prefix, which in the framing of
 * Arrow before 0.15 is all of the prefix: as ipc_prefix().
 */
int ipc_size_read(const uint8_t word[4], uint32_t *meta_len, struct err *e);

/* Verifies message metadata and fills h; h->meta is the caller's to release. */
int ipc_head_read(const uint8_t *meta, size_t n, struct ipc_head *h, struct err *e);
void ipc_head_release(struct ipc_head *h);

/*
 * How the bytes of a stream's columns come where they are not laid out as column.h has
 * them: offsets of 64 bits, unsigned integers, times of other units and the like.
 */
struct ipc_foreign;
void ipc_foreign_free(struct ipc_foreign *f);	/* NULL is harmless */

/*
 * From here on nanoseconds that are no whole microseconds are no error: they become the
 * microsecond that they are in.  NULL is harmless.
 */
void ipc_foreign_truncate(struct ipc_foreign *f);

/* Whether any column comes as indices.  NULL: none. */
bool ipc_foreign_indexed(const struct ipc_foreign *f);

/*
 * The schema in the metadata of an IPC_SCHEMA message, or NULL.  *how becomes how its
 * columns come, the caller's to free; NULL when all are plain, and on failure.
 */
struct schema *ipc_schema_read(const uint8_t *meta, size_t n, struct ipc_foreign **how,
    struct err *e);

/* What the footer of an Arrow file lists. */
struct ipc_footer {
	int64_t dictionaries, batches;	/* how many */
	int64_t first;			/* offset of the first of them in the file; -1: none */
	uint64_t dictionary;		/* where in the footer their places are */
};

int ipc_footer_read(const uint8_t *footer, size_t n, struct ipc_footer *out, struct err *e);

/* Where a message lies in a file: its prefix and metadata, then its body; unchecked. */
struct ipc_place {
	int64_t at, meta, body;
};

/* The place of dictionary k of a footer that was read. */
struct ipc_place ipc_footer_dictionary(const uint8_t *footer, const struct ipc_footer *f,
    int64_t k);

/* The schema in a footer, as ipc_schema_read(). */
struct schema *ipc_footer_schema(const uint8_t *footer, size_t n, struct ipc_foreign **how,
    struct err *e);

/*
 * A data batch whose columns point into body (references taken), everything
 * in it verified: bounds, offsets, null counts, UTF-8, nullability.  s, or one
 * equal to it, is the schema of the stream, whose columns come plain.
 * Misaligned buffers are copied, lz4 and zstd ones decompressed.
 * In string columns all of offsets[0] .. offsets[rows] is valid UTF-8, cut at
 * characters, under nulls too.  NULL on failure; e->row where one is at fault,
 * e->byte where a place in the metadata is.
 */
struct batch *ipc_batch_read(struct schema *s, const uint8_t *meta, size_t n,
    struct block *body, struct err *e);

/*
 * The dictionaries of a stream as they stand at one place of it.  Counted: a batch that is
 * decoded later, on any thread, holds those that were there when it came.
 */
struct ipc_dicts;
struct ipc_dicts *ipc_dicts_ref(struct ipc_dicts *d);	/* NULL is let through */
void ipc_dicts_unref(struct ipc_dicts *d);		/* NULL is harmless */

/*
 * Takes in what an IPC_DICTIONARY message brings: a dictionary, one in the place of another
 * (unless once is set: then that is an error), or more of one.  *d becomes what stands after
 * it; NULL before the first.  how came with the schema.  Values are checked as those of
 * batches.  0 or -1.
 */
int ipc_dicts_add(struct ipc_dicts **d, const struct ipc_foreign *how, bool once,
    const uint8_t *meta, size_t n, struct block *body, struct err *e);

/*
 * The parts of the body of a record batch in which the buffers of wanted columns lie: n bytes
 * at at of the body, which come to in of a block of size bytes (aligned as in the body).
 */
struct ipc_part {
	int64_t at, n, in;
	size_t cut;		/* number of a cut, from 1: not all of it comes there; 0 */
};

/* A buffer of string or binary values, of each of which only the begin comes (ipc_cut.h). */
struct ipc_cut {
	uint64_t buffer;	/* its number in the metadata */
	int64_t at, n;		/* its bytes in the body */
	int64_t offsets;	/* where in the body those of the values are, before it; */
	size_t width;		/* bytes of one */
	int64_t rows;		/* values */
	bool text;		/* they are strings */
	int64_t room;		/* bytes of memory that it may need */
	/* Values that are not UTF-8 behind bytes that did not come: number, bytes, after text ones. */
	struct gaps faults;
};

struct ipc_parts {
	struct ipc_part *part;		/* ascending */
	size_t n, cap;
	int64_t size;
	struct ipc_cut *cut;		/* ascending */
	size_t ncut, capcut;
	size_t most;			/* bytes of a value of a cut that come */
};

/*
 * Finds those of the columns used[] (NULL: all), with how as ipc_rows_new() has it, where
 * most bytes of a value are looked at (0: all).  Parts
 * that lie close together are one, with what is between them.  A faulty buffer is
 * reported when its rows are decoded.  0 or -1; ipc_parts_release() in any case.
 */
int ipc_parts_find(struct ipc_parts *p, const struct schema *s, const struct ipc_foreign *how,
    const bool *used, size_t most, const uint8_t *meta, size_t n, struct err *e);
void ipc_parts_release(struct ipc_parts *p);

/* Where byte at of the body, which is in a part, is in body, which has the parts. */
uint8_t *ipc_parts_at(const struct ipc_parts *p, struct block *body, int64_t at);

/*
 * The rows of a record batch that are handed out in parts, each as ipc_batch_read() gives
 * them: columns may come in other layouts, as how (may be NULL) says, which came with s and
 * outlives it, and as indices into dicts (a reference is taken; may be NULL).  Columns of
 * which used[] is false are absent, and not looked at; used may be NULL: all are wanted.
 * What some of those stand for can be far longer than body: that is settled for each part
 * before memory is taken for it, and a part has the rows for which it is about 64 MiB, or
 * one.  body has the parts of used (which may go after this), or with NULL all of it.  NULL
 * on failure.
 */
struct ipc_rows;
struct ipc_rows *ipc_rows_new(struct schema *s, const struct ipc_foreign *how,
    struct ipc_dicts *dicts, const bool *used, const uint8_t *meta, size_t n,
    struct block *body, const struct ipc_parts *parts, struct err *e);
void ipc_rows_free(struct ipc_rows *r);		/* NULL is harmless */

/*
 * The next rows, at most max: 1; a batch without rows comes too, and one without columns
 * whole.  0 when all are out.  -1; e->row counts from the first one of the batch.
 */
int ipc_rows_next(struct ipc_rows *r, int64_t max, struct batch **out, struct err *e);

/*
 * One encoded message: prefix and metadata in head, the body as pieces that
 * point into the batch's own memory (and into head or scratch for padding and
 * rebased offsets), ready for writev().  Valid while the batch is.
 */
struct ipc_piece {
	const void *p;
	size_t n;
};

struct ipc_message {
	struct buf head;
	struct buf scratch;		/* never grown once a piece points into it */
	struct ipc_piece *piece;	/* the whole message, head first */
	size_t npiece, cappiece;
	int64_t bytes;			/* sum of the pieces */
};

void ipc_message_release(struct ipc_message *m);

/* Encodes the schema, with extra metadata pairs after its own (may be NULL). */
int ipc_schema_write(const struct schema *s, const struct meta *extra,
    struct ipc_message *out, struct err *e);

/* Encodes rows with message metadata (may be NULL). */
int ipc_batch_write(const struct batch *b, const struct meta *meta,
    struct ipc_message *out, struct err *e);

/* Encodes a zero-row batch of s with metadata: a control message. */
int ipc_control_write(const struct schema *s, const struct meta *meta,
    struct ipc_message *out, struct err *e);

/* The end-of-stream marker. */
extern const uint8_t ipc_eos[8];

#endif
