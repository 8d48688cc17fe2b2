/* lines_keyed.h - lines cut into key and value, or given a key. */
#ifndef SLUICE_FORMAT_LINES_KEYED_H
#define SLUICE_FORMAT_LINES_KEYED_H

#include "model/batch.h"

struct keyed_conf {
	const char *delimiter;	/* between key and value, not empty; NULL: no key */
	const char *null;	/* a key or value that equals it is NULL; NULL: none is */
	const char *key;	/* the key of every row, where there is no delimiter; NULL: none */
};

/*
 * The bytes that text means as a delimiter: \n, \t and \x with hexadecimal digits are
 * one, as kcat reads them; other backslashes stand for themselves.  *out is a string to
 * free.  0, or -1 (STATUS_USAGE).
 */
int keyed_delimiter(const char *text, char **out, struct err *e);

/* The schema of what keyed_cut makes: [key binary,] value binary.  NULL on failure. */
struct schema *keyed_schema(const struct keyed_conf *c, struct err *e);

/*
 * The rows of in, whose first column holds the lines (string or binary), as a
 * batch of s.  The first delimiter of a line cuts it; a line without one is
 * STATUS_DATA.  NULL on failure.
 */
struct batch *keyed_cut(const struct keyed_conf *c, struct schema *s,
    const struct batch *in, struct err *e);

#endif
