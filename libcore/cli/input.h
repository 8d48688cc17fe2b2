/*
 * input.h - the input of a command: operands or stdin as one source.
 *
 * The content decides formats with a magic number; -i, else the extension,
 * decides among text formats; other text is lines: one string column `value`.
 * Several files are read in the order given, as one; their schemas must agree.
 */
#ifndef SLUICE_CLI_INPUT_H
#define SLUICE_CLI_INPUT_H

#include "cli/cmd.h"
#include "io/in.h"

/* -i, -0, --allow-unmarked[=eof], for OPT_INCLUDE. */
extern const struct opt opt_input[];
/* -i and --allow-unmarked without -0, for those that have another use for it. */
extern const struct opt opt_input_frames[];

enum input_flag {
	INPUT_ANY_TEXT = 1,	/* whatever is no Arrow stream is lines, whatever its name */
	INPUT_BYTES = 2,	/* lines are binary, and any bytes are fine */
	INPUT_NONE_OK = 4,	/* zero bytes on a pipe are no rows, unless -i arrow */
	INPUT_FRAMES = 8	/* only frames: other input is refused */
};

struct input_conf {
	unsigned flags;
	size_t skip;			/* operands before the files */
	const char *const *file;	/* instead of the operands; may be NULL */
	size_t nfile;
};

/*
 * Opens the input as conf (may be NULL) and the options say.  NULL on failure.
 * The source belongs to the command, which frees it after run().  Zero bytes on a pipe are STATUS_SYSTEM unless -i
 * names a text format; a format that is not read here is STATUS_USAGE.
 */
struct source *cmd_input(struct cmd *c, const struct input_conf *conf, struct err *e);

/* What the first bytes of an input say. */
enum input_kind {
	INPUT_EMPTY,		/* no bytes */
	INPUT_STREAM,		/* an Arrow stream */
	INPUT_CUT,		/* ends inside the first 8 bytes of an Arrow stream */
	INPUT_OTHER,		/* a format with a magic number that is not read here */
	INPUT_TEXT
};

/*
 * Looks at the first bytes without consuming them.  *name becomes the name of
 * the format for INPUT_OTHER.  0 or -1.
 */
int input_look(struct in *in, enum input_kind *kind, const char **name, struct err *e);

/*
 * The names of the operands from skip on, quoted globs expanded, in order; "-"
 * when there is none.  A glob without a match is STATUS_SYSTEM.  0 or -1.
 */
int cmd_files(struct cmd *c, size_t skip, struct words *out, struct err *e);

/* Opens one of those names, "-" being stdin ("stdin" in messages). */
struct in *cmd_open(struct cmd *c, const char *name, struct err *e);

#endif
