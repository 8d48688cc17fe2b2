/* value_text.h - valid JSON values as other text. */
#ifndef SLUICE_JSON_VALUE_TEXT_H
#define SLUICE_JSON_VALUE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "json/lex.h"

/*
 * The closing quote of the string whose opening quote is at p, or end where
 * there is none.  *escapes (may be NULL) tells whether it has a backslash.
 */
const uint8_t *json_string_end(const uint8_t *p, const uint8_t *end, bool *escapes);

/*
 * Appends the n bytes between the quotes of a string without their escapes.
 * Bytes that are no valid string give some bytes, never more than n.  0 or -1.
 */
int json_unescape(struct buf *out, const uint8_t *p, size_t n, struct err *e);

/* Room for values on their way; zeroed before its first use. */
struct json_scratch {
	struct json_lex *lex;
	struct buf text;
};
void json_scratch_release(struct json_scratch *s);

/*
 * The value of n bytes at p as a string: strings without quotes and escapes,
 * arrays and objects without white space, numbers and literals as they stand.
 * *out points to it, in p or in s until the next call.  0 or -1.
 */
int json_as_string(struct json_scratch *s, const uint8_t *p, size_t n,
    const uint8_t **out, size_t *len, struct err *e);

#endif
