/*
 * seq_verify.h - all of a SequenceFile read on all cores, and what is damaged of it;
 * and what is not damaged, put into another file.
 */
#ifndef SLUICE_HADOOP_SEQ_VERIFY_H
#define SLUICE_HADOOP_SEQ_VERIFY_H

#include "format/seqfile_damage.h"
#include "hadoop/seq_recode.h"
#include "par/flow.h"

struct seq_verify_conf {
	size_t limit;		/* bytes that a buffer may decompress to; 0: WHOLE_LIMIT */
	int jobs;		/* 0: 1 */
	bool sorted;		/* the data of a MapFile: the keys must ascend */
	struct flow_stats *stats;	/* for progress: rows_in, bytes_in; may be NULL */
};

struct seq_verify_result {
	int64_t records;	/* good ones */
	int64_t bytes;		/* in their keys and values, serialized */
};

/*
 * Reads all of in (borrowed), which stands at its first byte: decompresses everything,
 * compares every item with its class.  What is damaged is added to gaps, and so are, of a
 * MapFile whose keys have an order (seqfile/order.h), records whose key comes before the
 * one in front of it: one gap for those of a piece.  0, also with damage; -1 when it
 * cannot be read, or is no SequenceFile that we read; a pipe that ends too early is
 * STATUS_SYSTEM.  Errors have their place.
 */
int seq_verify(struct in *in, const struct seq_verify_conf *conf, struct seqfile_gaps *gaps,
    struct seq_verify_result *r, struct err *e);

/*
 * Puts all records of p (of in, both borrowed) that are not damaged into o (borrowed, and
 * not committed), as seq_recode() with conf does, whose gaps are not looked at.
 * What is left out is added to gaps.  0 or -1, when o is to be given up.
 */
int seq_salvage(struct in *in, struct seqfile_pieces *p, struct seqfile_out *o,
    const struct seq_recode_conf *conf, struct seqfile_gaps *gaps, struct err *e);

#endif
