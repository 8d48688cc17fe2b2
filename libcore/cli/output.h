/* output.h - the output of a command: -o and its companions as a sink. */
#ifndef SLUICE_CLI_OUTPUT_H
#define SLUICE_CLI_OUTPUT_H

#include "cli/cmd.h"
#include "format/format.h"
#include "format/table.h"

/* -o, --raw, --null, --binary, --no-header, for OPT_INCLUDE; -0 is opt_zero of input.h. */
extern const struct opt opt_output[];
/* The same without arrow and table, for dfshow. */
extern const struct opt opt_output_text[];
/* For what puts out no data frame without -o (CMD_FRAMES_ASKED). */
extern const struct opt opt_output_asked[];

/* All zero is what most commands want. */
struct output_conf {
	/* The column that lines puts out where there are several; NULL: it must be the only one. */
	const char *column;
	/* NULL: as show() does it, but on a terminal with values as long as its window has room. */
	const struct table_conf *table;
	/* For the metadata of frames: the source that the rows come from; may be NULL. */
	const struct source *from;
	int32_t partitions;		/* sluice.partitions; 0: as from says */
	const char *group;		/* sluice.group; NULL: as from says */
};

/*
 * A sink of batches of schema on stdout, as conf (may be NULL) and the options
 * say.  A schema or an option that does not fit the format is STATUS_USAGE.
 * The sink belongs to the command: cmd_flow finishes it, else the end of run()
 * does, or its reader is told of the failure.  A table has enough rows at some point:
 * cmd_flow stops there.  NULL on failure.
 */
struct sink *cmd_output(struct cmd *c, struct schema *schema,
    const struct output_conf *conf, struct err *e);

/*
 * Whether implied columns (model/schema.h) go out with the others: in frames for a pipe or a
 * socket.  Text, tables and files have only what was asked for.
 */
bool cmd_output_implied(const struct cmd *c);

/* What -o, the name of -O and the terminal come to; else the first format of -o. */
const struct format *cmd_output_format(const struct cmd *c);

#endif
