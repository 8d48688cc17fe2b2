/* kind.h - the kinds of JSON values, and the type that holds a set of them. */
#ifndef SLUICE_JSON_KIND_H
#define SLUICE_JSON_KIND_H

#include <stddef.h>
#include <stdint.h>

#include "model/type.h"

/* Kinds of values that are not null, as bits. */
enum json_kind {
	JSON_OBJECT = 1, JSON_ARRAY = 2, JSON_BOOLEAN = 4, JSON_STRING = 8,
	JSON_LONG = 16,		/* integer that a double holds exactly */
	JSON_WIDE = 32,		/* larger, but a bigint */
	JSON_HUGE = 64,		/* larger, but a decimal(38,0) */
	JSON_DOUBLE = 128,
	JSON_EXACT = 256	/* a number that only its text keeps */
};

/* The kind of the valid value of n bytes at p, which is not null. */
unsigned json_kind_of(const uint8_t *p, size_t n);

/*
 * The type that loses nothing of values of those kinds: boolean; bigint; decimal(38,0)
 * where an integer needs it; double, also with integers among them that it holds
 * exactly; else, and for no kind at all, string.
 */
struct type json_kind_type(unsigned kinds);

#endif
