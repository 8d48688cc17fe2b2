/*
 * opt.h - options as data: one table parses, helps, completes and is checked
 * against the manual.
 *
 * As getopt_long: options and operands in any order, "--" ends the options, "-"
 * is an operand, letters bundle (-qn5), long names take "=VALUE" or the next
 * argument and may be cut where that is unambiguous.
 */
#ifndef SLUICE_CLI_OPT_H
#define SLUICE_CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum opt_flag {
	OPT_MANY = 1,		/* may be given several times; else the last one counts */
	OPT_HIDDEN = 2,		/* not in -h, completions, manuals */
	OPT_FILE = 4,		/* the argument is a file: completed as one */
	OPT_DIR = 8,		/* the argument is a directory */
	OPT_MAYBE = 16,		/* the argument may be left out; only --name=ARG gives it */
	OPT_FORMATS = 1024,	/* the choices are those of include, a list of struct format_end;
				   options may follow behind a colon: csv:header=no */
	OPT_WRITES = 512,	/* the argument is a file that is written as it is: no input may be it */
	/* For completion alone: */
	OPT_SUGGEST = 32,	/* choices are words to offer, also in lists; others are taken */
	OPT_COLUMN = 64,	/* the argument names columns */
	OPT_EXPR = 128,		/* the argument is an expression or a list of them */
	OPT_ZONE = 256		/* the argument is a time zone */
};

/*
 * One option.  id is its letter, or any number from 256 on for a long name
 * without a letter.  arg names the argument in help ("expr"), NULL for none.
 * choices, if not NULL, lists the words that are allowed: "all|1|0" (but OPT_SUGGEST).
 * { 'w', "where", "expr", "keep rows for which expr is true" }
 */
struct opt {
	int id;
	const char *name;
	const char *arg;
	const char *help;
	unsigned flags;
	const char *choices;
	const void *include;	/* OPT_INCLUDE: a table, all of it in this place; OPT_FORMATS: a list */
};

#define OPT_INCLUDE(table) { -1, NULL, NULL, NULL, 0, NULL, (table) }
#define OPT_END { 0, NULL, NULL, NULL, 0, NULL, NULL }

struct opts;
struct format_end;

/* A word that the first operand may be, and the options that come with it. */
struct opt_verb {
	const char *name;	/* NULL ends a list */
	const struct opt *table;
};

/*
 * Parses argv[1..] by table; strings stay the caller's and must outlive *out.
 * verbs (may be NULL): the first operand must be one of them.  0; or -1, where
 * *out is what could be understood all the same (NULL when out of memory).
 */
int opts_parse(struct opts **out, const struct opt *table, const struct opt_verb *verbs,
    int argc, char *const *argv, struct err *e);

/* NULL is harmless. */
void opts_free(struct opts *o);

/* The index of the verb, -1 for none. */
int opts_verb(const struct opts *o);

/* The operands (after the verb), in order. */
size_t opts_operands(const struct opts *o, const char *const **v);

/* How often an option was given. */
size_t opt_count(const struct opts *o, int id);
static inline bool
opt_given(const struct opts *o, int id)
{
	return opt_count(o, id) > 0;
}

/* The k-th argument of an option, from 0 in the order given; and the last, or dflt. */
const char *opt_nth(const struct opts *o, int id, size_t k);
const char *opt_text(const struct opts *o, int id, const char *dflt);

/*
 * Typed arguments: *v is unchanged when the option was not given.  A misfit is
 * STATUS_USAGE: 'option -n: not a number: "x"'.  0 or -1.  opt_int takes min..max;
 * opt_size sizes such as 64M; opt_time durations such as 30s (ms); opt_choice
 * the index of the word in the option's choices.
 */
int opt_int(const struct opts *o, int id, int64_t min, int64_t max, int64_t *v,
    struct err *e);
int opt_size(const struct opts *o, int id, uint64_t *v, struct err *e);
int opt_time(const struct opts *o, int id, int64_t *ms, struct err *e);
int opt_choice(const struct opts *o, int id, int *v, struct err *e);

/* Words that the caller owns. */
struct words {
	size_t n, cap;
	char **v;
};
#define WORDS_INIT { 0, 0, NULL }
int words_add(struct words *w, const char *p, size_t n, struct err *e);
void words_release(struct words *w);

/*
 * The words of a list option: all its arguments, cut at commas, blanks around
 * the words dropped; an empty word is STATUS_USAGE.  Appends to w.  0 or -1.
 */
int opt_list(const struct opts *o, int id, struct words *w, struct err *e);

/* Calls see with each argument of options that have one of the flags. */
void opt_each_arg(const struct opts *o, unsigned flags, void (*see)(const char *arg));

/* The entry of an option in the tables that were parsed with, or NULL. */
const struct opt *opt_find(const struct opts *o, int id);

/* Whether word is one of opt's choices, and which, from 0. */
bool opt_is_choice(const struct opt *opt, const char *word, int *index);

/* Whether an option has choices. */
bool opt_has_choices(const struct opt *opt);

/* Its choices, as in struct opt, which for formats come of their list: static, or in out. */
#define OPT_CHOICES_MAX 240
const char *opt_choices(const struct opt *opt, char out[OPT_CHOICES_MAX]);

/* Its help: of formats the one %s in it becomes what they are.  Static, or in out. */
#define OPT_HELP_MAX 600
const char *opt_help(const struct opt *opt, char out[OPT_HELP_MAX]);

/* The list of formats of opt, which may be NULL; NULL: it has none. */
const struct format_end *const *opt_formats(const struct opt *opt);

/* For messages: "-n", "--with". */
#define OPT_NAME_MAX 48
const char *opt_name(const struct opts *o, int id, char out[OPT_NAME_MAX]);

/* STATUS_USAGE "option -n: ..." .  Returns -1. */
int opt_error(const struct opts *o, int id, struct err *e, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * opt_error() with the words why for the first of the options ids, which 0 ends, that is
 * given.  0 when none is, or -1.
 */
int opt_refuse(const struct opts *o, const int *ids, const char *why, struct err *e);

/* Looks at each option of a table in order, included and hidden ones too. */
void opt_each(const struct opt *table, void (*see)(void *arg, const struct opt *o),
    void *arg);

#endif
