/* text_func.h - kernels on text (and, where said, binary); positions count characters. */
#ifndef SLUICE_EXPR_TEXT_FUNC_H
#define SLUICE_EXPR_TEXT_FUNC_H

#include "expr/node.h"

/* upper(s), lower(s): Unicode's full mapping where it does not depend on a language. */
kernel_fn text_upper, text_lower;

/* The lower case of a character's upper case, each one character (Unicode's simple mappings). */
uint32_t text_fold(uint32_t cp);

/*
 * Calls fn for every character that has another upper or lower case, with its upper
 * case and text_fold(); some twice.  What fn returns if that is not 0, else 0.
 */
int text_each_case(int (*fn)(void *of, uint32_t cp, uint32_t upper, uint32_t fold), void *of);

/* length: characters of text, bytes of binary; octet_length. */
kernel_fn text_length, text_octet_length;

/* trim, ltrim, rtrim(s [, characters]): blanks (U+0020) unless told. */
kernel_fn text_trim, text_ltrim, text_rtrim;

/* substring(s, from [, length]) of text or binary; from 1, from the end if negative. */
kernel_fn text_substring;

/* left(s, n), right(s, n). */
kernel_fn text_left, text_right;

/* a || b || ...: text or binary. */
kernel_fn text_concat;

/* startswith, endswith, contains(s, part): text or binary. */
kernel_fn text_starts, text_ends, text_contains;

/* reverse(s), replace(s, what [, by]). */
kernel_fn text_reverse, text_replace;

#endif
