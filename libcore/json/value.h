/* value.h - JSON values as values of a type. */
#ifndef SLUICE_JSON_VALUE_H
#define SLUICE_JSON_VALUE_H

#include "json/value_text.h"
#include "model/builder.h"

/*
 * Appends the valid JSON value of n bytes at p to b, as b->type wants it:
 *
 * string: any value, as json_as_string() gives it.  boolean: true, false.
 * Integers: a number without fraction and exponent that fits.  decimal: a number
 * that fits without losing a digit.  double, float: a number that does not
 * overflow, or the strings "NaN", "Infinity", "-Infinity".  date, timestamp,
 * timestamp_ntz: a string that date.h reads (without a zone: UTC).  binary: a
 * string, whose bytes it is, or {"base64":"..."}.  array: an array.  struct: an
 * object, members by name, the first of several that is not null.  map: an
 * object; keys are strings.  null: NULL.
 *
 * A misfit is STATUS_DATA: 'does not fit bigint: "x"'; b then lacks the row, or has a
 * part of it (builder_cut()).  0 or -1.
 */
int json_value(struct builder *b, const uint8_t *p, size_t n, struct json_scratch *s,
    struct err *e);

/* Fills e with that misfit.  Returns -1. */
int json_unfit(const struct type *t, const uint8_t *p, size_t n, struct err *e);

/* The parts of a valid array or object, one after the other. */
struct json_walk {
	const uint8_t *p, *end;		/* what is left */
	bool object;
	const uint8_t *key, *value;	/* key: with its quotes; NULL in an array */
	size_t keylen, len;
};
struct json_walk json_walk(const uint8_t *p, size_t n);

/* The end of the valid value that starts at p. */
const uint8_t *json_value_end(const uint8_t *p, const uint8_t *end);

/* The next part; false after the last one, and then p is after the closing bracket. */
bool json_walk_next(struct json_walk *w);

/*
 * As json_walk_next(), but the end of the value is not looked for: len is not set, and
 * the caller sets p to that end before the next step.  A walk with a step for every
 * container looks at each byte once.
 */
bool json_walk_step(struct json_walk *w);

/*
 * The two halves of a step in an object: to the next key, whose end is not looked for, and
 * from key and keylen to the value.
 */
bool json_walk_key(struct json_walk *w);
bool json_walk_value(struct json_walk *w);

#endif
