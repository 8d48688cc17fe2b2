/*
 * seq_frames.h - the rows of a data frame as the records of a SequenceFile.
 *
 * One column gives the keys, another the values; seqfile/writable.h says which class
 * holds which type.  It is the class that was asked for, else the one that reading a
 * SequenceFile left in the metadata of the field (WRITABLE_META), else the one by type.
 * The file's own metadata keeps what a class name leaves open, such as the elements of
 * an ArrayWritable (seqfile/classes.h), so that reading finds it.
 *
 * Compressing happens on every core; the output is the same for every number of jobs.
 */
#ifndef SLUICE_HADOOP_SEQ_FRAMES_H
#define SLUICE_HADOOP_SEQ_FRAMES_H

#include "format/seqfile_out.h"
#include "hadoop/seq_recode.h"
#include "model/stream.h"

struct seq_frames_conf {
	const char *key, *value;	/* columns; NULL: NullWritable */
	/*
	 * Classes, as writable_parse() takes them; NULL: by metadata or type.  One without a
	 * column is NullWritable or STATUS_USAGE.
	 */
	const char *key_class, *value_class;
	/* Its header has layout, codec, metadata and marker; the classes are set here. */
	struct seqfile_out_conf out;
	int level;			/* of the codec; 0: its default */
	uint64_t block_size;		/* 0: SEQ_BLOCK_SIZE */
	int jobs;
	struct flow_stats *stats;	/* for progress; may be NULL */
};

/*
 * Writes all rows of s (borrowed, not read yet) and commits; *counts tells what was
 * written, and may be NULL.  A column that is missing or of a type that no class
 * holds is STATUS_USAGE; a NULL that its class cannot hold, and a value out of its
 * range, STATUS_DATA with the place in s.  Barriers are passed over.  0, or -1 with
 * nothing written.
 */
int seq_frames(struct source *s, const struct seq_frames_conf *conf,
    struct seqfile_out_counts *counts, struct err *e);

#endif
