/* seq_get.h - single values of SequenceFiles and MapFiles, by the names of their keys. */
#ifndef SLUICE_HADOOP_SEQ_GET_H
#define SLUICE_HADOOP_SEQ_GET_H

#include "hadoop/seq_scan.h"

struct seq_get {
	const char *path;		/* as it was named: a MapFile is asked by its index */
	const char *const *file;	/* what the path stands for; of a MapFile its data */
	size_t nfile;
	const char *const *name;	/* the keys: paths, text, numbers (seqfile/content.h) */
	size_t nname;
	struct seq_scan_conf scan;
	/* Gets the values in the order of the names, once all were found.  0 or -1. */
	int (*put)(void *ctx, const void *value, size_t n, struct err *e);
	void *ctx;
};

/*
 * Of equal keys the first counts, over all files.  A value of bytes or text is put as it
 * is, others as Java prints them, with a line feed.  0 or -1: STATUS_DATA for a key that
 * is not there, with near ones where the files can be read once more, and for files of
 * different classes.
 */
int seq_get(const struct seq_get *g, struct err *e);

#endif
