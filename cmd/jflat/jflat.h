/* jflat.h - what the files of jflat share. */
#ifndef SLUICE_CMD_JFLAT_H
#define SLUICE_CMD_JFLAT_H

#include "cli/cmd.h"
#include "format/json_rows.h"

enum { OPT_KEEP = 512, OPT_PATH, OPT_FLATTEN, OPT_SCHEMA, OPT_BAD };

/* What the options come to, and what run() has to free. */
struct jflat {
	struct cmd *cmd;
	struct json_rows_conf conf;
	struct json_cols *cols;
	bool infer;			/* the columns have yet to be found out */
	struct bad_log *bad;
	const char *bad_file;
	struct json_infer *found;	/* by the first pass over text, until it ends */
	struct words names;		/* of what it has seen */
};

/* Fills j from the options.  0 or -1. */
int jflat_options(struct jflat *j, struct err *e);

/* JSON text, and JSON in a column of frames, to the output.  0 or -1. */
int jflat_text(struct jflat *j, struct err *e);
int jflat_frames(struct jflat *j, struct err *e);

/*
 * Takes the columns that f found, unless rc is not 0, and frees f.  Rows without any
 * column are an error; no rows have no columns.  0 or -1.
 */
int jflat_take(struct jflat *j, struct json_infer *f, int rc, struct err *e);

#endif
