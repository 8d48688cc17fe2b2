/* kproduce.h - what the files of kproduce share. */
#ifndef SLUICE_CMD_KPRODUCE_H
#define SLUICE_CMD_KPRODUCE_H

#include "cli/cmd.h"
#include "cli/help.h"
#include "cli/input.h"
#include "format/lines_keyed.h"
#include "log/report.h"

enum {
	OPT_ACKS = OPT_CMD,
	OPT_CREATE,
	OPT_ROUTE,
	OPT_KEEP_PARTITIONS,
	OPT_REPORT,
	OPT_NULL_TEXT,
	OPT_KEY_TEXT,
	OPT_KEY_FROM,
	OPT_WHOLE
};

/* What one run holds. */
struct produce {
	struct cmd *cmd;
	struct source *source;
	struct keyed_conf keyed;
	char *delimiter;		/* of keyed */
	struct schema *schema;		/* of keyed lines, else NULL */
	struct input_conf in;
	struct log *log;
	struct log_producer *producer;
	struct log_producer_conf conf;
	struct report *report;		/* NULL without --report */
};

extern const struct opt produce_opts[];

/* Fills p from the options.  0 or -1. */
int produce_options(struct produce *p, struct err *e);

/*
 * Says how many records are where once all is sent (rc 0) or it failed, e says of what;
 * adds nothing to a whole success but the number.  0, or -1: not every one is in the topic.
 */
int produce_conclude(struct produce *p, int rc, struct err *e);

#endif
