/*
 * input.h - the input of a command: operands or stdin as one source.
 *
 * The content decides formats with a magic number; -i, else the extension,
 * decides among text formats; other text is lines: one string column `value`.  A
 * directory stands for the SequenceFiles that Hadoop left in it (files/parts.h).
 * Several files are read in the order given, as one; their schemas must agree.
 */
#ifndef SLUICE_CLI_INPUT_H
#define SLUICE_CLI_INPUT_H

#include "cli/cmd.h"
#include "io/in.h"

/* For OPT_INCLUDE.  Arrow streams and files, SequenceFiles, and lines. */
extern const struct opt opt_input[];	/* -i arrow|lines|bytes|seqfile..., --allow-unmarked */
extern const struct opt opt_unmarked[];	/* --allow-unmarked alone */
extern const struct opt opt_zero[];	/* -0: lines end with NUL, coming in and going out */

enum input_flag {
	INPUT_ANY_TEXT = 1,	/* whatever is not recognised is lines, whatever its name */
	INPUT_BYTES = 2,	/* lines and strings are binary and may hold any bytes */
	INPUT_NONE_OK = 4,	/* zero bytes on a pipe are no rows, unless -i arrow */
	INPUT_FRAMES = 8	/* only frames: all else is refused */
};

struct input_conf {
	unsigned flags;
	size_t skip;			/* operands before the files */
	const char *const *file;	/* instead of the operands; may be NULL */
	size_t nfile;
	int linger_ms;			/* a pipe rests when nothing comes for so long */
};

/*
 * Opens the input as conf (may be NULL) and the options say.  The source belongs to
 * the command, which frees it after run().  Zero bytes on a pipe are STATUS_SYSTEM
 * unless -i names a text format; a format that is not read here is STATUS_USAGE.
 * A live stream makes the first SIGINT or SIGTERM harmless: its end comes from
 * upstream.  NULL on failure.
 */
struct source *cmd_input(struct cmd *c, const struct input_conf *conf, struct err *e);

/* What the first bytes of an input say. */
enum input_kind {
	INPUT_EMPTY,		/* no bytes */
	INPUT_STREAM,		/* Arrow, a stream or a file */
	INPUT_CUT,		/* ends inside the first 8 bytes of an Arrow stream */
	INPUT_SEQFILE,
	INPUT_OTHER,		/* a format with a magic number that is not read here */
	INPUT_TEXT
};

/*
 * Looks at the first bytes without consuming them.  *name becomes what the content
 * is called, for messages.  0 or -1.
 */
int input_look(struct in *in, enum input_kind *kind, const char **name, struct err *e);

/*
 * The names of the operands from skip on, quoted globs expanded, in order; "-"
 * when there is none.  A glob without a match and a missing file are STATUS_SYSTEM.
 * 0 or -1.
 */
int cmd_files(struct cmd *c, size_t skip, struct words *out, struct err *e);

/* Opens one of those names, "-" being stdin ("stdin" in messages).  NULL on failure. */
struct in *cmd_open(const char *name, struct err *e);

#endif
