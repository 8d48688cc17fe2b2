/*
 * seqfile_damage.h - SequenceFiles that are damaged: what is wrong where, and the rest.
 *
 * Reading (serial) goes on at the next sync after whatever is no record, no block, or
 * no item of its class; what a piece holds is looked at on every core.  What is found
 * is gathered in a list that any thread may add to.
 */
#ifndef SLUICE_FORMAT_SEQFILE_DAMAGE_H
#define SLUICE_FORMAT_SEQFILE_DAMAGE_H

#include "format/seqfile_pieces.h"

/* The list. */
struct seqfile_gaps;

struct seqfile_gaps *seqfile_gaps_new(struct err *e);

/* NULL is harmless. */
void seqfile_gaps_free(struct seqfile_gaps *l);

/* Any thread. */
int seqfile_gaps_add(struct seqfile_gaps *l, const struct seqfile_gap *gap, struct err *e);

/*
 * Serial, when nobody adds any more: the gaps by their place in the file, and how many.
 * Those that continue one another, for the same reason, are one.
 */
const struct seqfile_gap *seqfile_gaps_all(struct seqfile_gaps *l, size_t *n);

/*
 * Their bytes (none counted twice), and the records lost in those where that is known;
 * *unknown: in how many it is not.
 */
void seqfile_gaps_sum(struct seqfile_gaps *l, int64_t *bytes, int64_t *records,
    int64_t *unknown);

/* Pieces without what is damaged. */
struct seqfile_damage;

/*
 * Reads on p; both stay the caller's, and so does l, which gets the gaps.  NULL on
 * failure (memory).
 */
struct seqfile_damage *seqfile_damage_new(struct seqfile_pieces *p, struct seqfile_gaps *l,
    struct err *e);

/* NULL is harmless. */
void seqfile_damage_free(struct seqfile_damage *d);

/*
 * As seqfile_pieces_next(), but what is wrong with the file's bytes is no failure: its
 * gap is added to the list, and the pieces go on behind it.  A pipe that ends too early
 * still fails.
 */
int seqfile_damage_next(struct seqfile_damage *d, struct seqfile_piece **out, struct err *e);

/* What a worker looks at a piece with. */
struct seqfile_check;

/* limit: as seq_decoder_new().  NULL on failure. */
struct seqfile_check *seqfile_check_new(const struct seq_header *h, size_t limit,
    struct err *e);

/* NULL is harmless. */
void seqfile_check_free(struct seqfile_check *c);

/*
 * Begins k, decodes it and compares each item with its class.  What is wrong is added to
 * l: a block as a whole, or as a place with one record; of a run each record by itself.
 * 0 (also when nothing of it is good), or -1 (memory).
 */
int seqfile_check_start(struct seqfile_check *c, const struct seqfile_piece *k,
    struct seqfile_gaps *l, struct err *e);

/* The next record that is good: 1; 0 at the end; -1 (memory).  As seq_decoder_next(). */
int seqfile_check_next(struct seqfile_check *c, struct seq_record *r, struct err *e);

#endif
