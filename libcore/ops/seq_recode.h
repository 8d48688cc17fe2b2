/*
 * seq_recode.h - the records of SequenceFiles in another layout or codec.
 *
 * Decoding and encoding happen on every core.  Blocks are cut by the sizes of the
 * records alone, whatever the pieces of the input are, so the output is the same for
 * every number of jobs, and the same as if its records had just been written.
 */
#ifndef SLUICE_OPS_SEQ_RECODE_H
#define SLUICE_OPS_SEQ_RECODE_H

#include "format/seqfile_damage.h"
#include "format/seqfile_out.h"
#include "format/seqfile_pieces.h"
#include "par/flow.h"

/* Where pieces come from: seqfile_pieces_next() or what stands in its place. */
struct seq_recode_input {
	const char *name;			/* for messages */
	const struct seq_header *header;	/* must last as long as the recoder */
	int (*next)(void *ctx, struct seqfile_piece **out, struct err *e);
	void (*cancel)(void *ctx);		/* wakes a next() that blocks; may be NULL */
	void *ctx;
};

struct seq_recode_conf {
	struct seq_encode_conf encode;	/* its order is that of the output */
	uint64_t block_size;		/* 0: SEQ_BLOCK_SIZE */
	size_t limit;			/* what one buffer may decompress to; 0: WHOLE_LIMIT */
	int jobs;
	/*
	 * What to do with records that do not decode: NULL fails at the first.  Else it
	 * is called in order, by one thread at a time, for each of them, or for a block as
	 * a whole (why->row then is -1), with the place in the words and in why->byte and
	 * why->row; 0 goes on without them, -1 fails with e.
	 */
	int (*bad)(void *ctx, const struct err *why, struct err *e);
	void *ctx;
	/*
	 * Or, where this is not NULL: records that do not decode, or are no items of their
	 * classes, are left out and added to it.
	 */
	struct seqfile_gaps *gaps;
	struct flow_stats *stats;	/* for progress: records and bytes of the input; may be NULL */
};

/*
 * Fills *h, which is not initialised, with the header of an output that keeps the
 * classes and the metadata of from; the marker is sync.  0 or -1.
 */
int seq_recode_header(struct seq_header *h, const struct seq_header *from,
    const struct seq_encode_conf *encode, const uint8_t sync[SEQ_SYNC], struct err *e);

/*
 * Puts all records of in into o (borrowed, and not committed).  0 or -1, when o is to be
 * given up; errors have their place.
 */
int seq_recode(const struct seq_recode_input *in, struct seqfile_out *o,
    const struct seq_recode_conf *conf, struct err *e);

#endif
