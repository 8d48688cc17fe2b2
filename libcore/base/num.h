/* num.h - numbers from text and to text, independent of the locale. */
#ifndef SLUICE_BASE_NUM_H
#define SLUICE_BASE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room that every num_format function needs, in bytes. */
#define NUM_MAX 64

typedef __int128 int128_t;
typedef unsigned __int128 uint128_t;

/*
 * Strict parses of all n bytes; false when they are not such a number or it
 * does not fit.  Integers: optional sign, decimal digits.  Doubles: what
 * Spark's cast takes without blanks (digits, point, exponent, and the words
 * NaN, Infinity, inf in any case with an optional sign), correctly rounded; digits
 * whose value is too large, or rounds to 0 without being 0, do not fit.
 */
bool num_parse_i64(const char *p, size_t n, int64_t *out);
bool num_parse_f64(const char *p, size_t n, double *out);
bool num_parse_f32(const char *p, size_t n, float *out);

/*
 * The number of digits alone, at most max, at *p, which the byte stop follows (which may be
 * NUL); moves *p past both, or to the NUL.  False where there is none.
 */
bool num_take_i64(const char **p, char stop, int64_t max, int64_t *out);

/* The n bytes that 2n hexadecimal digits of either case name; false for another text. */
bool num_parse_hex(const char *text, uint8_t *out, size_t n);

/*
 * A decimal with the given scale (value = out / 10^scale; a negative one is fine),
 * rounded half up as Spark does; false when it is no number or needs more than
 * precision digits.  Takes an exponent.
 */
bool num_parse_decimal(const char *p, size_t n, int precision, int scale, int128_t *out);

/* 10^n for 0 <= n <= 38. */
int128_t num_pow10(int n);

/*
 * Text of a number at out (NUM_MAX bytes), no NUL; returns its length.
 * Doubles and floats as Java's toString gives them (shortest digits that read
 * back the same; 1.0E10; NaN; Infinity), which is what Spark's CAST prints.
 */
size_t num_format_i64(char *out, int64_t v);
size_t num_format_u64(char *out, uint64_t v);
size_t num_format_f64(char *out, double v);
size_t num_format_f32(char *out, float v);
size_t num_format_decimal(char *out, int128_t v, int scale);

/*
 * A size such as 64M, 1.5G, 512k, 100 (powers of 1024; an optional B or iB);
 * false when it is none or does not fit.
 */
bool num_parse_size(const char *p, size_t n, uint64_t *out);

/* A duration such as 30, 30s, 500ms, 2m, 1h in milliseconds; a bare number is seconds. */
bool num_parse_duration(const char *p, size_t n, int64_t *ms);

#endif
