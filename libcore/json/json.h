/*
 * json.h - is this text JSON (RFC 8259), and if not, where and why not.
 *
 * Strict: UTF-8 is validated, \u escapes must form scalar values, nothing but
 * space, tab, line feed and carriage return is white space, numbers and
 * literals are exactly the RFC's.  Duplicate keys are let through.
 */
#ifndef SLUICE_JSON_JSON_H
#define SLUICE_JSON_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* How many containers may be open at once, unless the caller says otherwise. */
#define JSON_DEPTH 1024
/* The most that a caller may say. */
#define JSON_DEPTH_MAX (1 << 20)

enum json_fault {
	JSON_OK,
	JSON_EMPTY,		/* white space, or nothing at all, in place of a value */
	JSON_CUT,		/* the text ends inside a value */
	JSON_NO_VALUE,		/* something that starts no value, where one is needed */
	JSON_NO_KEY,		/* no string where an object needs a key */
	JSON_NO_COLON,
	JSON_NO_COMMA_ARRAY,	/* neither , nor ] after an element */
	JSON_NO_COMMA_OBJECT,	/* neither , nor } after a member */
	JSON_LEFT_OVER,		/* something after the only value that may be there */
	JSON_TOGETHER,		/* top-level values without the white space they need */
	JSON_BAD_LITERAL,	/* neither true, false nor null */
	JSON_BAD_NUMBER,
	JSON_CONTROL,		/* a control character inside a string */
	JSON_BAD_ESCAPE,
	JSON_SURROGATE,		/* \ud800 - \udfff without its other half */
	JSON_BAD_UTF8,
	JSON_DEEP		/* more containers open than allowed */
};

/*
 * The first fault of a text: the first byte that no valid text can have there
 * after what comes before it; for an escape or a UTF-8 sequence, its first
 * byte; for text that ends too early, its length.  The same on every CPU.
 */
struct json_bad {
	enum json_fault fault;
	size_t at;
	size_t from;		/* where the value starts that it is in; SIZE_MAX: between values */
};

/*
 * Whether the n bytes are one JSON value with nothing but white space around
 * it, containers nested at most depth deep (0: JSON_DEPTH).  0; or -1 and *bad;
 * or -1 with bad->fault JSON_OK when memory ran out.
 */
int json_check(const void *text, size_t n, unsigned depth, struct json_bad *bad);

/*
 * Says in words what is wrong at bad->at of the n bytes at text, without the
 * place; depth as above.  Returns out.
 */
char *json_words(char *out, size_t outsz, const void *text, size_t n,
    const struct json_bad *bad, unsigned depth);

/* Line and column (in bytes), both from 1, of the byte at offset at. */
void json_place(const void *text, size_t at, uint64_t *line, uint64_t *column);

/*
 * Fills e (STATUS_DATA) for a value that is not JSON: "not JSON: WORDS at byte N
 * (LINE:COLUMN): TEXT"; e->byte is the offset.  Returns -1.
 */
int json_refuse(struct err *e, const void *text, size_t n, const struct json_bad *bad,
    unsigned depth);

#endif
