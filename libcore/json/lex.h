/*
 * lex.h - 64 bytes of JSON at a time become bit masks: what is inside a string,
 * what is white space outside, where tokens start (internal to json).
 *
 * The idea of bit-parallel indexing is G. Langdale's and D. Lemire's ("Parsing
 * Gigabytes of JSON per Second", 2019).  Every variant gives the same results.
 */
#ifndef SLUICE_JSON_LEX_H
#define SLUICE_JSON_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cpu.h"
#include "json/json.h"

/* Bytes that are indexed before the grammar is applied to them. */
#define JSON_WINDOW 16384
#define JSON_BLOCK 64

struct json_lex;

/*
 * The variants of the kernel: count blocks at p, which stand at offset from of
 * the text, base bytes into the window.
 */
typedef void json_lex_fn(struct json_lex *x, const uint8_t *p, size_t count,
    const uint8_t *text, size_t len, size_t from, size_t base);

json_lex_fn json_lex_portable;
json_lex_fn json_lex_sse2;
json_lex_fn json_lex_avx2;

struct json_lex {
	json_lex_fn *kernel;

	/* Between blocks. */
	uint64_t inside;	/* all ones: the next byte lies in a string */
	uint64_t escape;	/* 1: the next byte is escaped */
	uint64_t scalar;	/* 1: the last byte belonged to a number or literal */
	uint64_t pair;		/* where in the text the u of a low surrogate must come */

	/* Of the window: reset by json_lex_window(). */
	bool high;		/* some byte is not ASCII */
	struct json_bad bad;	/* first control character or bad escape, at: in the text */
	uint32_t n;
	uint16_t start[JSON_WINDOW + JSON_BLOCK];	/* where tokens start, in the window */
	uint64_t white[JSON_WINDOW / JSON_BLOCK];	/* white space outside strings */
};

/* The variant for a CPU of that level, or the best below it that there is. */
json_lex_fn *json_lex_kernel(enum cpu_level level);

/* Prepares for the start of a text; the window part needs no preparation. */
void json_lex_init(struct json_lex *x, json_lex_fn *kernel);

/*
 * Indexes bytes [from, from + n) of the text of len bytes; n is JSON_WINDOW, or
 * less at the end of the text, where white space is thought to fill the last
 * block.  Needs nothing behind text + len.
 */
void json_lex_window(struct json_lex *x, const uint8_t *text, size_t len, size_t from,
    size_t n);

/*
 * Looks at the escapes of one block: those characters after a backslash, inside
 * strings, that the mask has.  Sets x->bad at the first that JSON lacks.
 */
void json_lex_escapes(struct json_lex *x, uint64_t escaped, const uint8_t *text,
    size_t len, size_t from);

#endif
