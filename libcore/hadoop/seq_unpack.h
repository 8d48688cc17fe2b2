/*
 * seq_unpack.h - the records of SequenceFiles as files.
 *
 * Keys of class Text or BytesWritable are names, values of these classes are contents.
 * All keys are looked at before the first file is made: one that hadoop/extract.h
 * refuses, one that comes twice, one that is a directory of another, one of a file that
 * exists (EXTRACT_FAIL), and a pattern that nothing matches are STATUS_DATA, and nothing
 * is written.
 */
#ifndef SLUICE_HADOOP_SEQ_UNPACK_H
#define SLUICE_HADOOP_SEQ_UNPACK_H

#include "hadoop/extract.h"
#include "hadoop/seq_scan.h"

struct seq_unpack_conf {
	const char *dir;		/* NULL: where we are */
	enum extract_exists exists;
	/*
	 * Only keys that match one of these, as fnmatch(3) has it without flags ("*" is
	 * slashes too) with the characters of UTF-8; a pattern that matches a directory stands for what is below.
	 */
	const char *const *pattern;
	size_t patterns;		/* 0: all keys */
	struct seq_scan_conf scan;
};

struct seq_unpack_result {
	uint64_t files, bytes;		/* made */
	uint64_t skipped;		/* were there */
};

/* What is unpacked: n inputs, perhaps the parts of one data set. */
struct seq_unpack_input {
	/* Opens input i, from 0: again for the second pass if it is a file and n > 1. */
	struct in *(*open)(void *ctx, size_t i, struct err *e);
	void *ctx;
	size_t n;
};

/*
 * Unpacks all inputs; a pipe is copied to a temporary file first.  One that is damaged
 * gives the files before the damage.  *r is filled in on failure too.  0 or -1, with the
 * place in the words.
 */
int seq_unpack(const struct seq_unpack_input *in, const struct seq_unpack_conf *conf,
    struct seq_unpack_result *r, struct err *e);

#endif
