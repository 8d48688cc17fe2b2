/* utf8.h - UTF-8 (RFC 3629): shortest forms only, no surrogates, up to U+10FFFF. */
#ifndef SLUICE_BASE_UTF8_H
#define SLUICE_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the valid character that starts at p (left > 0 bytes there); 0 if none does. */
size_t utf8_len(const uint8_t *p, size_t left);

/* How many of the n bytes at p come before the first invalid one; n when all are valid. */
size_t utf8_valid_prefix(const void *p, size_t n);

/* Decodes the valid character at p into *cp; returns its length in bytes. */
size_t utf8_decode(const uint8_t *p, uint32_t *cp);

/* Encodes cp (a scalar value) at out, at most 4 bytes; returns how many. */
size_t utf8_encode(uint8_t *out, uint32_t cp);

/* Number of characters in n valid bytes. */
size_t utf8_count(const void *p, size_t n);

#endif
