/* begins.h - whether a text that is meant to be lines begins as JSON of several lines. */
#ifndef SLUICE_JSON_BEGINS_H
#define SLUICE_JSON_BEGINS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum json_begins {
	JSON_BEGINS_NOT,	/* other text, or JSON of which each line is a value */
	JSON_BEGINS_ARRAY,	/* an array, whole or not */
	JSON_BEGINS_OBJECT	/* an object that does not end on its first line */
};

/*
 * What the first n bytes of a text (all of it, or some dozens) show.  Only what can be
 * JSON up to its last byte counts: "[INFO] started" is no array.  A mark of the byte
 * order before it does not matter.  0 or -1 (no memory).
 */
int json_begins(const uint8_t *p, size_t n, enum json_begins *what, struct err *e);

#endif
