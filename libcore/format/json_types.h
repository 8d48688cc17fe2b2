/*
 * json_types.h - the columns of JSON text, nested as they are, from its first records
 * (model/sample.h).
 */
#ifndef SLUICE_FORMAT_JSON_TYPES_H
#define SLUICE_FORMAT_JSON_TYPES_H

#include "format/json_pieces.h"
#include "json/cols.h"
#include "model/sample.h"

struct json_types;

/* For values at most depth deep (0: JSON_DEPTH); NULL on failure. */
struct json_types *json_types_new(unsigned depth, struct err *e);

/* NULL is harmless. */
void json_types_free(struct json_types *t);

/*
 * Looks at the records of p, made of in, until there are enough or it ends, on jobs threads
 * where in is a file; what was read will be read again from p.  What is not JSON is
 * STATUS_DATA with its place, and so is a record that is no row of any schema.  0 or -1.
 */
int json_types_look(struct json_types *t, struct json_pieces *p, const struct in *in,
    int jobs, struct err *e);

/* Whether no more records are looked at. */
bool json_types_enough(const struct json_types *t);

/*
 * The columns of what was looked at, as json_shape_cols() has them.  They live as long as
 * t; from the first call on nothing more is looked at.  NULL on failure.
 */
struct json_cols *json_types_cols(struct json_types *t, struct err *e);

#endif
