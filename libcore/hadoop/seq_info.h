/* seq_info.h - how many records, blocks and syncs a SequenceFile holds, and how far apart. */
#ifndef SLUICE_HADOOP_SEQ_INFO_H
#define SLUICE_HADOOP_SEQ_INFO_H

#include "hadoop/seq_scan.h"

struct seq_info {
	uint64_t records, blocks, syncs;
	uint64_t key_bytes, value_bytes;	/* of the serialized forms, decompressed */
	uint64_t bytes;				/* of what was read, without the header */
	/* Between one sync and the next: the least, the most, all; 0 with less than two. */
	uint64_t least, most, apart;
};

/* Counts all of s, which is run here.  0, or -1 with what was counted before the fault. */
int seq_info_read(struct seq_scan *s, struct seq_info *out, struct err *e);

#endif
