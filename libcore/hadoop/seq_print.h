/* seq_print.h - the records of a SequenceFile as text: keys, or key TAB value. */
#ifndef SLUICE_HADOOP_SEQ_PRINT_H
#define SLUICE_HADOOP_SEQ_PRINT_H

#include "hadoop/seq_scan.h"

struct seq_print_conf {
	bool values;	/* key TAB value, as `hadoop fs -text` has it; else keys alone */
	bool sizes;	/* the size of the value, and two blanks, before each key */
	bool terminal;	/* what could steer a terminal is written out */
	char end;	/* after each record: a newline or NUL */
	/* Serial, in order: text for the output; idle tells that the input rests.  0, 1, -1. */
	int (*write)(void *ctx, const void *text, size_t n, bool idle, struct err *e);
	void *ctx;
};

/* Prints all of s, which is run here.  0 or -1. */
int seq_print(struct seq_scan *s, const struct seq_print_conf *conf, struct err *e);

#endif
