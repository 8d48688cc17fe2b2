/*
 * help.h - what an option table says of itself: -h, completions, the dump that
 * the check of the manuals reads.
 */
#ifndef SLUICE_CLI_HELP_H
#define SLUICE_CLI_HELP_H

#include "cli/cmd.h"

/* The text of -h, or that of one verb (may be NULL).  Appends; 0 or -1. */
int help_text(const struct cmd_def *def, const struct cmd_verb *verb, struct buf *out,
    struct err *e);

/* A completion script for bash, zsh or fish.  Another shell is STATUS_USAGE. */
int help_completion(const struct cmd_def *def, const char *shell, struct buf *out,
    struct err *e);

/* Whether a table (NULL: an empty one) holds the option. */
bool help_has(const struct opt *table, int id);

/*
 * One line per option, tabs between the fields: verb, letter, long name,
 * argument, choices, flags (hidden, many, maybe, file, ...), help; "-" for
 * nothing.  Before them the line "synopsis", verb, its text; and "about".
 */
int help_dump(const struct cmd_def *def, struct buf *out, struct err *e);

/* -h --help --version -q, and the hidden ones: part of every table. */
extern const struct opt opt_common[];

enum {
	OPT_HELP = 'h',
	OPT_VERSION = 256,
	OPT_COMPLETION,
	OPT_DUMP,
	OPT_PROGRESS,
	OPT_NO_PROGRESS,
	OPT_ALLOW_UNMARKED,
	OPT_TRUNCATE_NS,
	OPT_UNION,
	OPT_ZSTD_DICT,
	OPT_RAW,
	OPT_NULL,
	OPT_BINARY,
	OPT_NO_HEADER,
	OPT_TZ,
	OPT_CRLF,
	OPT_MAX_DEPTH,
	OPT_STRINGS,
	OPT_SPLIT,
	OPT_DECOMPRESS_LIMIT,
	OPT_CMD = 512		/* numbers for a command's own long options start here */
};

#endif
