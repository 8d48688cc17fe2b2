/* pattern.h - LIKE, RLIKE and IN with a list of constants. */
#ifndef SLUICE_EXPR_PATTERN_H
#define SLUICE_EXPR_PATTERN_H

#include "expr/arena.h"
#include "expr/node.h"

/*
 * A LIKE pattern: % is any text, _ any character, escape before one of them or
 * itself takes its meaning away.
 */
struct like_part {
	const char *text;		/* literal bytes; NULL: any one character */
	size_t len;
};

struct like {
	uint32_t escape;
	bool constant;			/* compiled once */
	struct like_part *part;
	size_t nparts, cap;
	size_t *segment;		/* parts before the k-th %; one more than there are % */
	size_t nsegments, segcap;
	char *text;			/* what the parts point into */
};

/* Compiles n bytes; false, with the words of why in *why, for an escape before nothing to escape. */
bool like_compile(struct like *l, const char *pattern, size_t n, const char **why,
    struct err *e);
bool like_matches(const struct like *l, const char *p, size_t n);
void like_release(struct like *l);

/* arg[0] LIKE arg[1]; data: struct like, the second argument's if that is constant. */
kernel_fn like_kernel;

/* A regular expression in PCRE2's syntax, which for what both know is Java's. */
struct regex;

/* Compiles; NULL and e (STATUS_USAGE, the place in the pattern in words) on failure. */
struct regex *regex_new(const char *pattern, size_t n, struct err *e);
void regex_free(struct regex *r);

/* arg[0] RLIKE arg[1]: does it match anywhere; data: struct regex if arg[1] is constant, or NULL. */
kernel_fn regex_kernel;

/* The constants of an IN list, none of them NULL: integers, dates, timestamps or bytes. */
struct in_set;

struct in_set *in_set_new(const struct type *t, const struct column *const *value, size_t n,
    struct err *e);
void in_set_free(struct in_set *s);
bool in_set_takes(const struct type *t);

/* Whether arg[0] is in the set; data: struct in_set. */
kernel_fn in_set_kernel;

#endif
