/*
 * encode.h - records become a block or a run of records of a SequenceFile.
 *
 * SequenceFile spec, sections 3, 4 and 6.  An encoder belongs to one worker: it takes
 * records in serialized form, compresses them, and gives a unit, which the serial end
 * (format/seqfile_out.h) places in the file.  Its buffers and its packer are kept
 * from unit to unit; nothing is allocated a record.
 */
#ifndef SLUICE_SEQFILE_ENCODE_H
#define SLUICE_SEQFILE_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "codec/whole.h"
#include "seqfile/header.h"
#include "seqfile/order.h"

/* A block ends when its raw keys and values have so many bytes (Hadoop's default). */
#define SEQ_BLOCK_SIZE 1000000

/* The most bytes of a record's key and value together, raw and as written. */
#define SEQ_RECORD_MAX ((size_t)INT32_MAX)

/*
 * Tells where units end.  It looks at sizes only, so that one thread can cut records
 * for many workers, and the cuts are the same however many there are.
 */
struct seq_cutter {
	uint64_t size;		/* raw bytes that end a unit: a block's size */
	uint64_t raw;		/* of the unit so far */
	uint64_t records;
};

/* A unit also ends after so many records: those without bytes would never fill it. */
#define SEQ_UNIT_RECORDS (1 << 20)

#define SEQ_CUTTER_INIT(block_size) { (block_size), 0, 0 }

/*
 * Counts the next record, of nkey and nvalue raw serialized bytes; true when a new
 * unit begins with it, because the one before has reached the size (as Hadoop: a
 * record is added before it is looked whether the block is full), or could pass what
 * a Java array holds.  The first record says false: there is nothing to end.
 */
static inline bool
seq_cutter_next(struct seq_cutter *c, uint64_t nkey, uint64_t nvalue)
{
	uint64_t n = nkey + nvalue;
	bool ends = c->records > 0 && (c->raw >= c->size ||
	    c->records >= SEQ_UNIT_RECORDS || c->raw + n > SEQ_RECORD_MAX);

	if (ends)
		c->raw = c->records = 0;
	c->raw += n;
	c->records++;
	return ends;
}

/* Records that belong together in the file.  Any thread may have it, one at a time. */
struct seq_unit {
	struct buf data;	/* SEQ_BLOCK: a block without its sync; else records without syncs */
	uint64_t records;
	bool block;
	size_t *end;		/* else: where in data each record ends */
	size_t end_cap;
	/* With an order only: the keys of a block, and where in them each ends. */
	struct buf keys;
	size_t *key_end;
	size_t key_cap;
	int64_t unsorted;	/* the first record whose key comes before the last one's, -1 none */
};

/* An empty unit; its memory is kept from use to use until it is released. */
#define SEQ_UNIT_INIT { .unsorted = -1 }
void seq_unit_release(struct seq_unit *u);

/* The serialized key of record i; of a block only where it was encoded with an order. */
const uint8_t *seq_unit_key(const struct seq_unit *u, uint64_t i, size_t *n);

struct seq_encode_conf {
	enum seq_layout layout;
	enum whole codec;		/* not used with SEQ_PLAIN */
	int level;			/* 0: the default of codec/whole.h, which is zlib's 6 */
	const struct seq_order *order;	/* look whether keys ascend, for a MapFile; NULL: no */
};

struct seq_encoder;

/* STATUS_USAGE for a level that the codec lacks.  NULL on failure. */
struct seq_encoder *seq_encoder_new(const struct seq_encode_conf *conf, struct err *e);

/* NULL is harmless. */
void seq_encoder_free(struct seq_encoder *w);

/*
 * Adds a record.  0, or -1 (memory; STATUS_DATA for a record of more than
 * SEQ_RECORD_MAX bytes or, with an order, a key that is none of its class; e->row is
 * its number in the unit), when the record is not added.
 */
int seq_encoder_add(struct seq_encoder *w, const void *key, size_t nkey, const void *value,
    size_t nvalue, struct err *e);

/*
 * The same without a copy: makes room for a key and a value of at most so many bytes,
 * for the caller to fill in, and then adds them with the sizes that they have now.
 * Only seq_encoder_end() may follow; or another begin, which forgets this one.
 */
int seq_encoder_begin(struct seq_encoder *w, size_t nkey, size_t nvalue, uint8_t **key,
    uint8_t **value, struct err *e);
int seq_encoder_end(struct seq_encoder *w, size_t nkey, size_t nvalue, struct err *e);

/* Records in the unit so far. */
uint64_t seq_encoder_records(const struct seq_encoder *w);

/*
 * Ends the unit: u, initialised, becomes what was added since the last one (its old
 * content is lost, its memory used again).  A unit without records has no data.
 * 0, or -1, when u is empty; the encoder is empty either way.
 */
int seq_encoder_finish(struct seq_encoder *w, struct seq_unit *u, struct err *e);

/*
 * A record whose value is never in memory as a whole, but comes in pieces.  Each is
 * compressed by itself, so any worker may do it: to a reader, streams back to back in
 * one value are one (SequenceFile spec, section 6).
 *
 * The front is what stands before the value, as a unit of this one record: u->data are a
 * record without its value, its length 0, or (SEQ_BLOCK) a block up to and without the
 * length of its values.  nvalue: raw bytes of the value.  The encoder must be empty.  0
 * or -1 (as seq_encoder_add()).
 */
int seq_encoder_front(struct seq_encoder *w, const void *key, size_t nkey, uint64_t nvalue,
    struct seq_unit *u, struct err *e);

/* Appends to out what the n bytes at p of the value are in the file.  0 or -1. */
int seq_encoder_piece(struct seq_encoder *w, const void *p, size_t n, struct buf *out,
    struct err *e);

#endif
