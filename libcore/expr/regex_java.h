/*
 * regex_java.h - patterns of java.util.regex as patterns of PCRE2 that match the same.
 *
 * Java's language is read here, with its own rules for brackets, case, line ends and
 * word boundaries, and written out in the little of PCRE2's that means one thing
 * only.  What cannot be said there is refused: nothing is passed on unread.  The
 * judge is Java 17 (tests/golden/regex.tsv).
 */
#ifndef SLUICE_EXPR_REGEX_JAVA_H
#define SLUICE_EXPR_REGEX_JAVA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* What the translation says of the pattern besides its text. */
struct regex_traits {
	bool halves;		/* to Java a character beyond U+FFFF may be two here */
	bool words;		/* it has \b or \B */
	bool atomic;		/* it has (?>...) or a possessive repetition */
};

/*
 * Values that may come out otherwise in Java: with the trait halves those that have
 * characters beyond U+FFFF, which it counts as two in a lookbehind and for \B; with
 * words those that match this, as it follows any number of marks to their letter.
 */
#define REGEX_WORDS \
	"\\p{Mn}{7}|[\\x{10000}-\\x{10ffff}]\\p{Mn}|(?=\\p{Mn})[\\x{10000}-\\x{10ffff}]"

/*
 * Appends the translation of n bytes (valid UTF-8), for PCRE2_UTF and PCRE2_DOTALL.
 * 0, or -1 with e (STATUS_USAGE, the place in the pattern in words).
 */
int regex_translate(const char *pattern, size_t n, struct buf *out, struct regex_traits *t,
    struct err *e);

/* The rest is shared by the two files of the translation. */

enum regex_flag {
	REGEX_CASELESS = 1,
	REGEX_UNICODE_CASE = 2,
	REGEX_MULTILINE = 4,
	REGEX_DOTALL = 8,
	REGEX_UNIX_LINES = 16,
	REGEX_COMMENTS = 32
};

/* A character of the pattern; quoted: by \Q, so that it is a letter whatever it is. */
struct regex_char {
	uint32_t cp;
	uint32_t quoted;
};

struct regex_group;

struct regex_java {
	struct regex_char *c;
	size_t n, at;			/* characters, and the next one */
	unsigned flags;
	unsigned depth, behind;		/* groups and brackets open; lookbehinds among them */
	struct regex_group *group;	/* capturing ones */
	size_t ngroup, cap;
	struct regex_traits *traits;
	struct err *e;
};

#define REGEX_END UINT32_C(0xffffffff)

/* Operators are never quoted: the character at the place, REGEX_END for a quoted one and the end. */
static inline uint32_t
regex_peek(const struct regex_java *j, size_t ahead)
{
	size_t at = j->at + ahead;

	return at < j->n && !j->c[at].quoted ? j->c[at].cp : REGEX_END;
}

/* Refuses the pattern at its character number at.  -1. */
int regex_bad(struct regex_java *j, size_t at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* One more level of nesting.  0 or -1. */
int regex_deeper(struct regex_java *j);

/* What an escape stands for. */
enum regex_escape { ESCAPE_CHAR, ESCAPE_CLASS, ESCAPE_OTHER };

/*
 * Reads an escape; the backslash is next.  A character: *cp.  A class: its text, which
 * may stand in a bracket, is appended to set.  Others, such as \b, stay unread.  The
 * kind, or -1.
 */
int regex_escape(struct regex_java *j, uint32_t *cp, struct buf *set);

/* Appends a character, or range, and what is the same to the flags, as it stands in a bracket. */
int regex_range(struct regex_java *j, uint32_t first, uint32_t last, struct buf *out);

/* Appends one character outside brackets. */
int regex_literal(struct regex_java *j, uint32_t cp, struct buf *out);

/* Reads a bracket, '[' is next, and appends what matches one character of it. */
int regex_bracket(struct regex_java *j, struct buf *out);

/* \p{...} or \P{...}, of which p or P is next: appends what may stand in a bracket. */
int regex_property(struct regex_java *j, struct buf *set);

/* Appends \d, \W and the like, of the letter, as it stands in a bracket. */
int regex_shorthand(struct regex_java *j, uint32_t letter, struct buf *set);

#endif
