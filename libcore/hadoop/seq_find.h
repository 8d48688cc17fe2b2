/* seq_find.h - the values of some keys in a SequenceFile that has no index. */
#ifndef SLUICE_HADOOP_SEQ_FIND_H
#define SLUICE_HADOOP_SEQ_FIND_H

#include "hadoop/seq_scan.h"

/* A key that is looked for, and what was found. */
struct seq_wanted {
	struct buf key;		/* serialized */
	struct buf value;	/* serialized, of the first record with that key */
	bool found;
};

/*
 * Looks for those of the n keys that are not found yet, all different or not, in all of
 * s, which is run here; stops when every one is found.  Values of blocks without a
 * wanted key are not decompressed.  0, or -1; a key that is not there is no failure.
 */
int seq_find(struct seq_scan *s, struct seq_wanted *wanted, size_t n, struct err *e);

/*
 * Writes up to three keys that may have been meant by name, quoted and separated by ", ",
 * into out: those that end in "/NAME", else those that are spelled alike (base/near.h).
 * Keys are Text; s is run here.  How many there are, 0 also after a failure.
 */
size_t seq_find_near(struct seq_scan *s, const char *name, char *out, size_t outsz);

#endif
