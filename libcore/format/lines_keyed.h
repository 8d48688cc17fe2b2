/* lines_keyed.h - lines cut into key and value. */
#ifndef SLUICE_FORMAT_LINES_KEYED_H
#define SLUICE_FORMAT_LINES_KEYED_H

#include "model/batch.h"

struct keyed_conf {
	const char *delimiter;	/* between key and value, not empty; NULL: no key */
	const char *null;	/* a key or value that equals it is NULL; NULL: none is */
};

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
