/*
 * decode.h - the records of a piece of a SequenceFile.
 *
 * A unit is either one block, from its sync on, or a run of whole records with the
 * syncs between them (format/seqfile_pieces.h cuts files so).  A decoder belongs to
 * one worker; it keeps its buffers from unit to unit, and allocates nothing a record.
 */
#ifndef SLUICE_SEQFILE_DECODE_H
#define SLUICE_SEQFILE_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "seqfile/header.h"
#include "seqfile/measure.h"

/* What is wanted of each record; nothing: only how many there are. */
enum {
	SEQ_KEYS = 1,
	SEQ_SIZES = 2,		/* the sizes of values */
	SEQ_VALUES = 4,		/* values, with their sizes */
	SEQ_ALL = SEQ_KEYS | SEQ_SIZES | SEQ_VALUES
};

/* A record in its serialized form.  What is not wanted is NULL and 0. */
struct seq_record {
	const uint8_t *key, *value;
	size_t nkey, nvalue;
	size_t at;		/* offset in the unit: of the record; of its block's start */
};

struct seq_decoder;

/*
 * A decoder for files with header h, which must outlive it.  parts: SEQ_KEYS and so on.
 * limit: the most bytes that one buffer may decompress to, 0: WHOLE_LIMIT.  NULL on
 * failure (memory, or a library that is missing).
 */
struct seq_decoder *seq_decoder_new(const struct seq_header *h, unsigned parts, size_t limit,
    struct err *e);

/* NULL is harmless. */
void seq_decoder_free(struct seq_decoder *d);

/*
 * Begins a unit of n bytes, which stay the caller's and must stay until its last record
 * was used.  A block's buffers are decompressed here, as far as they are wanted.
 * 0, or -1: STATUS_DATA, e->byte the offset in the unit, e->row the record in it (from
 * 0) or -1; no place in the words.
 */
int seq_decoder_start(struct seq_decoder *d, const uint8_t *p, size_t n, struct err *e);

/*
 * The next record: 1; 0 after the last; -1 as seq_decoder_start().  Its slices last
 * until the next start; with SEQ_RECORD a value lasts until the next call only.
 * After a -1 for a value that does not decompress (SEQ_RECORD) one may go on with the
 * record after it.
 */
int seq_decoder_next(struct seq_decoder *d, struct seq_record *r, struct err *e);

/*
 * Records of the unit: of a block from the start on, of a run so far.  A block's number
 * has been compared with its key lengths.
 */
uint64_t seq_decoder_count(const struct seq_decoder *d);

/*
 * After a start that failed: false when the key lengths contradict the number of records
 * in the front of the block, so that it says nothing.
 */
bool seq_decoder_agrees(const struct seq_decoder *d);

#endif
