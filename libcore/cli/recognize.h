/* recognize.h - which format of a list an open input is read in, and the words where none is. */
#ifndef SLUICE_CLI_RECOGNIZE_H
#define SLUICE_CLI_RECOGNIZE_H

#include "format/format.h"
#include "io/in.h"

enum recognize_flag {
	RECOGNIZE_ANY_TEXT = 1,	/* names say nothing: what its first bytes leave open is text */
	RECOGNIZE_NONE_OK = 2,	/* zero bytes on a pipe are no rows, unless the word is not of text */
	RECOGNIZE_HAS_WHOLE = 4	/* the tool has --whole: for messages */
};

struct recognize_conf {
	const struct format_end *const *list;
	const struct format_end *word;	/* what -i names; NULL: not given */
	unsigned flags;
	/* Says why an input of first bytes m, which are of no format here, is refused; may be NULL. */
	void (*refuse)(const struct in *in, enum magic m, struct err *e);
};

/*
 * Looks at the first bytes without consuming them.  On a pipe that gives a whole line it
 * waits a second for more of them.  0 or -1.
 */
int input_magic(struct in *in, enum magic *m, struct err *e);

/*
 * The format that in, called name ("-": stdin), is read in: that of the word, if the first
 * bytes allow it, else what they say, else what the name says, else lines.  NULL on
 * failure: what is refused is STATUS_USAGE, or STATUS_DATA where word or name promised
 * something else; zero bytes on a pipe are STATUS_SYSTEM.
 */
const struct format_end *recognize(const struct recognize_conf *conf, const char *name,
    struct in *in, struct err *e);

#endif
