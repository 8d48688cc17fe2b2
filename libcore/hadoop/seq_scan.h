/*
 * seq_scan.h - something made of every piece of a SequenceFile, on all cores, in order.
 *
 * The engine of every verb that reads records: pieces are cut one after the other,
 * decoded and worked on anywhere, and what was made of them is handed on in the order
 * of the file.
 */
#ifndef SLUICE_HADOOP_SEQ_SCAN_H
#define SLUICE_HADOOP_SEQ_SCAN_H

#include "format/seqfile_pieces.h"
#include "par/flow.h"

struct seq_scan;

/* How a file is read; all zero is the whole of it on one thread. */
struct seq_scan_conf {
	int64_t from, to;	/* a range as Hadoop splits; to 0: up to the end */
	size_t limit;		/* bytes that a buffer may decompress to; 0: WHOLE_LIMIT */
	bool any_codec;		/* only the header is read where the codec is not known */
	int jobs;		/* 0: 1 */
	struct flow_stats *stats;	/* for progress: records and bytes; may be NULL */
};

struct seq_scan_ops {
	unsigned parts;		/* SEQ_KEYS and so on: what is looked at of each record */
	/*
	 * Any thread.  d has begun the piece; appends what is made of its records to out.
	 * A failure's byte and row are relative to the piece; what was appended before it is
	 * handed on all the same.
	 */
	int (*unit)(void *ctx, int worker, const struct seqfile_piece *k, struct seq_decoder *d,
	    struct buf *out, struct err *e);
	/* Serial, in order; out may be changed.  0 go on, 1 enough, -1. */
	int (*write)(void *ctx, const struct seqfile_piece *k, struct buf *out, struct err *e);
	void *ctx;
};

/*
 * Reads the header.  Takes in, on failure too.  NULL on failure, with the place in the
 * words.
 */
struct seq_scan *seq_scan_new(struct in *in, const struct seq_scan_conf *conf, struct err *e);

/* As seq_scan_new() of a file, "-" being stdin. */
struct seq_scan *seq_scan_open(const char *name, const struct seq_scan_conf *conf, struct err *e);

/* NULL is harmless. */
void seq_scan_free(struct seq_scan *s);

/* Frees s and gives its input back, to be read again after in_rewind(). */
struct in *seq_scan_end(struct seq_scan *s);

const struct seq_header *seq_scan_header(const struct seq_scan *s);

/* Workers: scratch memory is needed for so many.  And the limit, for further decoders. */
int seq_scan_jobs(const struct seq_scan *s);
size_t seq_scan_limit(const struct seq_scan *s);

/* As seqfile_pieces_whole(), for a unit() that needs more than its parts after all. */
int seq_scan_whole(const struct seq_scan *s, const struct seqfile_piece *k, struct buf *b,
    const uint8_t **data, size_t *n, struct err *e);

/* The input, for its name and size. */
const struct in *seq_scan_in(const struct seq_scan *s);

/*
 * Runs to the end, to enough, or to the first failure in the order of the file, once.
 * Every record before the fault was handed on.  0 or -1, with the place in the words.
 */
int seq_scan_run(struct seq_scan *s, const struct seq_scan_ops *ops, struct err *e);

#endif
