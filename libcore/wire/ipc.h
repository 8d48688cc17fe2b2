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
#include "model/batch.h"

/* Largest metadata that is read, in bytes. */
#define IPC_META_MAX (64 << 20)

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

/* The schema in the metadata of an IPC_SCHEMA message, or NULL. */
struct schema *ipc_schema_read(const uint8_t *meta, size_t n, struct err *e);

/* The number of record batches that the footer of an Arrow file lists.  0 or -1. */
int ipc_footer_read(const uint8_t *footer, size_t n, int64_t *batches, struct err *e);

/*
 * A data batch whose columns point into body (references taken), everything
 * in it verified: bounds, offsets, null counts, UTF-8, nullability.  s, or one
 * equal to it, is the schema of the stream.  Misaligned buffers are copied.
 * In string columns all of offsets[0] .. offsets[rows] is valid UTF-8, cut at
 * characters, under nulls too.  NULL on failure; e->row where one is at fault,
 * e->byte where a place in the metadata is.
 */
struct batch *ipc_batch_read(struct schema *s, const uint8_t *meta, size_t n,
    struct block *body, struct err *e);

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

/* Encodes rows with message metadata (may be NULL); b->kind must be BATCH_DATA. */
int ipc_batch_write(const struct batch *b, const struct meta *meta,
    struct ipc_message *out, struct err *e);

/* Encodes a zero-row batch of s with metadata: a control message. */
int ipc_control_write(const struct schema *s, const struct meta *meta,
    struct ipc_message *out, struct err *e);

/* The end-of-stream marker. */
extern const uint8_t ipc_eos[8];

#endif
