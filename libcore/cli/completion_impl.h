/* completion_impl.h - what the writers of completion scripts share. */
#ifndef SLUICE_CLI_COMPLETION_IMPL_H
#define SLUICE_CLI_COMPLETION_IMPL_H

#include "cli/help.h"

/* What an argument or an operand is completed with. */
enum offer {
	OFFER_NOTHING,
	OFFER_FILES,
	OFFER_DIRS,
	OFFER_WORDS,		/* one of the option's choices */
	OFFER_SOME,		/* its choices, alone or after "," and ":"; others are taken too */
	OFFER_COLUMN,		/* columns of a file that the line names */
	OFFER_PATH,		/* the same, and their members, as an expression names them */
	OFFER_ZONE,
	OFFER_TOPIC,
	OFFER_KINDS
};

/* One script being written: options of one table, for one shell. */
struct script {
	const struct cmd_def *def;
	const struct cmd_verb *verb;	/* NULL: the command has none, or all of them */
	struct buf *out;
	struct err *e;
	int rc;
};

typedef int option_fn(struct script *s, const struct opt *o);

/* Calls fn for every option that goes with s->verb; NULL: with the command.  0 or -1. */
int completion_each(struct script *s, option_fn *fn);

/* What the argument of an option is. */
enum offer completion_argument(const struct opt *o);

/* What the first operand and the others are. */
void completion_operands(const struct script *s, enum offer *first, enum offer *rest);

/* Whether the command or one of its verbs has an argument or operand of that kind. */
bool completion_uses(const struct cmd_def *def, enum offer kind);

/* Append text: as it is; in single quotes; the choices "a|b|c" with sep for the bars; the
 * names of the verbs between blanks.  0 or -1. */
int completion_text(struct script *s, const char *text);
int completion_quote(struct script *s, const char *text);
int completion_choices(struct script *s, const char *list, char sep);
int completion_verbs(struct script *s);

int completion_bash(struct script *s);
int completion_zsh(struct script *s);
int completion_fish(struct script *s);

#endif
