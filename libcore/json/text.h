/* text.h - valid JSON values as other text. */
#ifndef SLUICE_JSON_TEXT_H
#define SLUICE_JSON_TEXT_H

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

/* Appends a value without white space; x is scratch.  0 or -1. */
int json_minify(struct buf *out, struct json_lex *x, const uint8_t *p, size_t n,
    struct err *e);

#endif
