/*
 * seq_unpack.h - the records of a SequenceFile as files.
 *
 * Keys of class Text or BytesWritable are names, values of these classes are contents.
 * All keys are looked at before the first file is made: one that files/extract.h
 * refuses, one that comes twice, one that is a directory of another, and a pattern that
 * nothing matches are STATUS_DATA, and nothing is written.
 */
#ifndef SLUICE_OPS_SEQ_UNPACK_H
#define SLUICE_OPS_SEQ_UNPACK_H

#include "files/extract.h"
#include "ops/seq_scan.h"

struct seq_unpack_conf {
	const char *dir;		/* NULL: where we are */
	enum extract_exists exists;
	/*
	 * Only keys that match one of these, as fnmatch(3) has it without flags ("*" is
	 * slashes too); a pattern that matches a directory stands for what is below.
	 */
	const char *const *pattern;
	size_t patterns;		/* 0: all keys */
	struct seq_scan_conf scan;
};

struct seq_unpack_result {
	uint64_t files, bytes;		/* made */
	uint64_t skipped;		/* were there */
};

/*
 * Unpacks in, which it takes, on failure too; a pipe is copied to a temporary file first.
 * A file that is damaged gives the files before the damage.  *r is filled in on failure
 * too.  0 or -1, with the place in the words.
 */
int seq_unpack(struct in *in, const struct seq_unpack_conf *conf,
    struct seq_unpack_result *r, struct err *e);

#endif
