/* pattern.h - LIKE and RLIKE. */
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

/*
 * Whether n bytes of UTF-8 match, in time that grows with the lengths of text and pattern; of
 * a segment with a _ and more than 64 bytes, with their product over 64.  1, 0, -1 (memory).
 */
int like_matches(const struct like *l, const char *p, size_t n, struct err *e);
void like_release(struct like *l);

/* arg[0] LIKE arg[1]; data: struct like, the second argument's if that is constant. */
kernel_fn like_kernel;

/* A regular expression of Java's (java.util.regex of Java 17, found as by Matcher.find()). */
struct regex;

/* Compiles valid UTF-8; NULL and e (STATUS_USAGE, the place in the pattern in words) on failure. */
struct regex *regex_new(const char *pattern, size_t n, struct err *e);
void regex_free(struct regex *r);

struct rlike {
	const struct regex *constant;	/* arg[1] if that is constant, or NULL */
	int64_t *spent;			/* steps beyond the ordinary, of all threads */
};

/* arg[0] RLIKE arg[1]: does it match anywhere; data: struct rlike. */
kernel_fn regex_kernel;

#endif
