/* output.h - the output of a command: -o and its companions as a sink. */
#ifndef SLUICE_CLI_OUTPUT_H
#define SLUICE_CLI_OUTPUT_H

#include "cli/cmd.h"
#include "format/table.h"

/* -o, --raw, --null, --binary, --no-header, for OPT_INCLUDE; -0 is opt_zero of input.h. */
extern const struct opt opt_output[];
/* The same without arrow and table, for dfshow. */
extern const struct opt opt_output_text[];
/* For what puts out no data frame without -o (CMD_FRAMES_ASKED). */
extern const struct opt opt_output_asked[];

enum output_format {
	OUTPUT_AUTO,
	OUTPUT_ARROW,
	OUTPUT_TABLE,
	OUTPUT_LINES,
	OUTPUT_JSON,
	OUTPUT_CSV,
	OUTPUT_TSV
};

/* All zero is what most commands want. */
struct output_conf {
	enum output_format terminal;	/* without -o on a terminal; AUTO: a table */
	enum output_format other;	/* without -o elsewhere; AUTO: frames */
	/* The column that lines puts out where there are several; NULL: it must be the only one. */
	const char *column;
	const struct table_conf *table;	/* NULL: as show() does it */
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

/* What -o, the terminal and conf (may be NULL) come to. */
enum output_format cmd_output_format(const struct cmd *c, const struct output_conf *conf);

#endif
