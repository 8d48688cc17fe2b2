/*
 * input.h - the input of a command: operands or stdin as one source.
 *
 * The content decides formats with a magic number; -i, else the extension,
 * decides among text formats; other text is lines: one string column `value`
 * (cli/recognize.h).  A directory stands for the files in it, and an empty file among SequenceFiles is passed over unless -i is given (cli/files.h).
 * Several files are read in the order given, as one, with columns by name (dataset/concat.h).
 */
#ifndef SLUICE_CLI_INPUT_H
#define SLUICE_CLI_INPUT_H

#include "base/magic.h"
#include "cli/cmd.h"
#include "io/in.h"

/* For OPT_INCLUDE.  The formats that a tool reads are those of its -i. */
extern const struct opt opt_input[];	/* Arrow, lines and SequenceFiles */
extern const struct opt opt_typed_input[];	/* and JSON, CSV, TSV, --strings */
extern const struct opt opt_input_rest[];	/* what both have beside -i: part of them */
extern const struct opt opt_unmarked[];	/* --allow-unmarked alone */
extern const struct opt opt_zero[];	/* -0: lines end with NUL, coming in and going out */

struct format;
struct format_end;

enum input_flag {
	INPUT_ANY_TEXT = 1,	/* what is not another format by its first bytes is lines,
				   whatever its name */
	INPUT_BYTES = 2,	/* lines and strings are binary and may hold any bytes */
	INPUT_NONE_OK = 4,	/* zero bytes on a pipe are no rows, unless -i arrow */
	INPUT_HAS_WHOLE = 8,	/* the tool has --whole: for messages */
	INPUT_WHOLE = 16,	/* each file is a row, its bytes the column value */
	INPUT_NAMES = 32,	/* with INPUT_WHOLE: the column key holds its name */
	INPUT_ROWS = 64,	/* nobody looks at columns: their types need not be found */
	INPUT_AS_TOLD = 128	/* -i, else the first format, whose reader says what does not fit */
};

struct input_conf {
	unsigned flags;
	size_t skip;			/* operands before the files */
	const char *const *file;	/* instead of the operands; may be NULL */
	size_t nfile;
	const struct format_end *const *formats;	/* instead of those of -i */
	const void *reader;		/* conf of their readers; outlives the source: cmd_input_close() */
	/* What recognize.h has of that name; may be NULL. */
	void (*refuse)(const struct in *in, enum magic m, struct err *e);
	/*
	 * A first pass: is given each input in order, and NULL after the last, before the
	 * source is opened.  What cannot be opened again goes through a temporary file.
	 * May be NULL.  0 or -1.
	 */
	int (*first)(void *arg, struct in *in, struct err *e);
	size_t most;			/* as want.most, for readers that look ahead; or 0 */
	int linger_ms;			/* a pipe rests when nothing comes for so long */
	/*
	 * Looks at a file that would be lines, though nobody said so; -1 refuses it.  May be
	 * NULL.  Where it is set, every file is looked at before the first one is read: what
	 * is read cannot be taken back.
	 */
	int (*look)(void *arg, struct in *in, struct err *e);
	void *arg;			/* of look and first */
};

/*
 * Opens the input as conf (may be NULL) and the options say.  The source belongs to
 * the command, which frees it after run().  Zero bytes on a pipe are STATUS_SYSTEM
 * unless -i names a text format; a format that is not read here is STATUS_USAGE.
 * A live stream makes the first SIGINT, SIGTERM, SIGHUP or SIGQUIT harmless: its end
 * comes from upstream.  NULL on failure.
 */
struct source *cmd_input(struct cmd *c, const struct input_conf *conf, struct err *e);

/*
 * Opens n inputs, conf[i] each with its own files, all at once: pipes are read from then
 * on, in whatever order who feeds them writes, and the lines of the flow are read
 * (par/spool.h).  out[i] gets source and spool.  As cmd_input() else.  Once a command.  0
 * or -1.
 */
int cmd_inputs(struct cmd *c, const struct input_conf *conf, size_t n, struct flow_line *out,
    struct err *e);

/* Frees the sources before run() ends: they borrow reader until then.  Harmless without one. */
void cmd_input_close(struct cmd *c);

/* The format that -i names; NULL: it is not given. */
const struct format *cmd_input_format(const struct cmd *c);

#endif
