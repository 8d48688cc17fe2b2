/* seqfile_index.h - the index of a MapFile as it is written. */
#ifndef SLUICE_FORMAT_SEQFILE_INDEX_H
#define SLUICE_FORMAT_SEQFILE_INDEX_H

#include "io/out.h"
#include "seqfile/encode.h"

/*
 * Collects entries by the rule of the SequenceFile spec, section 9, and writes the
 * index file: block-compressed, whatever the data is.
 */
struct seqfile_index;

/*
 * For data with this header; writes to o, which stays the caller's and must last.  NULL
 * on failure.
 */
struct seqfile_index *seqfile_index_new(struct out *o, const struct seq_header *data,
    struct err *e);

/* NULL is harmless. */
void seqfile_index_free(struct seqfile_index *x);

/*
 * How many records may be passed, from the one that stands at pos on, before the next
 * entry is due; 0: for this one.  pos: where the record, with a sync before it, or the
 * block that it lies in starts in the data.
 */
uint64_t seqfile_index_due(const struct seqfile_index *x, uint64_t pos);

/* Adds the entry that is due.  0 or -1. */
int seqfile_index_add(struct seqfile_index *x, const uint8_t *key, size_t nkey, uint64_t pos,
    struct err *e);

/* Counts n records passed. */
void seqfile_index_pass(struct seqfile_index *x, uint64_t n);

/* Writes the last entries.  0 or -1. */
int seqfile_index_finish(struct seqfile_index *x, struct err *e);

#endif
