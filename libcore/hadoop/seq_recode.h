/*
 * seq_recode.h - the records of SequenceFiles in another layout or codec.
 *
 * Decoding and encoding happen on every core.  Blocks are cut by the sizes of the
 * records alone, whatever the pieces of the input are, so the output is the same for
 * every number of jobs, and the same as if its records had just been written.
 */
#ifndef SLUICE_HADOOP_SEQ_RECODE_H
#define SLUICE_HADOOP_SEQ_RECODE_H

#include "format/seqfile_damage.h"
#include "format/seqfile_out.h"
#include "format/seqfile_pieces.h"
#include "par/flow.h"

/* Where pieces come from: seqfile_pieces_next() or what stands in its place. */
struct seq_recode_input {
	const char *name;			/* for messages */
	const struct seq_header *header;	/* both must last until its records are added */
	int (*next)(void *ctx, struct seqfile_piece **out, struct err *e);
	void (*cancel)(void *ctx);		/* wakes a next() that blocks; may be NULL */
	void *ctx;
	/* Any thread, once, when nothing of it is used any more; may be NULL. */
	void (*done)(void *ctx);
};

/* Serial.  Fills in the next input: 1; 0 when there is none; -1. */
typedef int seq_recode_open(void *ctx, struct seq_recode_input *in, struct err *e);

struct seq_recode_conf {
	struct seq_encode_conf encode;	/* its order is that of the output */
	uint64_t block_size;		/* 0: SEQ_BLOCK_SIZE */
	size_t limit;			/* what one buffer may decompress to; 0: WHOLE_LIMIT */
	int jobs;
	/*
	 * NULL: a record that does not decode is an error.  Else it, and one that is no item
	 * of its class, is left out and added to this.
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

/* Copies any number of inputs, one after the other, into one output. */
struct seq_recoder;

/* Into o, which stays the caller's.  NULL on failure. */
struct seq_recoder *seq_recoder_new(struct seqfile_out *o, const struct seq_recode_conf *conf,
    struct err *e);

/*
 * Appends all records of in, which must be of the output's classes; a block goes on from
 * input to input.  0 or -1, when r is only good for freeing and o is to be given up;
 * errors have their place.
 */
int seq_recoder_add(struct seq_recoder *r, const struct seq_recode_input *in, struct err *e);

/*
 * The same for all inputs that open() gives, which are worked on together: small ones
 * use all cores, too.
 */
int seq_recoder_add_all(struct seq_recoder *r, seq_recode_open *open, void *ctx,
    struct err *e);

/* Appends the last block.  0 or -1.  o is left to be committed. */
int seq_recoder_finish(struct seq_recoder *r, struct err *e);

/* NULL is harmless. */
void seq_recoder_free(struct seq_recoder *r);

/* All of this for one input. */
int seq_recode(const struct seq_recode_input *in, struct seqfile_out *o,
    const struct seq_recode_conf *conf, struct err *e);

#endif
