/* output.h - the output of a command: -o and its companions as a sink. */
#ifndef SLUICE_CLI_OUTPUT_H
#define SLUICE_CLI_OUTPUT_H

#include "cli/cmd.h"

/* -o, -0, --raw, --null, --binary, --no-header, for OPT_INCLUDE. */
extern const struct opt opt_output[];

enum output_format {
	OUTPUT_ARROW,
	OUTPUT_TABLE,
	OUTPUT_LINES,
	OUTPUT_JSON,
	OUTPUT_CSV,
	OUTPUT_TSV
};

struct output_conf {
	enum output_format terminal;	/* instead of frames on a terminal */
	/* The column that lines puts out where there are several; NULL: it must be the only one. */
	const char *column;
	/* For the metadata of frames: the source that the rows come from; may be NULL. */
	const struct source *from;
	int32_t partitions;		/* sluice.partitions; 0: as from says */
	const char *group;		/* sluice.group; NULL: as from says */
};

/*
 * A sink of batches of schema on stdout, as conf (NULL: a table on a terminal)
 * and the options say.  A schema that does not fit the format is STATUS_USAGE.
 * The sink belongs to the command: cmd_flow finishes it, else the end of run()
 * does, or its reader is told of the failure.  NULL on failure.
 */
struct sink *cmd_output(struct cmd *c, struct schema *schema,
    const struct output_conf *conf, struct err *e);

/* What -o and the terminal come to. */
enum output_format cmd_output_format(const struct cmd *c, const struct output_conf *conf);

#endif
