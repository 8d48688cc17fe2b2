/*
 * format_choice.h - what -i or -o says: a format, its options, and the long options that say
 * the same, as --no-header is csv:header=no.
 */
#ifndef SLUICE_CLI_FORMAT_CHOICE_H
#define SLUICE_CLI_FORMAT_CHOICE_H

#include "cli/opt.h"
#include "format/format.h"

struct format_choice {
	const struct opts *opts;
	int id;				/* the option's, 'i' or 'o' */
	const struct format_end *end;	/* of its word; NULL: not given */
	char *text;			/* that the values of the word lie in */
	struct format_values word;
};

/*
 * Reads the word of option id as one of list (NULL: the word is not looked at), and its
 * options.  Borrows o.  A misfit is STATUS_USAGE.  0 or -1, when there is nothing to release.
 */
int format_choice_init(struct format_choice *c, const struct opts *o, int id,
    const struct format_end *const *list, struct err *e);
void format_choice_release(struct format_choice *c);

/*
 * The values of an end's options, as the word (where it is of that) and long options say;
 * they live as long as c.  Where the two differ: STATUS_USAGE.  0 or -1.
 */
int format_choice_values(const struct format_choice *c, const struct format_end *end,
    struct format_values *v, struct err *e);

/*
 * Refuses long options of output that the writer w has not, as they would have no effect;
 * list tells which have them.  0 or -1.
 */
int format_choice_fits(const struct format_choice *c, const struct format_end *w,
    const struct format_end *const *list, struct err *e);

#endif
