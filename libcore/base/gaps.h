/*
 * gaps.h - where bytes of a text are missing that nobody looks at, so that places in what is
 * left can be told as places in all of it.
 */
#ifndef SLUICE_BASE_GAPS_H
#define SLUICE_BASE_GAPS_H

#include "base/err.h"

struct gap {
	size_t at;		/* the byte of what is left before which they are missing */
	size_t bytes;
	size_t lines;		/* line ends among them */
	size_t tail;		/* bytes after the last of those; all where there is none */
	size_t text;		/* bytes that they stand for, escapes and doubled quotes taken off */
};

/* In order of at.  Zero at first. */
struct gaps {
	struct gap *gap;
	size_t n, cap;
};

void gaps_release(struct gaps *g);

/* Adds one, which follows the others, or goes on with the last.  0 or -1. */
int gaps_add(struct gaps *g, const struct gap *one, struct err *e);

/* How many bytes, and line ends, are missing before byte at of what is left. */
size_t gaps_bytes(const struct gaps *g, size_t at);
size_t gaps_lines(const struct gaps *g, size_t at);

/*
 * Bytes of the line before byte at of what is left, where the line begins at byte line of
 * it, or among those that are missing.
 */
size_t gaps_in_line(const struct gaps *g, size_t line, size_t at);

#endif
