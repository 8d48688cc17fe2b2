/*
 * seq_pack.h - files and members of archives as the records of a SequenceFile.
 *
 * Key Text (hadoop/entry.h says of what), value BytesWritable.  Files come first, in the
 * byte order of their keys; then the members of each archive, in its order.  Units are
 * cut by the sizes that files had when they were listed, so the output is the same for
 * every number of jobs.  Reading and compressing happen on every core.
 */
#ifndef SLUICE_HADOOP_SEQ_PACK_H
#define SLUICE_HADOOP_SEQ_PACK_H

#include <stdbool.h>

#include "format/seqfile_out.h"
#include "hadoop/list.h"
#include "par/flow.h"

/*
 * The most bytes of a file.  A record, its length words and an array of Java must hold
 * it together with any key.
 */
#define SEQ_PACK_FILE_MAX (INT32_MAX - 8 - 4 - SEQ_PACK_KEY_MAX - 8)

/* The most bytes of the name of a member; that of a file is shorter than PATH_MAX. */
#define SEQ_PACK_KEY_MAX 8192

struct seq_pack_conf {
	struct file_list_conf files;	/* size_max 0: SEQ_PACK_FILE_MAX */
	/* Its header has layout, codec, metadata and marker; the classes are set here. */
	struct seqfile_out_conf out;
	int level;			/* of the codec; 0: its default */
	uint64_t block_size;		/* 0: SEQ_BLOCK_SIZE */
	/*
	 * Files that cannot be read are named by files.problem and left out; without this
	 * they all are named too, and then it fails (STATUS_SYSTEM).
	 */
	bool ignore_unreadable;
	int jobs;
	/* For progress: rows are files; may be NULL. */
	struct flow_stats *stats;
	/* Once, when all files are listed: their number and bytes; may be NULL. */
	void (*listed)(void *ctx, const struct file_counts *c);
	void *ctx;
};

/* What was packed. */
struct seq_pack_result {
	struct file_counts counts;	/* files and bytes are those in the output */
	struct seqfile_out_counts out;
};

/*
 * Lists, packs and commits.  *r is filled in on failure too, as far as it came.  0, or -1
 * with nothing written.
 */
int seq_pack(const struct seq_pack_conf *conf, struct seq_pack_result *r, struct err *e);

#endif
