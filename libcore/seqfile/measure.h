/*
 * measure.h - where the records, syncs and blocks of a SequenceFile end.
 *
 * SequenceFile spec, sections 3 and 4.  Looks at lengths and markers only.
 */
#ifndef SLUICE_SEQFILE_MEASURE_H
#define SLUICE_SEQFILE_MEASURE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "seqfile/header.h"

/* A block, as far as it can be told without decompressing anything. */
struct seq_block {
	int32_t records;		/* -1 where that is not known yet */
	struct {
		size_t at, n;		/* of the compressed bytes, from the block's start; 0: not known yet */
	} buffer[4];			/* key lengths, keys, value lengths, values */
	size_t size;			/* bytes of the whole block, from its sync on */
};

/*
 * Measures the block at p, of which n bytes are there.  1; 0 when more are needed, with
 * b->size the least that are; -1 when it is no block (words, e->byte).
 */
int seq_block_parse(const struct seq_header *h, const uint8_t *p, size_t n,
    struct seq_block *b, struct err *e);

/* What stands at a place in a file of records. */
enum seq_item { SEQ_ITEM_RECORD, SEQ_ITEM_SYNC };

/*
 * Measures the record or sync at p, of which n bytes are there: 1 and *item, *size;
 * 0 when more are needed, with *size the least that are; -1 when it is neither (words,
 * e->byte).
 */
int seq_item_parse(const struct seq_header *h, const uint8_t *p, size_t n,
    enum seq_item *item, size_t *size, struct err *e);

#endif
